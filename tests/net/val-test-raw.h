/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A client that can be as rude as the test wants. */
GSocketConnection *val_test_raw_connect (GSocketFamily family, guint16 port, GError **error);
void val_test_raw_send (GSocketConnection *connection, const char *bytes, gsize length);
char *val_test_raw_receive (GSocketConnection *connection);
char *val_test_raw_exchange (guint16 port, const char *bytes, gsize length);
char *val_test_raw_get (guint16 port, const char *target);

G_END_DECLS
