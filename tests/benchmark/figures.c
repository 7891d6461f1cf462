/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "benchmark/figures.h"

#include <glib/gstdio.h>

struct _Figures
{
  char *name;
  JsonBuilder *builder;
  gboolean holds;
};

/* Returns: (transfer full): no figures yet; figures_finish () frees them */
Figures *
figures_new (const char *name)
{
  Figures *self = g_new0 (Figures, 1);

  self->name = g_strdup (name);
  self->holds = TRUE;
  self->builder = json_builder_new ();
  json_builder_begin_object (self->builder);
  json_builder_set_member_name (self->builder, "name");
  json_builder_add_string_value (self->builder, name);
  json_builder_set_member_name (self->builder, "figures");
  json_builder_begin_array (self->builder);
  g_print ("%-44s %10s %10s %10s\n", name, "value", "target", "rival");
  return self;
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

/* @target: what @value may be at most; @against: the rival's, or below 0 without one */
void
figures_add (Figures *self,
             const char *name,
             double value,
             const char *unit,
             double target,
             double against)
{
  gboolean holds = value <= target;

  self->holds &= holds;
  g_print ("%-44s %7.2f %-2s %10.2f %10.2f%s\n", name, value, unit, target, against,
           holds ? "" : "  does not hold");
  json_builder_begin_object (self->builder);
  json_builder_set_member_name (self->builder, "name");
  json_builder_add_string_value (self->builder, name);
  json_builder_set_member_name (self->builder, "unit");
  json_builder_add_string_value (self->builder, unit);
  add_number (self->builder, "value", value);
  add_number (self->builder, "target", target);
  json_builder_set_member_name (self->builder, "holds");
  json_builder_add_boolean_value (self->builder, holds);
  if (against >= 0)
    add_number (self->builder, "against", against);
  json_builder_end_object (self->builder);
}

/* @self: (transfer full).  Returns: whether every figure holds and the file is written */
gboolean
figures_finish (Figures *self, const char *folder)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.json", folder, self->name);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  gboolean ok;

  json_builder_end_array (self->builder);
  json_builder_end_object (self->builder);
  root = json_builder_get_root (self->builder);
  text = json_to_string (root, TRUE);
  ok = g_mkdir_with_parents (folder, 0755) == 0 && g_file_set_contents (file, text, -1, NULL);
  ok &= self->holds;
  g_object_unref (self->builder);
  g_free (self->name);
  g_free (self);
  return ok;
}
