/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A strip that tells an error where it happened: what, why in the platform's words, what to do,
 * and optionally a button for doing it.  Hidden while there is nothing to tell.  Signal: action
 * (the button was pressed). */
#define VAL_TYPE_ERROR_BAR (val_error_bar_get_type ())
G_DECLARE_FINAL_TYPE (ValErrorBar, val_error_bar, VAL, ERROR_BAR, AdwBin)

void val_error_bar_show (ValErrorBar *self, const GError *error, const char *action_label);
void val_error_bar_hide (ValErrorBar *self);
const GError *val_error_bar_get_error (ValErrorBar *self);

G_END_DECLS
