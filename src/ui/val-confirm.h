/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Questions before something is changed on the platform. */
void val_confirm_write_async (GtkWidget *widget,
                              ValWorkspace *workspace,
                              const char *what,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean val_confirm_write_finish (GtkWidget *widget, GAsyncResult *result);
void val_confirm_update_async (GtkWidget *widget,
                               ValAccount *account,
                               guint number,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_confirm_update_finish (GtkWidget *widget, GAsyncResult *result);
void val_confirm_delete_async (GtkWidget *widget,
                               GListModel *instances,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean val_confirm_delete_finish (GtkWidget *widget, GAsyncResult *result);
void val_confirm_question_async (GtkWidget *widget,
                                 const char *heading,
                                 const char *body,
                                 const char *go,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean val_confirm_question_finish (GtkWidget *widget, GAsyncResult *result);

G_END_DECLS
