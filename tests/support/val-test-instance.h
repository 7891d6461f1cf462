/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

char *val_test_dup_fact (const char *facts, const char *name, const char *usual);
ValInstance *val_test_instance_new (const char *facts, const char *callback_url);

G_END_DECLS
