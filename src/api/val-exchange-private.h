/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-credentials.h"
#include "api/val-exchange.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the texts of an exchange are made from, once somebody looks at them: of the thousands that
 * a long job exchanges nearly all are forgotten unseen.  Nothing else is made so, since it may hold
 * what must not stay: a long job sends URLs and gets instances, which the list has as well. */
typedef struct
{
  ValCredentials *credentials; /* (nullable) */
  char *element_token;         /* (nullable) */
  char *base_url;
  char *path;
  char *query;          /* (nullable) */
  char *request_id;     /* (nullable) */
  char *error;          /* (nullable) */
  JsonNode *sent;       /* (nullable) */
  GByteArray *received; /* (nullable): JSON */
} ValExchangeDraft;

/* Filled by val-recorder.c, with text that has been redacted. */
struct _ValExchange
{
  GObject parent_instance;

  ValExchangeDraft *draft; /* (nullable): before the texts are there */

  char *method;
  char *base_url;
  char *path;
  char *query;         /* (nullable) */
  char *request_body;  /* (nullable) */
  char *response_body; /* (nullable): also where the answer was no JSON */
  char *request_id;    /* (nullable) */
  char *error;         /* (nullable) */
  gint64 started;      /* microseconds since 1970 */
  gint64 duration;     /* microseconds */
  gint64 instance;     /* or 0 */
  gsize response_size; /* bytes */
  guint status;        /* or 0 where no answer came */
  guint attempts;
  gboolean authorized;
  gboolean has_token;
  gboolean request_cut;
  gboolean response_cut;
};

void val_exchange_draft_free (ValExchangeDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValExchangeDraft, val_exchange_draft_free)

/* val-recorder.c: makes the texts, unless they are there. */
void val_exchange_write_out (ValExchange *self);

G_END_DECLS
