/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows of a plan that may be carried out meanwhile, as a table: val_change_plan_to_csv () in slices
 * of the main loop. */
void val_change_csv_async (GListModel *changes,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *val_change_csv_finish (GListModel *changes, GAsyncResult *result, GError **error);

G_END_DECLS
