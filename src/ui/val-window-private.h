/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-account-switcher.h"
#include "ui/val-bulk-button.h"
#include "ui/val-editor.h"
#include "ui/val-error-bar.h"
#include "ui/val-instance-list.h"
#include "ui/val-welcome.h"
#include "ui/val-window.h"

G_BEGIN_DECLS

typedef struct _ValWindowWish ValWindowWish;

struct _ValWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *root;
  ValWelcome *welcome;
  AdwLeaflet *leaflet;
  ValAccountSwitcher *switcher;
  ValBulkButton *bulk_button;
  ValErrorBar *error_bar;
  GtkWidget *session_note;
  ValInstanceList *list;
  ValEditor *editor;

  ValWorkspace *workspace;        /* (owned) */
  GSettings *settings;            /* (owned) */
  GCancellable *open_cancellable; /* (owned) (nullable): opening an account */
  GCancellable *load_cancellable; /* (owned) (nullable): loading the list */
  GSignalGroup *instance_follows; /* (owned): the one that is selected */
  ValWindowWish *wish;            /* (owned) (nullable): what to do once it can be done */
};

void _val_window_install_account_actions (GtkWidgetClass *widget_class);
void _val_window_install_bulk_actions (GtkWidgetClass *widget_class);
gboolean _val_window_ask_about_job (ValWindow *self);
void _val_window_update_bulk_actions (ValWindow *self);
void _val_window_install_connect_actions (GtkWidgetClass *widget_class);
void _val_window_update_connect_actions (ValWindow *self);
void _val_window_install_instance_actions (GtkWidgetClass *widget_class);
void _val_window_install_history_actions (GtkWidgetClass *widget_class);
void _val_window_offer_recovery (ValWindow *self);
void _val_window_update (ValWindow *self);
void _val_window_update_instance_actions (ValWindow *self);
void _val_window_refresh (ValWindow *self);
void _val_window_retry (ValWindow *self);
void _val_window_begin_instance (ValWindow *self, const char *element_key);
void _val_window_try_wish (ValWindow *self);
void _val_window_refuse_wish (ValWindow *self);
void _val_window_wish_free (ValWindowWish *wish);
void _val_window_toast (ValWindow *self, const char *text);
void
_val_window_confirm_discard (ValWindow *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean _val_window_confirm_discard_finish (ValWindow *self, GAsyncResult *result);

G_END_DECLS
