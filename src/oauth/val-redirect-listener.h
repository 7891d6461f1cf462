/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "oauth/val-redirect.h"
#include "val-types.h"

G_BEGIN_DECLS

/* Catches one redirect on loopback (127.0.0.1 and ::1): one path, one valid hit, then it closes.
 * Requests that are not it are answered and forgotten; the attempt lives on. */
#define VAL_TYPE_REDIRECT_LISTENER (val_redirect_listener_get_type ())
G_DECLARE_FINAL_TYPE (ValRedirectListener, val_redirect_listener, VAL, REDIRECT_LISTENER, GObject)

gboolean val_redirect_listener_can_catch (const char *callback_url);
ValRedirectListener *
val_redirect_listener_new (const char *callback_url, const char *state, GError **error);
void val_redirect_listener_set_state (ValRedirectListener *self, const char *state);
const char *val_redirect_listener_get_url (ValRedirectListener *self);
void val_redirect_listener_wait_async (ValRedirectListener *self,
                                       guint timeout_seconds,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
ValRedirect *
val_redirect_listener_wait_finish (ValRedirectListener *self, GAsyncResult *result, GError **error);
void val_redirect_listener_close (ValRedirectListener *self);

G_END_DECLS
