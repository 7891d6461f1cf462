/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The page before there is an account: add one (win.add-account), or try the sandbox
 * (win.open-sandbox).  Properties: busy (something is being opened; win.cancel-open stops it),
 * menu-model (nullable, of the primary menu). */
#define VAL_TYPE_WELCOME (val_welcome_get_type ())
G_DECLARE_FINAL_TYPE (ValWelcome, val_welcome, VAL, WELCOME, AdwBin)

ValWelcome *val_welcome_new (void);
gboolean val_welcome_get_busy (ValWelcome *self);
void val_welcome_set_busy (ValWelcome *self, gboolean busy);
GMenuModel *val_welcome_get_menu_model (ValWelcome *self);
void val_welcome_set_menu_model (ValWelcome *self, GMenuModel *menu_model);

G_END_DECLS
