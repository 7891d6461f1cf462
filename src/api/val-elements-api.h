/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-element.h"

G_BEGIN_DECLS

/**
 * ValOAuthRequest:
 * @element_key: the element
 * @api_key: client id of the app registered at the provider
 * @api_secret: its secret; sent in a body, never in a query
 * @callback_url: where the provider sends the browser back to
 * @state: random, checked on return
 * @scope: (nullable): provider scopes
 * @site_address: (nullable): for providers with sub-domains
 * @request_token: (nullable): with OAuth 1, what val_elements_api_oauth_token_async () got
 */
typedef struct
{
  const char *element_key;
  const char *api_key;
  const char *api_secret;
  const char *callback_url;
  const char *state;
  const char *scope;
  const char *site_address;
  const char *request_token;
} ValOAuthRequest;

void val_elements_api_list_async (ValSession *session,
                                  const char *next_page,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *val_elements_api_list_finish (ValSession *session,
                                         GAsyncResult *result,
                                         char **next_page,
                                         GError **error);
void val_elements_api_get_async (ValSession *session,
                                 const char *key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
ValElement *val_elements_api_get_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_elements_api_oauth_url_async (ValSession *session,
                                       const ValOAuthRequest *request,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *val_elements_api_oauth_url_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_elements_api_oauth_token_async (ValSession *session,
                                         const ValOAuthRequest *request,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *val_elements_api_oauth_token_finish (ValSession *session,
                                           GAsyncResult *result,
                                           char **secret,
                                           GError **error);
void val_elements_api_check_async (ValSession *session,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
char *val_elements_api_check_finish (ValSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
