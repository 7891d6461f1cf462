/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"
#include "api/val-session.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define VAL_REQUEST_LOG_KEPT 500

/* The last requests of an account, newest first (element-type ValExchange); in memory only.
 * Property: paused (gboolean, readable and writable), while which nothing is recorded at all. */
#define VAL_TYPE_REQUEST_LOG (val_request_log_get_type ())
G_DECLARE_FINAL_TYPE (ValRequestLog, val_request_log, VAL, REQUEST_LOG, GObject)

ValRequestLog *val_request_log_new (void);
void val_request_log_watch (ValRequestLog *self, ValSession *session);
void val_request_log_watch_too (ValRequestLog *self, ValSession *session);
void val_request_log_clear (ValRequestLog *self);
gboolean val_request_log_get_paused (ValRequestLog *self);
void val_request_log_set_paused (ValRequestLog *self, gboolean paused);

G_END_DECLS
