/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How events reach an instance (webhook URL) and where they go from there (callback URL). */
#define VAL_TYPE_EVENTS_PANE (val_events_pane_get_type ())
G_DECLARE_FINAL_TYPE (ValEventsPane, val_events_pane, VAL, EVENTS_PANE, AdwBin)

void val_events_pane_set_draft (ValEventsPane *self, ValWorkspace *workspace, ValDraft *draft);
void val_events_pane_copy_webhook_url (ValEventsPane *self);
gboolean val_events_pane_can_save (ValEventsPane *self);

G_END_DECLS
