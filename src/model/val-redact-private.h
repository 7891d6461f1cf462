/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-redact.h"

G_BEGIN_DECLS

void _val_redactor_append (ValRedactor *self, GString *out, const char *key, const char *value);
char *_val_redactor_pairs (ValRedactor *self, const char *text);
char *_val_redactor_known (ValRedactor *self, char *text);

G_END_DECLS
