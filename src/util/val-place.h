/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void val_place_in_text (const char *start, const char *at, guint *line, guint *column);

G_END_DECLS
