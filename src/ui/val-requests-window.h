/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All requests of the account, beside the window that sends them. */
#define VAL_TYPE_REQUESTS_WINDOW (val_requests_window_get_type ())
G_DECLARE_FINAL_TYPE (ValRequestsWindow, val_requests_window, VAL, REQUESTS_WINDOW, AdwWindow)

void val_requests_window_present (GtkWindow *parent, ValWorkspace *workspace);

G_END_DECLS
