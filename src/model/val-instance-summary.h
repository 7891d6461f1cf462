/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

/* What may be kept of an instance on disk: enough for a row, and no secret. */
void val_instance_summary_append (ValInstance *instance, GString *text);
ValInstance *val_instance_summary_read (ValJsonReader *reader);

G_END_DECLS
