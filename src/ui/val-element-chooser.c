/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-element-chooser.h"

#include "api/val-elements-api.h"
#include "ui/val-element-row.h"
#include "ui/val-error-bar.h"
#include "ui/val-focus.h"
#include "ui/val-help-button.h"
#include "ui/val-hub-choice.h"
#include "util/val-error.h"

struct _ValElementChooser
{
  AdwBin parent_instance;

  ValErrorBar *error_bar;
  GtkEditable *search_entry;
  ValHubChoice *hub_choice;
  GtkStack *states;
  GtkSpinner *spinner;
  AdwStatusPage *failed_page;
  ValHelpButton *help_button;
  GtkWidget *retry_button;
  GtkListBox *list;
  GtkCustomFilter *filter;

  ValWorkspace *workspace;      /* (owned) (nullable) */
  GtkFilterListModel *elements; /* (owned) (nullable): what the list shows */
  char *needle;                 /* (owned) (nullable): case-folded search text */
  GCancellable *loading;        /* (owned) (nullable): of the catalogue */
  GCancellable *choosing;       /* (owned) (nullable): of one element */
};

G_DEFINE_FINAL_TYPE (ValElementChooser, val_element_chooser, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_WORKSPACE,
  N_PROPS,
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
show_state (ValElementChooser *self, const char *state)
{
  gtk_stack_set_visible_child_name (self->states, state);
  gtk_spinner_set_spinning (self->spinner, g_strcmp0 (state, "loading") == 0);
}

static void
show_elements (ValElementChooser *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->elements));

  if (self->loading == NULL)
    show_state (self, n > 0 ? "list" : "empty");
}

static void
show_failure (ValElementChooser *self, const GError *error)
{
  val_help_button_fill_page (self->help_button, self->failed_page, error);
  show_state (self, "failed");
  gtk_widget_grab_focus (self->retry_button);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValElementChooser *self = user_data;
  g_autoptr (GError) error = NULL;

  val_workspace_load_elements_finish (VAL_WORKSPACE (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  g_clear_object (&self->loading);
  if (error != NULL)
    show_failure (self, error);
  else
    show_elements (self);
}

static gboolean
text_matches (const char *text, const char *needle)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  ValElementChooser *self = user_data;
  ValElement *element = item;
  const char *hub = val_hub_choice_get_hub (self->hub_choice);

  if (hub != NULL && g_strcmp0 (val_element_get_hub (element), hub) != 0)
    return FALSE;
  return self->needle == NULL || text_matches (val_element_get_name (element), self->needle) ||
         text_matches (val_element_get_key (element), self->needle) ||
         text_matches (val_element_get_hub (element), self->needle);
}

static int
compare_names (gconstpointer one, gconstpointer other, gpointer user_data)
{
  const char *name = val_element_get_name (VAL_ELEMENT ((gpointer) one));
  const char *other_name = val_element_get_name (VAL_ELEMENT ((gpointer) other));

  return g_utf8_collate (name != NULL ? name : "", other_name != NULL ? other_name : "");
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return val_element_row_new (item);
}

static void
show_catalogue (ValElementChooser *self)
{
  GListModel *all = g_object_ref (val_workspace_get_elements (self->workspace));
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_names, NULL, NULL));
  GtkSortListModel *sorted = gtk_sort_list_model_new (all, sorter);

  self->elements =
      gtk_filter_list_model_new (G_LIST_MODEL (sorted), GTK_FILTER (g_object_ref (self->filter)));
  g_signal_connect_object (self->elements, "items-changed", G_CALLBACK (show_elements), self,
                           G_CONNECT_SWAPPED);
  val_hub_choice_set_elements (self->hub_choice, all);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->elements), create_row, NULL, NULL);
}

static void
search_changed_cb (ValElementChooser *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);

  g_clear_pointer (&self->needle, g_free);
  if (*text != '\0')
    self->needle = g_utf8_casefold (text, -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
hub_changed_cb (ValElementChooser *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
search_stopped_cb (ValElementChooser *self)
{
  if (*gtk_editable_get_text (self->search_entry) != '\0')
    gtk_editable_set_text (self->search_entry, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

static void
set_rows_busy (ValElementChooser *self, const char *key)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (VAL_IS_ELEMENT_ROW (row))
      val_element_row_set_busy (
          VAL_ELEMENT_ROW (row),
          g_strcmp0 (val_element_get_key (val_element_row_get_element (VAL_ELEMENT_ROW (row))),
                     key) == 0);
}

static void
got_element_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValElementChooser *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValElement) element =
      val_elements_api_get_finish (VAL_SESSION (source), result, &error);

  if (val_error_is_cancelled (error))
    return;
  g_clear_object (&self->choosing);
  set_rows_busy (self, NULL);
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
  else
    g_signal_emit (self, signals[CHOSEN], 0, element);
}

static void
choose (ValElementChooser *self, ValElement *element)
{
  ValSession *session = val_workspace_get_session (self->workspace);
  const char *key = val_element_get_key (element);

  if (session == NULL)
    return;
  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  self->choosing = g_cancellable_new ();
  val_error_bar_hide (self->error_bar);
  set_rows_busy (self, key);
  val_elements_api_get_async (session, key, self->choosing, got_element_cb, self);
}

static void
row_activated_cb (ValElementChooser *self, GtkListBoxRow *row)
{
  choose (self, val_element_row_get_element (VAL_ELEMENT_ROW (row)));
}

static void
search_activated_cb (ValElementChooser *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  if (self->loading == NULL && first != NULL)
    row_activated_cb (self, first);
}

static gboolean
val_element_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VAL_ELEMENT_CHOOSER (widget)->search_entry));
}

static void
val_element_chooser_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValElementChooser *self = VAL_ELEMENT_CHOOSER (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_element_chooser_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  ValElementChooser *self = VAL_ELEMENT_CHOOSER (object);

  switch (prop_id)
    {
    case PROP_WORKSPACE:
      val_element_chooser_set_workspace (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_element_chooser_dispose (GObject *object)
{
  ValElementChooser *self = VAL_ELEMENT_CHOOSER (object);

  val_element_chooser_stop (self);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->elements);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (val_element_chooser_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-element-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, hub_choice);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, states);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, spinner);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, failed_page);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, help_button);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, list);
  gtk_widget_class_bind_template_child (widget_class, ValElementChooser, filter);
  gtk_widget_class_bind_template_callback (widget_class, val_element_chooser_load);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, hub_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
val_element_chooser_class_init (ValElementChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_element_chooser_get_property;
  object_class->set_property = val_element_chooser_set_property;
  object_class->dispose = val_element_chooser_dispose;
  widget_class->grab_focus = val_element_chooser_grab_focus;
  widget_class->focus = val_focus_children;

  properties[PROP_WORKSPACE] =
      g_param_spec_object ("workspace", NULL, NULL, VAL_TYPE_WORKSPACE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_ELEMENT);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_HELP_BUTTON);
  g_type_ensure (VAL_TYPE_HUB_CHOICE);
  bind_template (widget_class);
}

static void
val_element_chooser_init (ValElementChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_custom_filter_set_filter_func (self->filter, matches, self, NULL);
}

/**
 * val_element_chooser_set_workspace:
 * @self: a chooser
 * @workspace: (nullable): whose catalogue to choose from; may be set once
 */
void
val_element_chooser_set_workspace (ValElementChooser *self, ValWorkspace *workspace)
{
  g_return_if_fail (VAL_IS_ELEMENT_CHOOSER (self));
  g_return_if_fail (workspace == NULL || VAL_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL || self->workspace == workspace);

  if (!g_set_object (&self->workspace, workspace))
    return;
  show_catalogue (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);
}

/**
 * val_element_chooser_load:
 * @self: a chooser with a workspace
 *
 * Loads the catalogue, and shows how that went.
 */
void
val_element_chooser_load (ValElementChooser *self)
{
  g_return_if_fail (VAL_IS_ELEMENT_CHOOSER (self));
  g_return_if_fail (self->workspace != NULL);

  if (self->loading != NULL)
    return;
  self->loading = g_cancellable_new ();
  show_state (self, "loading");
  val_workspace_load_elements_async (self->workspace, self->loading, loaded_cb, self);
}

/**
 * val_element_chooser_stop:
 * @self: a chooser
 *
 * Cancels what is being loaded.
 */
void
val_element_chooser_stop (ValElementChooser *self)
{
  g_return_if_fail (VAL_IS_ELEMENT_CHOOSER (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
}
