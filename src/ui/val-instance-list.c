/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-instance-list.h"

#include "ui/val-instance-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValInstanceList
{
  AdwBin parent_instance;

  GtkCustomFilter *filter;
  GtkFilterListModel *matches;
  GtkMultiSelection *selection;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  AdwStatusPage *error_page;
  GtkLabel *count;
  GtkSpinner *spinner;

  ValWorkspace *workspace; /* (owned) (nullable) */
  GSignalGroup *follows;   /* (owned): the workspace */
  char **words;            /* (owned) (nullable): folded words of the search */
  gboolean search_mode;
  gboolean failed;
};

enum
{
  PROP_SELECTED = 1,
  PROP_N_SELECTED,
  PROP_SEARCH_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValInstanceList, val_instance_list, ADW_TYPE_BIN)

static guint
count_all (ValInstanceList *self)
{
  GListModel *model = gtk_filter_list_model_get_model (self->matches);

  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static const char *
choose_page (ValInstanceList *self)
{
  gboolean loading = self->workspace != NULL && val_workspace_get_loading (self->workspace);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    return "list";
  if (count_all (self) > 0)
    return "no-match";
  if (loading || self->workspace == NULL)
    return "loading";
  return self->failed ? "error" : "empty";
}

static char *
describe_count (ValInstanceList *self)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint all = count_all (self);
  gint64 total = self->workspace != NULL ? val_workspace_get_total (self->workspace) : -1;

  if (shown < all)
    /* Translators: how many instances match the search, how many there are */
    return g_strdup_printf (_ ("%'u of %'u"), shown, all);
  if (total > (gint64) all)
    /* Translators: how many instances have been loaded, how many there are */
    return g_strdup_printf (_ ("%'u of %'" G_GINT64_FORMAT " loaded"), all, total);
  return g_strdup_printf (ngettext ("%'u instance", "%'u instances", all), all);
}

static void
update (ValInstanceList *self)
{
  g_autofree char *count = describe_count (self);

  gtk_stack_set_visible_child_name (self->stack, choose_page (self));
  gtk_label_set_label (self->count, count_all (self) > 0 ? count : "");
  gtk_widget_set_visible (GTK_WIDGET (self->spinner),
                          self->workspace != NULL && val_workspace_get_loading (self->workspace));
}

static gboolean
matches_words (gpointer item, gpointer user_data)
{
  ValInstanceList *self = user_data;
  const char *text = val_instance_get_search_text (item);

  for (char **word = self->words; word != NULL && *word != NULL; word++)
    if (strstr (text, *word) == NULL)
      return FALSE;
  return TRUE;
}

static char **
fold_words (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;
  g_auto (GStrv) parts = folded != NULL ? g_strsplit_set (folded, " \t", -1) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **part = parts; part != NULL && *part != NULL; part++)
    if (**part != '\0')
      g_strv_builder_add (builder, *part);
  return g_strv_builder_end (builder);
}

static void
search_changed_cb (ValInstanceList *self)
{
  g_strfreev (self->words);
  self->words = fold_words (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
selection_changed_cb (ValInstanceList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
matches_changed_cb (ValInstanceList *self)
{
  update (self);
  selection_changed_cb (self);
}

static void
row_activated_cb (ValInstanceList *self, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-editor", NULL);
}

static void
loading_changed_cb (ValInstanceList *self)
{
  if (val_workspace_get_loading (self->workspace))
    self->failed = FALSE;
  update (self);
}

static void
val_instance_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValInstanceList *self = VAL_INSTANCE_LIST (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, val_instance_list_get_selected (self));
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, val_instance_list_get_n_selected (self));
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, self->search_mode);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_search_mode (ValInstanceList *self, gboolean search_mode)
{
  if (self->search_mode == search_mode)
    return;
  self->search_mode = search_mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
val_instance_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SEARCH_MODE:
      set_search_mode (VAL_INSTANCE_LIST (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_instance_list_dispose (GObject *object)
{
  ValInstanceList *self = VAL_INSTANCE_LIST (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->follows);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (val_instance_list_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_SELECTED] =
      g_param_spec_object ("selected", NULL, NULL, VAL_TYPE_INSTANCE,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_SELECTED] =
      g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] =
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-instance-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, filter);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, matches);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, selection);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, stack);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, list_view);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, error_page);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, count);
  gtk_widget_class_bind_template_child (widget_class, ValInstanceList, spinner);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, matches_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
val_instance_list_class_init (ValInstanceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (VAL_TYPE_INSTANCE_ROW);
  object_class->get_property = val_instance_list_get_property;
  object_class->set_property = val_instance_list_set_property;
  object_class->dispose = val_instance_list_dispose;
  install_properties (object_class);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_instance_list_init (ValInstanceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_custom_filter_set_filter_func (self->filter, matches_words, self, NULL);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  self->follows = g_signal_group_new (VAL_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->follows, "notify::loading", G_CALLBACK (loading_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->follows, "notify::total", G_CALLBACK (update), self);
}

/**
 * val_instance_list_set_workspace:
 * @self: an instance list
 * @workspace: (transfer none): what it shows the instances of
 */
void
val_instance_list_set_workspace (ValInstanceList *self, ValWorkspace *workspace)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->follows, workspace);
  gtk_filter_list_model_set_model (self->matches,
                                   G_LIST_MODEL (val_workspace_get_instances (workspace)));
  update (self);
}

/**
 * val_instance_list_show_error:
 * @self: an instance list
 * @error: (nullable) (transfer none): why there is no list; shown where the list would be, as long
 *   as there are no rows
 */
void
val_instance_list_show_error (ValInstanceList *self, const GError *error)
{
  g_autofree char *description = NULL;

  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  self->failed = error != NULL && !val_error_is_cancelled (error);
  if (self->failed)
    {
      g_autofree char *text =
          g_strdup_printf ("%s\n\n%s", error->message, val_error_advice (error));

      description = g_markup_escape_text (text, -1);
      adw_status_page_set_title (self->error_page, val_error_title (error));
      adw_status_page_set_description (self->error_page, description);
    }
  update (self);
}

/**
 * val_instance_list_select:
 * @self: an instance list
 * @instance: an instance; a search that hides it is ended
 */
void
val_instance_list_select (ValInstanceList *self, ValInstance *instance)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  if (!matches_words (instance, self))
    set_search_mode (self, FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (ValInstance) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item != instance)
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", i);
      return;
    }
}

/**
 * val_instance_list_unselect:
 * @self: an instance list
 */
void
val_instance_list_unselect (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

/**
 * val_instance_list_get_n_selected:
 * @self: an instance list
 *
 * Returns: how many instances are selected
 */
guint
val_instance_list_get_n_selected (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), 0);

  if (self->selection == NULL)
    return 0;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return (guint) gtk_bitset_get_size (selected);
}

/**
 * val_instance_list_get_selected:
 * @self: an instance list
 *
 * Returns: (transfer none) (nullable): the instance that is selected, where exactly one is
 */
ValInstance *
val_instance_list_get_selected (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (ValInstance) instance = NULL;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), NULL);

  if (val_instance_list_get_n_selected (self) != 1)
    return NULL;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  instance =
      g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (selected));
  return instance;
}

/**
 * val_instance_list_dup_selection:
 * @self: an instance list
 *
 * Returns: (transfer full) (element-type ValInstance): what is selected now; it does not follow the
 *   selection
 */
GListModel *
val_instance_list_dup_selection (ValInstanceList *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  GListStore *store;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (VAL_IS_INSTANCE_LIST (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  store = g_list_store_new (VAL_TYPE_INSTANCE);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (ValInstance) instance =
          g_list_model_get_item (G_LIST_MODEL (self->selection), position);

      g_list_store_append (store, instance);
    }
  return G_LIST_MODEL (store);
}

/**
 * val_instance_list_focus_search:
 * @self: an instance list
 *
 * Opens the search and puts the keyboard there.
 */
void
val_instance_list_focus_search (ValInstanceList *self)
{
  g_return_if_fail (VAL_IS_INSTANCE_LIST (self));

  set_search_mode (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
