/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-job.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Answers besides “cancel”. */
#define VAL_JOB_STOP   "stop"
#define VAL_JOB_KEEP   "keep"
#define VAL_JOB_RESUME "resume"

AdwMessageDialog *val_job_question_new (GtkWindow *window, ValBulkJob *job, gboolean ends);
void val_job_question_obey (const char *response, ValBulkJob *job);

G_END_DECLS
