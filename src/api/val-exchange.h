/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

/* One request and its answer, after the fact and without secrets; immutable. */
#define VAL_TYPE_EXCHANGE (val_exchange_get_type ())
G_DECLARE_FINAL_TYPE (ValExchange, val_exchange, VAL, EXCHANGE, GObject)

#define VAL_EXCHANGE_MAX_BODY (64 * 1024)

const char *val_exchange_get_method (ValExchange *self);
const char *val_exchange_get_base_url (ValExchange *self);
const char *val_exchange_get_path (ValExchange *self);
const char *val_exchange_get_query (ValExchange *self);
guint val_exchange_get_status (ValExchange *self);
gint64 val_exchange_get_started (ValExchange *self);
gint64 val_exchange_get_duration (ValExchange *self);
guint val_exchange_get_attempts (ValExchange *self);
gint64 val_exchange_get_instance (ValExchange *self);
const char *val_exchange_get_request_id (ValExchange *self);
const char *val_exchange_get_request_body (ValExchange *self);
gboolean val_exchange_get_request_cut (ValExchange *self);
const char *val_exchange_get_response_body (ValExchange *self);
gboolean val_exchange_get_response_cut (ValExchange *self);
gsize val_exchange_get_response_size (ValExchange *self);
const char *val_exchange_get_error (ValExchange *self);
char *val_exchange_to_curl (ValExchange *self, GStrv *variables);

G_END_DECLS
