/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-field.h"

G_BEGIN_DECLS

char *val_field_check (ValField *field, const char *base, const char *value);

G_END_DECLS
