/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-sandbox-client.h"
#include "workspace/val-bulk-job.h"
#include "workspace/val-bulk-planner.h"

G_BEGIN_DECLS

#define VAL_BULK_FIXTURE_TEMPLATE "https://new.example.com/hooks/{element.key}/{instance.id}"

/* A workspace on a sandbox with many instances, a folder for journals, and somebody else who works
 * on the same account. */
typedef struct
{
  ValSandboxClient *other;
  ValWorkspace *workspace;
  ValAccount *account;
  char *path;    /* of the folder that holds everything */
  GFile *folder; /* of journals */
  ValBulkOptions options;
} ValBulkFixture;

void val_bulk_fixture_set_up (ValBulkFixture *self, guint n_instances);
void val_bulk_fixture_tear_down (ValBulkFixture *self);
GListModel *val_bulk_fixture_get_instances (ValBulkFixture *self);
void val_bulk_fixture_set_faults (ValBulkFixture *self, const char *rules);
void val_bulk_fixture_change (ValBulkFixture *self, gint64 id, const char *url);

/* Plans and jobs, waited for. */
ValChangePlan *val_bulk_fixture_plan (ValBulkFixture *self, const char *template);
ValChangePlan *val_bulk_fixture_run_planner (ValBulkPlanner *planner, GError **error);
ValBulkJob *val_bulk_fixture_new_job (ValBulkFixture *self, ValChangePlan *plan);
gboolean val_bulk_fixture_run (ValBulkJob *job, GError **error);
ValBulkRecord *val_bulk_fixture_read (GFile *file);

/* What the platform has: id (as text) → URL, or the whole configuration but for what the platform
 * writes by itself. */
GHashTable *val_bulk_fixture_list_urls (ValBulkFixture *self);
GHashTable *val_bulk_fixture_list_configs (ValBulkFixture *self);
gint64 val_bulk_fixture_count (ValBulkFixture *self, const char *counter);
guint val_bulk_fixture_count_method (ValBulkFixture *self, const char *method);
void val_bulk_fixture_forget_requests (ValBulkFixture *self);
const char *val_bulk_fixture_lookup (GHashTable *table, ValChange *change);

G_END_DECLS
