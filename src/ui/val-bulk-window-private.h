/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-options-group.h"
#include "ui/val-bulk-result-page.h"
#include "ui/val-bulk-run-page.h"
#include "ui/val-bulk-window.h"
#include "ui/val-error-bar.h"
#include "ui/val-plan-view.h"
#include "ui/val-rule-form.h"
#include "workspace/val-bulk-planner.h"

G_BEGIN_DECLS

#define PAGE_RULE     "rule"
#define PAGE_PLANNING "planning"
#define PAGE_PREVIEW  "preview"
#define PAGE_NOTHING  "nothing"
#define PAGE_RUN      "run"
#define PAGE_RESULT   "result"

struct _ValBulkWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  GtkWidget *back_button;
  GtkWidget *preview_button;
  GtkWidget *apply_button;
  GtkWidget *options_button;
  ValBulkOptionsGroup *options_group;
  ValErrorBar *error_bar;
  GtkStack *pages;
  ValRuleForm *form;
  GtkProgressBar *planning_bar;
  GtkLabel *planning_label;
  GtkLabel *rule_label;
  ValPlanView *preview;
  AdwStatusPage *nothing_page;
  GtkWidget *change_rule_button;
  GtkWidget *show_rows_button;
  ValBulkRunPage *run_page;
  ValBulkResultPage *result_page;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValBulkKeeper *keeper;     /* (owned) (nullable): of the main window */
  ValBulkPlanner *planner;   /* (owned) (nullable): while a plan is made */
  GCancellable *cancellable; /* (owned) (nullable): while a plan is made */
  GCancellable *closing;     /* (owned): nothing is waited for any more */
  ValChangePlan *plan;       /* (owned) (nullable): that is previewed */
  ValBulkHeader *header;     /* (owned) (nullable): what the plan does, and for whom it was made */
  ValBulkJob *job;           /* (owned) (nullable): whose end is waited for */
  ValBulkJob *shown;         /* (owned) (nullable): on the page of the run, or of the result */
  guint planning_source;
  ValChangePlan *wanted; /* (owned) (nullable): what is looked at again, where no rule is */
  const char *origin;    /* (nullable): the page that a preview came from; NULL: another window */
  gboolean foreign;      /* whether the account is no longer the one that the form is about */
};

/* val-bulk-window.c */
gboolean _val_bulk_window_is_on (ValBulkWindow *self, const char *page);
gboolean _val_bulk_window_is_stale (ValBulkWindow *self);
void _val_bulk_window_show_page (ValBulkWindow *self, const char *page);
void _val_bulk_window_update_actions (ValBulkWindow *self);

void _val_bulk_window_leave (ValBulkWindow *self);

/* val-bulk-window-plan.c: planning, and the preview. */
void _val_bulk_window_install_plan_actions (GtkWidgetClass *widget_class);
gboolean _val_bulk_window_can_go_back (ValBulkWindow *self);
void _val_bulk_window_go_back (ValBulkWindow *self);
void _val_bulk_window_look_again (ValBulkWindow *self);
void _val_bulk_window_end_planning (ValBulkWindow *self);
void _val_bulk_window_show_preview (ValBulkWindow *self);
void _val_bulk_window_tell_stale (ValBulkWindow *self);

/* val-bulk-window-run.c: the job, its result, and closing while it runs. */
void _val_bulk_window_install_run_actions (GtkWidgetClass *widget_class);
gboolean _val_bulk_window_is_running (ValBulkWindow *self);
void _val_bulk_window_note_end (ValBulkWindow *self);
void _val_bulk_window_ask_about_job (ValBulkWindow *self);

G_END_DECLS
