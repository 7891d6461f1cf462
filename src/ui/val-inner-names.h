/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Accessible names for the buttons inside composite widgets, which these do not hand on. */
void val_inner_names_from_tooltips (GtkWidget *row);
void val_inner_names_set (GtkWidget *widget, const char *name);

G_END_DECLS
