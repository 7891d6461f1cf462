/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-book.h"

G_BEGIN_DECLS

#define VAL_BOOK_N_ENTRIES (VAL_BOOK_CLIENT_ID + 1)

/**
 * ValBookPage:
 * @secrets: (nullable): one instance's secrets, by #ValBookEntry
 * @touched: which of them were set or removed here, and outrank what is read
 */
typedef struct
{
  char *secrets[VAL_BOOK_N_ENTRIES];
  gboolean touched[VAL_BOOK_N_ENTRIES];
} ValBookPage;

GHashTable *val_book_pages_new (void);
ValBookPage *val_book_pages_ensure (GHashTable *pages, gint64 id);
char *val_book_text_write (GHashTable *pages);
gboolean val_book_text_read (const char *text, GHashTable *pages, GError **error);

G_END_DECLS
