/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VAL_BODY_VIEW_MAX (64 * 1024)

/* A body as text to read, select and copy.  Property: title (what it is the body of). */
#define VAL_TYPE_BODY_VIEW (val_body_view_get_type ())
G_DECLARE_FINAL_TYPE (ValBodyView, val_body_view, VAL, BODY_VIEW, AdwBin)

void val_body_view_set_text (ValBodyView *self, const char *text, const char *note);
void val_body_view_set_json (ValBodyView *self, const char *text);

G_END_DECLS
