/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The help: its pages beside one of them. */
#define VAL_TYPE_HELP_WINDOW (val_help_window_get_type ())
G_DECLARE_FINAL_TYPE (ValHelpWindow, val_help_window, VAL, HELP_WINDOW, AdwWindow)

void val_help_window_present (GtkApplication *application, const char *place);

G_END_DECLS
