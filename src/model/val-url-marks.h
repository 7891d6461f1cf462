/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValUrlMark:
 * @start: where it begins, in bytes
 * @end: where it ends, in bytes
 *
 * A part of a URL that is not the same in another one.
 */
typedef struct
{
  guint start;
  guint end;
} ValUrlMark;

/* What is different about a URL, in whole parts: scheme, user, labels of the host, port, segments
 * of the path, parameters of the query, fragment. */
GArray *val_url_marks_new (const char *url, const char *other);

G_END_DECLS
