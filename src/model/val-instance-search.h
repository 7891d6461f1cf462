/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The few instances that somebody most likely means. */
GPtrArray *val_instance_search (GListModel *instances, const char *query, guint max);

G_END_DECLS
