/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Model data as text for people, and back. */
char *val_format_tags (const char *const *tags);
GStrv val_format_parse_tags (const char *text);
gboolean val_format_same_tags (const char *text, const char *const *tags);
char *val_format_id (gint64 id);
char *val_format_date (const char *iso8601);
char *val_format_clock (gint64 time);
char *val_format_duration (gint64 span);
char *val_format_span (gint64 seconds);
char *val_format_age (gint64 seconds);
char *val_format_element (ValInstance *instance);
void val_format_set_text (GtkEditable *editable, const char *text);
void val_format_set_subtitle (AdwActionRow *row, const char *text);

G_END_DECLS
