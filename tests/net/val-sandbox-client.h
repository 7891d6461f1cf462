/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox/val-sandbox.h"
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Somebody else's client of the platform: plain HTTP, none of the code under src/api. */
typedef struct
{
  ValSandbox *sandbox;
  SoupSession *session;
  char *origin;
  char *base_path;
  char *platform; /* Authorization of form 1.1 */
  char *control_token;
  char *certificate;
} ValSandboxClient;

typedef struct
{
  guint status;
  char *text;
  gsize length;
  JsonNode *node;
  SoupMessageHeaders *headers;
  GError *error;
} ValSandboxReply;

ValSandboxClient *val_sandbox_client_new (const ValSandboxOptions *options);
void val_sandbox_client_free (ValSandboxClient *self);
SoupMessage *
val_sandbox_client_message (ValSandboxClient *self, const char *method, const char *path);
ValSandboxReply *val_sandbox_client_send (ValSandboxClient *self, SoupMessage *message);
ValSandboxReply *val_sandbox_client_call (ValSandboxClient *self,
                                          const char *method,
                                          const char *path,
                                          const char *authorization,
                                          const char *body);
ValSandboxReply *val_sandbox_client_ask (ValSandboxClient *self,
                                         guint status,
                                         const char *method,
                                         const char *path,
                                         const char *body);
ValSandboxReply *val_sandbox_client_control (ValSandboxClient *self,
                                             const char *method,
                                             const char *path,
                                             const char *body);
ValSandboxReply *
val_sandbox_client_post_form (ValSandboxClient *self, const char *path, const char *form);
char *val_sandbox_client_with_token (ValSandboxClient *self, const char *token);
char *val_sandbox_client_code (ValSandboxClient *self,
                               const char *element,
                               const char *redirect,
                               const char *decision);
gint64
val_sandbox_client_create_hootsuite (ValSandboxClient *self, const char *callback, const char *key);

void val_sandbox_reply_free (ValSandboxReply *self);
JsonObject *val_sandbox_reply_object (ValSandboxReply *self);
JsonArray *val_sandbox_reply_array (ValSandboxReply *self);
const char *val_sandbox_reply_header (ValSandboxReply *self, const char *name);
const char *val_sandbox_reply_config (ValSandboxReply *self, const char *key);
void val_sandbox_reply_assert_error (ValSandboxReply *self, guint status, const char *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxClient, val_sandbox_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValSandboxReply, val_sandbox_reply_free)

G_END_DECLS
