/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-docs-window.h"

#include "api/val-instances-api.h"
#include "model/val-operation.h"
#include "ui/val-error-bar.h"
#include "ui/val-save-file.h"
#include "util/val-error.h"
#include "util/val-json.h"

#include <glib/gi18n.h>

struct _ValDocsWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *window_title;
  GtkWidget *save_button;
  ValErrorBar *error_bar;
  GtkStack *stack;
  GtkListBox *list;

  ValSession *session;       /* (owned) */
  ValInstance *instance;     /* (owned) */
  JsonNode *docs;            /* (owned) (nullable): until it has come */
  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ValDocsWindow, val_docs_window, ADW_TYPE_WINDOW)

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ValOperation *operation = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *method = gtk_label_new (val_operation_get_method (operation));

  gtk_widget_add_css_class (method, "status-pill");
  gtk_widget_add_css_class (method, "operation-method");
  gtk_widget_set_valign (method, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), method);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), val_operation_get_path (operation));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), val_operation_get_summary (operation));
  return row;
}

static void
show_docs (ValDocsWindow *self)
{
  g_autoptr (GListModel) operations = val_operation_list (self->docs);
  guint number = g_list_model_get_n_items (operations);
  g_autofree char *subtitle =
      g_strdup_printf (ngettext ("%u operation", "%u operations", number), number);

  gtk_list_box_bind_model (self->list, operations, create_row, NULL, NULL);
  adw_window_title_set_subtitle (self->window_title, subtitle);
  gtk_widget_set_sensitive (self->save_button, TRUE);
  gtk_stack_set_visible_child_name (self->stack, number > 0 ? "list" : "empty");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) docs =
      val_instances_api_get_docs_finish (VAL_SESSION (source), result, &error);
  ValDocsWindow *self;

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  self->docs = g_steal_pointer (&docs);
  if (self->docs != NULL)
    {
      show_docs (self);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "empty");
  val_error_bar_show (self->error_bar, error, _ ("_Try Again"));
}

static void
load_cb (ValDocsWindow *self)
{
  val_error_bar_hide (self->error_bar);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  val_instances_api_get_docs_async (self->session, val_instance_get_id (self->instance),
                                    self->cancellable, loaded_cb, self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValDocsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (val_save_file_finish (GTK_WINDOW (source), result, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("API documentation saved")));
  else if (!val_error_is_cancelled (error))
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
save_cb (ValDocsWindow *self)
{
  const char *key = val_instance_get_element_key (self->instance);
  g_autofree char *name = g_strdup_printf ("%s-api.json", key != NULL ? key : "instance");
  char *text = val_json_to_text (self->docs, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  val_save_file_async (GTK_WINDOW (self), _ ("Save API Documentation"), name, bytes, saved_cb,
                       g_object_ref (self));
}

static void
val_docs_window_dispose (GObject *object)
{
  ValDocsWindow *self = VAL_DOCS_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->instance);
  g_clear_pointer (&self->docs, json_node_unref);
  G_OBJECT_CLASS (val_docs_window_parent_class)->dispose (object);
}

static void
val_docs_window_class_init (ValDocsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  G_OBJECT_CLASS (klass)->dispose = val_docs_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-docs-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ValDocsWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
val_docs_window_init (ValDocsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * val_docs_window_new:
 * @parent: window that it belongs to
 * @session: the way to the platform
 * @instance: whose calls to show
 *
 * Returns: (transfer none): a window that begins to load, owned by GTK as all windows are
 */
ValDocsWindow *
val_docs_window_new (GtkWindow *parent, ValSession *session, ValInstance *instance)
{
  ValDocsWindow *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_SESSION (session), NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  self = g_object_new (VAL_TYPE_DOCS_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->instance = g_object_ref (instance);
  adw_window_title_set_title (self->window_title, val_instance_get_name (instance));
  load_cb (self);
  return self;
}
