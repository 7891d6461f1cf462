/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Sets one instance's callback URL, and says once it was read back. */
#define VAL_TYPE_CALLBACK_UPDATE (val_callback_update_get_type ())
G_DECLARE_FINAL_TYPE (ValCallbackUpdate, val_callback_update, VAL, CALLBACK_UPDATE, AdwBin)

void val_callback_update_set_instance (ValCallbackUpdate *self,
                                       ValWorkspace *workspace,
                                       ValInstance *instance);

G_END_DECLS
