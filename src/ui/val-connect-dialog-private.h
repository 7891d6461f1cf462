/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-connect-dialog.h"
#include "ui/val-connect-form.h"
#include "ui/val-connect-result.h"
#include "ui/val-consent-page.h"
#include "ui/val-element-chooser.h"
#include "ui/val-help-button.h"
#include "workspace/val-connect-job.h"

G_BEGIN_DECLS

typedef enum
{
  STEP_ELEMENTS,
  STEP_LOADING, /* the fields of the element that was asked for */
  STEP_FORM,
  STEP_ASKING, /* for the consent page */
  STEP_CONSENT,
  STEP_CREATING,
  STEP_FAILED,
  STEP_RESULT,
} Step;

struct _ValConnectDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *back_button;
  AdwToastOverlay *toasts;
  GtkStack *pages;
  ValElementChooser *chooser;
  GtkStack *forms;
  GtkWidget *continue_button;
  AdwStatusPage *wait_page;
  GtkSpinner *spinner;
  ValConsentPage *consent_page;
  AdwStatusPage *failed_page;
  ValHelpButton *help_button;
  GtkWidget *retry_button;
  ValConnectResult *result;

  GSettings *settings;     /* (owned) (not nullable) */
  ValWorkspace *workspace; /* (owned) */
  char *element_key;       /* (owned) (nullable): asked for from outside */
  ValConnectPurpose purpose;
  ValInstance *instance;     /* (owned) (nullable): to be copied or re-authenticated */
  ValConnectJob *job;        /* (owned) (nullable): of the attempt under way */
  GCancellable *attempt;     /* (owned) (nullable): of what is under way */
  GCancellable *cancellable; /* (owned) (not nullable): of the window */
  Step step;
};

gboolean _val_connect_dialog_close_request (GtkWindow *window);
void _val_connect_dialog_launch (const char *url, gpointer user_data);
void _val_connect_dialog_install_outside_actions (GtkWidgetClass *widget_class);

G_END_DECLS
