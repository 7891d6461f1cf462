/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean val_visible_is_hidden (gunichar c);
char *val_visible_text (const char *text);
char *val_visible_clip (const char *text, guint max_chars);
char *val_visible_short (const char *text);
char *val_visible_name (const char *name);

G_END_DECLS
