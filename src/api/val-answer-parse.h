/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"

G_BEGIN_DECLS

/* What an answer's text says.  Only for val-session-send.c. */
typedef struct
{
  JsonNode *node;   /* (owned) (nullable): the root */
  gpointer content; /* (owned) (nullable): as ValReply has it */
  GDestroyNotify free_content;
} ValAnswerBody;

/* How it is read. */
typedef struct
{
  const ValReading *reading; /* (nullable): into nodes where there is none */
  gboolean with_node;        /* into nodes all the same, to be shown */
} ValAnswerReading;

void val_answer_body_clear (ValAnswerBody *body);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ValAnswerBody, val_answer_body_clear)

void val_answer_parse_async (GByteArray *text,
                             const ValAnswerReading *how,
                             int priority,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean val_answer_parse_finish (GAsyncResult *result, ValAnswerBody *body, GError **error);

G_END_DECLS
