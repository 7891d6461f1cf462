/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-credentials.h"
#include "api/val-pace.h"
#include "val-types.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_REQUEST_NONE = 0,
  VAL_REQUEST_IDEMPOTENT =
      1 << 0, /* setting an absolute value: may be repeated, may share a connection */
  VAL_REQUEST_NO_CREDENTIALS = 1 << 1,
  VAL_REQUEST_SAFE = 1 << 2,    /* changes nothing, whatever its method */
  VAL_REQUEST_ONCE = 1 << 3,    /* never repeated, whatever its method: it spends something */
  VAL_REQUEST_SINGLE = 1 << 4,  /* may share a connection, as an idempotent one, but is not repeated
                                   once it may have been carried out: the caller looks first */
  VAL_REQUEST_PATIENT = 1 << 5, /* lets others that wait for the pace go first */
  VAL_REQUEST_NEW = 1 << 6,     /* begins something: not sent while the pace recalls what is new */
} ValRequestFlags;

/**
 * ValReading:
 * @read: makes of the text of a good answer what is asked for, in whatever thread; %NULL and an
 *   error where nothing can be made of it
 * @free: frees that
 *
 * What is read straight from an answer, where nodes would be in the way.
 */
typedef struct
{
  gpointer (*read) (const char *text, gsize length, GError **error);
  GDestroyNotify free;
} ValReading;

/**
 * ValRequest:
 * @method: GET, POST, PUT, PATCH, DELETE
 * @path: below the base URL, from its slash, already escaped
 * @query: (nullable): encoded query without the question mark
 * @body: (nullable): sent as JSON
 * @element_token: (nullable): adds the Element part of the header (contract 1.3)
 * @bearer: (nullable): sent in place of the account's secrets (contract 1.9)
 * @reading: (nullable) (type static): how a good answer is read, where not into nodes
 * @n_before: how often the same was sent before: of so many attempts less is left
 * @flags: #ValRequestFlags; GET, PUT and DELETE are idempotent of themselves
 */
typedef struct
{
  const char *method;
  const char *path;
  const char *query;
  JsonNode *body;
  const char *element_token;
  const char *bearer;
  const ValReading *reading;
  guint n_before;
  ValRequestFlags flags;
} ValRequest;

/**
 * ValReply:
 * @status: the 2xx
 * @node: (nullable): the body, NULL where it was empty, or read otherwise
 * @content: (nullable): what the request's #ValReading made of the body, NULL where it was empty
 * @free_content: (nullable): frees @content
 * @next_page: (nullable): value of elements-next-page-token
 * @total: value of elements-total-count, or -1
 * @request_id: (nullable): value of elements-request-id
 */
typedef struct
{
  guint status;
  JsonNode *node;
  gpointer content;
  GDestroyNotify free_content;
  char *next_page;
  gint64 total;
  char *request_id;
} ValReply;

void val_reply_free (ValReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValReply, val_reply_free)

/* The platform's own limit for an answer (contract 4), counted after decompression. */
#define VAL_SESSION_MAX_BODY (8u * 1024 * 1024)

/* The way to one account's platform: limits, retries, redaction.  Properties, all construct-only:
 * base-url, credentials, tls-database (authorities of the account's own), max-body (bytes),
 * timeout (seconds without a byte), retry-scale (factor on every wait before a retry), pace
 * (nullable ValPace, asked before each attempt), max-connections (guint).  Signal:
 * exchange (a ValExchange: what was sent and answered, without secrets; only made where somebody
 * listens when it begins). */
#define VAL_TYPE_SESSION (val_session_get_type ())
G_DECLARE_FINAL_TYPE (ValSession, val_session, VAL, SESSION, GObject)

ValSession *val_session_new (const char *base_url, ValCredentials *credentials);
ValSession *val_session_new_paced (ValSession *like, ValPace *pace);
const char *val_session_get_base_url (ValSession *self);
void val_session_send_async (ValSession *self,
                             const ValRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
ValReply *val_session_send_finish (ValSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
