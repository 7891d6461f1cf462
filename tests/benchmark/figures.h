/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The figures of a benchmark: a table for people, a file for programs. */
typedef struct _Figures Figures;

Figures *figures_new (const char *name);
void figures_add (Figures *self,
                  const char *name,
                  double value,
                  const char *unit,
                  double target,
                  double against);
gboolean figures_finish (Figures *self, const char *folder);

G_END_DECLS
