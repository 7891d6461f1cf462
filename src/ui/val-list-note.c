/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-list-note.h"

#include "ui/val-format.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* Seconds after which an age may have to be told anew. */
#define AGEING 30

struct _ValListNote
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *reason;
  GtkWidget *retry_button;

  ValWorkspace *workspace; /* (owned) (nullable) */
  GSignalGroup *follows;   /* (owned): the workspace */
  GError *error;           /* (owned) (nullable) */
  guint ageing_source;
};

G_DEFINE_FINAL_TYPE (ValListNote, val_list_note, ADW_TYPE_BIN)

static char *
describe (ValListNote *self, gint64 list_time)
{
  g_autofree char *age = val_format_age (g_get_real_time () / G_USEC_PER_SEC - list_time);

  if (self->error == NULL)
    /* Translators: an age, such as “2 hours ago” */
    return g_strdup_printf (_ ("List of %s"), age);
  if (val_error_is (self->error, VAL_ERROR_OFFLINE))
    /* Translators: an age, such as “2 hours ago” */
    return g_strdup_printf (_ ("Offline: list of %s"), age);
  /* Translators: an age, such as “2 hours ago” */
  return g_strdup_printf (_ ("Not refreshed: list of %s"), age);
}

static void
update (ValListNote *self)
{
  gint64 list_time = self->workspace != NULL ? val_workspace_get_list_time (self->workspace) : 0;
  g_autofree char *text = NULL;

  gtk_revealer_set_reveal_child (self->revealer, list_time > 0);
  if (list_time <= 0)
    return;
  text = describe (self, list_time);
  gtk_label_set_label (self->label, text);
  gtk_label_set_label (self->reason, self->error != NULL ? self->error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), self->error != NULL);
  gtk_widget_set_visible (self->retry_button, self->error != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason),
                               self->error != NULL ? val_error_advice (self->error) : NULL);
  gtk_image_set_from_icon_name (self->icon, self->error != NULL ? "network-offline-symbolic"
                                                                : "document-open-recent-symbolic");
}

static gboolean
ageing_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
val_list_note_dispose (GObject *object)
{
  ValListNote *self = VAL_LIST_NOTE (object);

  g_clear_handle_id (&self->ageing_source, g_source_remove);
  g_clear_object (&self->follows);
  g_clear_object (&self->workspace);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (val_list_note_parent_class)->dispose (object);
}

static void
val_list_note_class_init (ValListNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = val_list_note_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-list-note.ui");
  gtk_widget_class_bind_template_child (widget_class, ValListNote, revealer);
  gtk_widget_class_bind_template_child (widget_class, ValListNote, icon);
  gtk_widget_class_bind_template_child (widget_class, ValListNote, label);
  gtk_widget_class_bind_template_child (widget_class, ValListNote, reason);
  gtk_widget_class_bind_template_child (widget_class, ValListNote, retry_button);
}

static void
val_list_note_init (ValListNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->follows, "notify::list-time", G_CALLBACK (update), self);
  self->ageing_source = g_timeout_add_seconds (AGEING, ageing_cb, self);
}

/**
 * val_list_note_set_workspace:
 * @self: a note
 * @workspace: (transfer none): whose list it is
 */
void
val_list_note_set_workspace (ValListNote *self, ValWorkspace *workspace)
{
  g_return_if_fail (VAL_IS_LIST_NOTE (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->follows, workspace);
  update (self);
}

/**
 * val_list_note_set_error:
 * @self: a note
 * @error: (nullable) (transfer none): why there is no newer list; NULL while one is being loaded
 */
void
val_list_note_set_error (ValListNote *self, const GError *error)
{
  g_return_if_fail (VAL_IS_LIST_NOTE (self));

  g_clear_error (&self->error);
  if (error != NULL && !val_error_is_cancelled (error))
    self->error = g_error_copy (error);
  update (self);
}
