/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-button.h"

#include <glib/gi18n.h>

struct _ValBulkButton
{
  AdwBin parent_instance;

  GtkWidget *button;
  GtkLabel *label;

  ValBulkKeeper *keeper; /* (not owned) (nullable): the window has both */
  GSignalGroup *follows; /* (owned): the job */
};

G_DEFINE_FINAL_TYPE (ValBulkButton, val_bulk_button, ADW_TYPE_BIN)

static guint
get_percent (ValBulkJob *job)
{
  guint64 total = val_bulk_job_get_n_total (job);

  return total > 0 ? (guint) (100 * (guint64) val_bulk_job_get_n_finished (job) / total) : 0;
}

static char *
describe (ValBulkJob *job)
{
  if (val_bulk_job_waits (job))
    return g_strdup (_ ("Paused"));
  /* Translators: how far an update is, in percent */
  return g_strdup_printf (_ ("%u %%"), get_percent (job));
}

static void
update_cb (ValBulkButton *self)
{
  ValBulkJob *job = val_bulk_keeper_get_job (self->keeper);
  g_autofree char *text = describe (job);

  gtk_label_set_label (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show the Update of Callback URLs"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
job_cb (ValBulkButton *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), val_bulk_keeper_is_running (self->keeper));
  g_signal_group_set_target (self->follows, val_bulk_keeper_get_job (self->keeper));
  update_cb (self);
}

static void
ended_cb (ValBulkButton *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
val_bulk_button_dispose (GObject *object)
{
  g_clear_object (&VAL_BULK_BUTTON (object)->follows);
  G_OBJECT_CLASS (val_bulk_button_parent_class)->dispose (object);
}

static void
val_bulk_button_class_init (ValBulkButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_bulk_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-bulk-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkButton, button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkButton, label);
}

static void
val_bulk_button_init (ValBulkButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_BULK_JOB);
  g_signal_group_connect_swapped (self->follows, "notify::n-finished", G_CALLBACK (update_cb),
                                  self);
  g_signal_group_connect_swapped (self->follows, "notify::state", G_CALLBACK (update_cb), self);
  g_signal_group_connect_swapped (self->follows, "notify::pause-reason", G_CALLBACK (update_cb),
                                  self);
}

/**
 * val_bulk_button_set_keeper:
 * @self: a button without one
 * @keeper: of the same window
 */
void
val_bulk_button_set_keeper (ValBulkButton *self, ValBulkKeeper *keeper)
{
  g_return_if_fail (VAL_IS_BULK_BUTTON (self));
  g_return_if_fail (VAL_IS_BULK_KEEPER (keeper));
  g_return_if_fail (self->keeper == NULL);

  self->keeper = keeper;
  g_signal_connect_object (keeper, "notify::job", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
}
