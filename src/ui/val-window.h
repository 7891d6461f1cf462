/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-application.h"
#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define VAL_TYPE_WINDOW (val_window_get_type ())
G_DECLARE_FINAL_TYPE (ValWindow, val_window, VAL, WINDOW, AdwApplicationWindow)

ValWindow *val_window_new (ValApplication *application, ValWorkspace *workspace);
void val_window_open (ValWindow *self);
void val_window_open_sandbox (ValWindow *self, const char *url);
void val_window_show_instance (ValWindow *self, const char *account_uuid, gint64 id);
void val_window_new_instance (ValWindow *self, const char *element_key);
void val_window_search (ValWindow *self, const char *text);

G_END_DECLS
