/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VAL_REDIRECT_REQUEST_MAX (8 * 1024) /* bytes, with the blank line at its end */

/**
 * ValRedirectRequest:
 * @is_head: whether only the head of an answer is wanted
 * @path: decoded
 * @query: (nullable): as received, without the question mark
 *
 * What is to be known of a browser's request.  Holds secrets; wiped when cleared.
 */
typedef struct
{
  gboolean is_head;
  char *path;
  char *query;
} ValRedirectRequest;

gboolean val_redirect_request_is_whole (const char *bytes, gsize length);
guint val_redirect_request_parse (const char *bytes,
                                  gsize length,
                                  guint16 port,
                                  ValRedirectRequest *request);
void val_redirect_request_clear (ValRedirectRequest *request);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ValRedirectRequest, val_redirect_request_clear)

G_END_DECLS
