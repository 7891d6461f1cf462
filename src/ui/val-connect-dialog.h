/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ValConnectPurpose:
 * @VAL_CONNECT_CREATE: a new instance
 * @VAL_CONNECT_DUPLICATE: a new instance that begins as another one is
 * @VAL_CONNECT_REAUTHENTICATE: new credentials for an instance
 */
typedef enum
{
  VAL_CONNECT_CREATE,
  VAL_CONNECT_DUPLICATE,
  VAL_CONNECT_REAUTHENTICATE,
} ValConnectPurpose;

/* The New Instance window, also for duplicating and for re-authenticating: element, fields,
 * consent, result.  Properties: workspace (construct-only).  Signal: created (ValInstance). */
#define VAL_TYPE_CONNECT_DIALOG (val_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValConnectDialog, val_connect_dialog, VAL, CONNECT_DIALOG, AdwWindow)

ValConnectDialog *
val_connect_dialog_new (GtkWindow *parent, ValWorkspace *workspace, const char *element_key);
ValConnectDialog *val_connect_dialog_new_for_instance (GtkWindow *parent,
                                                       ValWorkspace *workspace,
                                                       ValConnectPurpose purpose,
                                                       ValInstance *instance);

G_END_DECLS
