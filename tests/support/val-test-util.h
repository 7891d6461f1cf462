/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gboolean (*ValTestCondition) (gpointer user_data);

void val_test_await_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *val_test_await (GAsyncResult **result);
void val_test_wait_for (ValTestCondition condition, gpointer user_data);
char *val_test_payload (const char *name, gsize *length);

G_END_DECLS
