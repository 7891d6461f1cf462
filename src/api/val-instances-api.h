/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-instance.h"

G_BEGIN_DECLS

/**
 * ValInstancesQuery:
 * @search_text: (nullable): name or element key
 * @tag: (nullable): one tag
 * @next_page: (nullable): token of the page before
 * @page_size: rows a page
 */
typedef struct
{
  const char *search_text;
  const char *tag;
  const char *next_page;
  guint page_size;
} ValInstancesQuery;

void val_instances_api_list_async (ValSession *session,
                                   const ValInstancesQuery *query,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *val_instances_api_list_finish (ValSession *session,
                                          GAsyncResult *result,
                                          char **next_page,
                                          gint64 *total,
                                          GError **error);
void val_instances_api_get_async (ValSession *session,
                                  gint64 id,
                                  ValRequestFlags flags,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
ValInstance *
val_instances_api_get_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_create_async (ValSession *session,
                                     JsonNode *body,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
ValInstance *
val_instances_api_create_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_reauthenticate_async (ValSession *session,
                                             gint64 id,
                                             JsonNode *body,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
ValInstance *
val_instances_api_reauthenticate_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_delete_async (ValSession *session,
                                     gint64 id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
val_instances_api_delete_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_patch_async (ValSession *session,
                                    gint64 id,
                                    const char *element_token,
                                    JsonNode *body,
                                    ValRequestFlags flags,
                                    guint n_before,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
ValInstance *
val_instances_api_patch_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_set_enabled_async (ValSession *session,
                                          gint64 id,
                                          gboolean enabled,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean
val_instances_api_set_enabled_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_set_trace_logging_async (ValSession *session,
                                                gint64 id,
                                                gboolean traced,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data);
gboolean val_instances_api_set_trace_logging_finish (ValSession *session,
                                                     GAsyncResult *result,
                                                     GError **error);
void val_instances_api_get_docs_async (ValSession *session,
                                       gint64 id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
JsonNode *
val_instances_api_get_docs_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_set_config_async (ValSession *session,
                                         gint64 id,
                                         const char *key,
                                         const char *value,
                                         ValRequestFlags repeat,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean
val_instances_api_set_config_finish (ValSession *session, GAsyncResult *result, GError **error);
void val_instances_api_ping_async (ValSession *session,
                                   const char *element_token,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_instances_api_ping_finish (ValSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
