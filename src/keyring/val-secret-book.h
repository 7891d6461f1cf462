/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keyring/val-secret-store.h"

G_BEGIN_DECLS

/**
 * ValBookEntry:
 * @VAL_BOOK_TOKEN: the instance's element token
 * @VAL_BOOK_CLIENT_SECRET: the OAuth client secret it was created with
 * @VAL_BOOK_SIGNATURE_KEY: the key its notifications are signed with
 * @VAL_BOOK_CLIENT_ID: the OAuth client id it was created with, which the platform masks
 */
typedef enum
{
  VAL_BOOK_TOKEN,
  VAL_BOOK_CLIENT_SECRET,
  VAL_BOOK_SIGNATURE_KEY,
  VAL_BOOK_CLIENT_ID,
} ValBookEntry;

/* All secrets of an account's instances in one keyring item: read once, written whole.  One item a
 * token would take the keyring minutes for thousands. */
#define VAL_TYPE_SECRET_BOOK (val_secret_book_get_type ())
G_DECLARE_FINAL_TYPE (ValSecretBook, val_secret_book, VAL, SECRET_BOOK, GObject)

ValSecretBook *val_secret_book_new (ValSecretStore *store, const char *account, const char *label);
void val_secret_book_load_async (ValSecretBook *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean val_secret_book_load_finish (ValSecretBook *self, GAsyncResult *result, GError **error);
const char *val_secret_book_get (ValSecretBook *self, gint64 id, ValBookEntry entry);
void val_secret_book_set (ValSecretBook *self, gint64 id, ValBookEntry entry, const char *secret);
void val_secret_book_forget (ValSecretBook *self, gint64 id);
gboolean val_secret_book_get_dirty (ValSecretBook *self);
void val_secret_book_save_async (ValSecretBook *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean val_secret_book_save_finish (ValSecretBook *self, GAsyncResult *result, GError **error);

G_END_DECLS
