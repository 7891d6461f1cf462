/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"
#include "api/val-session.h"

G_BEGIN_DECLS

/* Makes an exchange of a request while it is under way.  Only for val-session-send.c. */
typedef struct _ValRecorder ValRecorder;

/* How it ended. */
typedef struct
{
  SoupMessage *message; /* (nullable): of the last attempt */
  JsonNode *node;       /* (nullable): its body, where nodes were made of it */
  GByteArray *received; /* (nullable): the same, as it came */
  gboolean readable;    /* whether that is JSON */
  guint attempts;
  const GError *error; /* (nullable) */
} ValRecorderEnd;

ValRecorder *val_recorder_new (ValSession *session, const ValRequest *request);
gboolean val_recorder_is_patient (ValRecorder *self);
void val_recorder_begin (ValRecorder *self);
void val_recorder_free (ValRecorder *self);
ValExchange *val_recorder_end (ValRecorder *self, const ValRecorderEnd *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValRecorder, val_recorder_free)

G_END_DECLS
