/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"

G_BEGIN_DECLS

/* A server on loopback that answers by script or by a handler and keeps what it was asked. */
typedef struct _ValTestServer ValTestServer;

/**
 * ValTestHit:
 * @method: the method
 * @path: path below the base URL
 * @query: (nullable): encoded query
 * @headers: all headers
 * @body: body as text
 * @connection: number of the connection it came by, from 1
 */
typedef struct
{
  char *method;
  char *path;
  char *query;
  SoupMessageHeaders *headers;
  char *body;
  guint connection;
} ValTestHit;

typedef void (*ValTestHandler) (ValTestServer *server,
                                SoupServerMessage *message,
                                const ValTestHit *hit,
                                gpointer user_data);

ValTestServer *val_test_server_new (GTlsCertificate *certificate);
void val_test_server_free (ValTestServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValTestServer, val_test_server_free)

char *val_test_server_dup_origin (ValTestServer *server);
char *val_test_server_dup_base (ValTestServer *server);
void
val_test_server_set_handler (ValTestServer *server, ValTestHandler handler, gpointer user_data);

/* The script: each answers one request, in this order; 500 once it is over. */
void val_test_server_add (ValTestServer *server, guint status, const char *body, ...)
    G_GNUC_NULL_TERMINATED;
void val_test_server_add_bytes (ValTestServer *server,
                                GBytes *body,
                                SoupEncoding encoding,
                                const char *content_encoding);
void val_test_server_add_raw (ValTestServer *server, const char *raw);
void val_test_server_add_reset (ValTestServer *server);
void val_test_server_add_silence (ValTestServer *server);

void val_test_server_answer (SoupServerMessage *message, guint status, const char *body);

guint val_test_server_count_hits (ValTestServer *server);
guint val_test_server_count_connections (ValTestServer *server);
guint val_test_server_count_cut (ValTestServer *server);
const ValTestHit *val_test_server_get_hit (ValTestServer *server, guint index);
const char *val_test_hit_get_header (const ValTestHit *hit, const char *name);

/* A session that does not wait before a retry, with secrets of its own. */
#define VAL_TEST_AUTHORIZATION "User FAKE-user, Organization FAKE-organization"
ValCredentials *val_test_credentials_new (void);
ValSession *val_test_session_new (ValTestServer *server);
ValReply *val_test_send (ValSession *session, const ValRequest *request, GError **error);

G_END_DECLS
