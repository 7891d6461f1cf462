/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"
#include "api/val-session.h"

G_BEGIN_DECLS

SoupSession *val_session_get_soup (ValSession *self);
ValCredentials *val_session_get_credentials (ValSession *self);
gsize val_session_get_max_body (ValSession *self);
double val_session_get_retry_scale (ValSession *self);
ValPace *val_session_get_pace (ValSession *self);
gboolean val_session_is_watched (ValSession *self);
void val_session_report (ValSession *self, ValExchange *exchange);

/* For the typed calls: whether the answer is that of a second or third attempt. */
gboolean val_session_was_repeated (GAsyncResult *result);
/* How often the request has left, which may be never. */
guint val_session_get_n_attempts (GAsyncResult *result);

G_END_DECLS
