/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Opens the section of the help that is about an error. */
#define VAL_TYPE_HELP_BUTTON (val_help_button_get_type ())
G_DECLARE_FINAL_TYPE (ValHelpButton, val_help_button, VAL, HELP_BUTTON, GtkButton)

void val_help_button_set_error (ValHelpButton *self, const GError *error);
void val_help_button_fill_page (ValHelpButton *self, AdwStatusPage *page, const GError *error);

G_END_DECLS
