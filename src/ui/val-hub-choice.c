/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-hub-choice.h"

#include "model/val-element.h"
#include "ui/val-inner-names.h"

#include <glib/gi18n.h>

struct _ValHubChoice
{
  AdwBin parent_instance;

  GtkDropDown *drop_down;

  GListModel *elements; /* (owned) (nullable) */
  GPtrArray *hubs;      /* (owned) (element-type utf8): in the order shown, without "all" */
  char *hub;            /* (owned) (nullable) */
  gboolean refreshing;
};

G_DEFINE_FINAL_TYPE (ValHubChoice, val_hub_choice, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ELEMENTS,
  PROP_HUB,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_hub (ValHubChoice *self, const char *hub)
{
  if (g_strcmp0 (self->hub, hub) == 0)
    return;
  g_free (self->hub);
  self->hub = g_strdup (hub);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HUB]);
}

static int
compare_texts (gconstpointer one, gconstpointer other)
{
  return g_utf8_collate (*(const char *const *) one, *(const char *const *) other);
}

/* Returns: (transfer full): hub to number of elements */
static GHashTable *
count_hubs (ValHubChoice *self)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = self->elements != NULL ? g_list_model_get_n_items (self->elements) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ValElement) element = g_list_model_get_item (self->elements, i);
      const char *hub = val_element_get_hub (element);
      guint count;

      if (hub == NULL || *hub == '\0')
        continue;
      count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, hub));
      g_hash_table_replace (counts, g_strdup (hub), GUINT_TO_POINTER (count + 1));
    }
  return counts;
}

static void
list_hubs (ValHubChoice *self, GHashTable *counts)
{
  GHashTableIter iter;
  gpointer hub;

  g_ptr_array_set_size (self->hubs, 0);
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &hub, NULL))
    g_ptr_array_add (self->hubs, g_strdup (hub));
  g_ptr_array_sort (self->hubs, compare_texts);
}

static void
append_label (GtkStringList *labels, const char *name, guint count)
{
  /* Translators: name of a hub, and how many elements it has */
  g_autofree char *label = g_strdup_printf (_ ("%s (%u)"), name, count);

  gtk_string_list_append (labels, label);
}

static GListModel *
make_labels (ValHubChoice *self, GHashTable *counts)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  guint n = self->elements != NULL ? g_list_model_get_n_items (self->elements) : 0;

  append_label (labels, _ ("All Hubs"), n);
  for (guint i = 0; i < self->hubs->len; i++)
    {
      const char *hub = g_ptr_array_index (self->hubs, i);

      append_label (labels, hub, GPOINTER_TO_UINT (g_hash_table_lookup (counts, hub)));
    }
  return G_LIST_MODEL (labels);
}

static guint
find_place (ValHubChoice *self)
{
  for (guint i = 0; self->hub != NULL && i < self->hubs->len; i++)
    if (g_str_equal (g_ptr_array_index (self->hubs, i), self->hub))
      return i + 1;
  return 0;
}

static void
selected_cb (ValHubChoice *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  if (!self->refreshing)
    set_hub (self, selected > 0 && selected <= self->hubs->len
                       ? g_ptr_array_index (self->hubs, selected - 1)
                       : NULL);
}

/* The choice outlives a reload, as long as its hub does. */
static void
refresh (ValHubChoice *self)
{
  g_autoptr (GHashTable) counts = count_hubs (self);
  g_autoptr (GListModel) labels = NULL;

  list_hubs (self, counts);
  labels = make_labels (self, counts);
  self->refreshing = TRUE;
  gtk_drop_down_set_model (self->drop_down, labels);
  gtk_drop_down_set_selected (self->drop_down, find_place (self));
  self->refreshing = FALSE;
  selected_cb (self);
}

static void
val_hub_choice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValHubChoice *self = VAL_HUB_CHOICE (object);

  switch (prop_id)
    {
    case PROP_ELEMENTS:
      g_value_set_object (value, self->elements);
      break;
    case PROP_HUB:
      g_value_set_string (value, self->hub);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_hub_choice_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ValHubChoice *self = VAL_HUB_CHOICE (object);

  switch (prop_id)
    {
    case PROP_ELEMENTS:
      val_hub_choice_set_elements (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_hub_choice_finalize (GObject *object)
{
  ValHubChoice *self = VAL_HUB_CHOICE (object);

  g_clear_object (&self->elements);
  g_clear_pointer (&self->hubs, g_ptr_array_unref);
  g_free (self->hub);
  G_OBJECT_CLASS (val_hub_choice_parent_class)->finalize (object);
}

static void
val_hub_choice_class_init (ValHubChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = val_hub_choice_get_property;
  object_class->set_property = val_hub_choice_set_property;
  object_class->finalize = val_hub_choice_finalize;

  properties[PROP_ELEMENTS] =
      g_param_spec_object ("elements", NULL, NULL, G_TYPE_LIST_MODEL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HUB] = g_param_spec_string (
      "hub", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-hub-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, ValHubChoice, drop_down);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
val_hub_choice_init (ValHubChoice *self)
{
  self->hubs = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  val_inner_names_set (GTK_WIDGET (self->drop_down),
                       gtk_widget_get_tooltip_text (GTK_WIDGET (self->drop_down)));
}

/**
 * val_hub_choice_set_elements:
 * @self: a hub choice
 * @elements: (nullable): #ValElement objects whose hubs are offered
 */
void
val_hub_choice_set_elements (ValHubChoice *self, GListModel *elements)
{
  g_return_if_fail (VAL_IS_HUB_CHOICE (self));
  g_return_if_fail (elements == NULL || G_IS_LIST_MODEL (elements));

  if (self->elements == elements)
    return;
  if (self->elements != NULL)
    g_signal_handlers_disconnect_by_func (self->elements, refresh, self);
  g_set_object (&self->elements, elements);
  if (elements != NULL)
    g_signal_connect_object (elements, "items-changed", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELEMENTS]);
}

/**
 * val_hub_choice_get_hub:
 * @self: a hub choice
 *
 * Returns: (nullable): key of the hub, NULL for all
 */
const char *
val_hub_choice_get_hub (ValHubChoice *self)
{
  g_return_val_if_fail (VAL_IS_HUB_CHOICE (self), NULL);

  return self->hub;
}
