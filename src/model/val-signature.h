/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *val_signature_compute (const char *key, GBytes *body);
gboolean val_signature_verify (const char *key, GBytes *body, const char *header);

G_END_DECLS
