/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* The New Instance window: element, fields, consent, result.  Properties: workspace
 * (construct-only).  Signal: created (ValInstance). */
#define VAL_TYPE_CONNECT_DIALOG (val_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValConnectDialog, val_connect_dialog, VAL, CONNECT_DIALOG, AdwWindow)

ValConnectDialog *
val_connect_dialog_new (GtkWindow *parent, ValWorkspace *workspace, const char *element_key);

G_END_DECLS
