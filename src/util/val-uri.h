/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *val_uri_normalise_base (const char *text, GError **error);
char *val_uri_join (const char *base, const char *path, const char *query);
gboolean val_uri_is_loopback (GUri *uri);
gboolean val_uri_host_is_loopback (const char *host);
gboolean val_uri_same_origin (GUri *one, GUri *other);
char *val_uri_mask_user_info (const char *text);
char *val_uri_escape_segment (const char *segment);
GString *val_uri_query_append (GString *query, const char *name, const char *value);

G_END_DECLS
