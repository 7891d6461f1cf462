/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *val_search_text_fold (const char *text);
gboolean val_search_text_contains (const char *text, const char *folded);

G_END_DECLS
