/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_URL_OK,
  VAL_URL_WARN,
  VAL_URL_REFUSE,
} ValUrlVerdict;

/**
 * ValCallbackContext:
 * @base_url: (nullable): the account's base URL
 * @element_key: (nullable): key of the instance's element
 * @id: id of the instance, or 0
 * @max_length: what the field holds, or 0 for no limit
 */
typedef struct
{
  const char *base_url;
  const char *element_key;
  gint64 id;
  guint max_length;
} ValCallbackContext;

ValUrlVerdict
val_callback_url_check (const char *url, const ValCallbackContext *context, char **reason);

G_END_DECLS
