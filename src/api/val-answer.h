/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-answer-parse.h"

G_BEGIN_DECLS

/* What the platform's answer means, once its body was read.  Only for val-session-send.c. */
gboolean val_answer_is_success (SoupMessage *message);
gboolean val_answer_is_redirect (SoupMessage *message);
gboolean val_answer_is_complete (SoupMessage *message, gsize n_received);
ValReply *val_answer_to_reply (SoupMessage *message, ValAnswerBody *body);
GError *val_answer_to_error (SoupMessage *message, JsonNode *node);
const char *val_answer_get_request_id (SoupMessage *message);

G_END_DECLS
