/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The last requests of the account, or of one instance, and one of them in full. */
#define VAL_TYPE_REQUESTS_VIEW (val_requests_view_get_type ())
G_DECLARE_FINAL_TYPE (ValRequestsView, val_requests_view, VAL, REQUESTS_VIEW, AdwBin)

void val_requests_view_set_workspace (ValRequestsView *self, ValWorkspace *workspace);
void val_requests_view_set_instance (ValRequestsView *self, gint64 id);

G_END_DECLS
