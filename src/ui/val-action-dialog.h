/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-action-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Runs a job: progress and Stop while it runs, then what failed and why.  A job about one instance
 * is only seen if it fails.  Signal: ended (the job is over; nothing failed, or the user has seen
 * it). */
#define VAL_TYPE_ACTION_DIALOG (val_action_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ValActionDialog, val_action_dialog, VAL, ACTION_DIALOG, AdwWindow)

ValActionDialog *val_action_dialog_new (GtkWindow *parent, ValActionJob *job);
ValActionJob *val_action_dialog_get_job (ValActionDialog *self);
char *val_action_dialog_describe_done (ValActionDialog *self);
void val_action_dialog_run (ValActionDialog *self);

G_END_DECLS
