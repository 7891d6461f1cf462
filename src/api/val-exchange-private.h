/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"

G_BEGIN_DECLS

/* Filled by val-recorder.c, with text that has been redacted. */
struct _ValExchange
{
  GObject parent_instance;

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

G_END_DECLS
