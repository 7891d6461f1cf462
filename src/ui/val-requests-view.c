/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-requests-view.h"

#include "ui/val-request-detail.h"
#include "ui/val-request-row.h"
#include "ui/val-tab-stop.h"

#include <glib/gi18n.h>

struct _ValRequestsView
{
  AdwBin parent_instance;

  GtkLabel *count;
  GtkToggleButton *pause_button;
  GtkWidget *clear_button;
  GtkStack *stack;
  AdwLeaflet *leaflet;
  GtkCustomFilter *filter;
  GtkFilterListModel *matches;
  GtkSingleSelection *selection;
  ValRequestDetail *detail;

  ValWorkspace *workspace; /* (owned) (nullable) */
  GBinding *pause_binding; /* (owned) (nullable) */
  gint64 instance;         /* or 0 for all */
  guint fold_source;
};

G_DEFINE_FINAL_TYPE (ValRequestsView, val_requests_view, ADW_TYPE_BIN)

static gboolean
matches_instance (gpointer item, gpointer user_data)
{
  ValRequestsView *self = user_data;

  return self->instance == 0 || val_exchange_get_instance (item) == self->instance;
}

static gboolean
shows_detail (ValRequestsView *self)
{
  return adw_leaflet_get_folded (self->leaflet) &&
         g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "detail") == 0;
}

static void
update (ValRequestsView *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->matches));
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u request", "%u requests", n_items), n_items);
  gboolean paused = gtk_toggle_button_get_active (self->pause_button);
  /* Translators: how many requests are listed */
  g_autofree char *paused_count = g_strdup_printf (_ ("%s, paused"), count);

  gtk_label_set_label (self->count, paused ? paused_count : count);
  gtk_widget_set_sensitive (self->clear_button, n_items > 0);
  gtk_widget_set_visible (self->clear_button, self->instance == 0);
  gtk_stack_set_visible_child_name (self->stack, n_items > 0 ? "list" : "empty");
}

static void
selected_cb (ValRequestsView *self)
{
  ValExchange *exchange = gtk_single_selection_get_selected_item (self->selection);

  val_request_detail_show (self->detail, self->workspace, exchange);
  /* Side by side, the list keeps the keyboard. */
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child_name (self->leaflet, exchange != NULL ? "detail" : "list");
}

static void
unselect (ValRequestsView *self)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/* Folded, the list has no selection of its own: choosing the same row again opens it. */
static void
visible_child_cb (ValRequestsView *self)
{
  if (adw_leaflet_get_folded (self->leaflet) && !shows_detail (self))
    unselect (self);
}

static gboolean
update_folded_cb (gpointer user_data)
{
  ValRequestsView *self = user_data;

  self->fold_source = 0;
  selected_cb (self);
  return G_SOURCE_REMOVE;
}

/* It folds while sizes are given out; what changes sizes has to wait until that is over. */
static void
folded_cb (ValRequestsView *self)
{
  if (self->fold_source == 0)
    self->fold_source = g_idle_add (update_folded_cb, self);
}

static void
back_cb (ValRequestsView *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
}

static void
clear_cb (ValRequestsView *self)
{
  val_request_log_clear (val_workspace_get_requests (self->workspace));
}

static void
val_requests_view_dispose (GObject *object)
{
  ValRequestsView *self = VAL_REQUESTS_VIEW (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->pause_binding);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_requests_view_parent_class)->dispose (object);
}

static void
val_requests_view_class_init (ValRequestsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_REQUEST_DETAIL);
  g_type_ensure (VAL_TYPE_REQUEST_ROW);
  g_type_ensure (VAL_TYPE_TAB_STOP);
  G_OBJECT_CLASS (klass)->dispose = val_requests_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-requests-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, count);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, pause_button);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, clear_button);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, stack);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, filter);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, matches);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, selection);
  gtk_widget_class_bind_template_child (widget_class, ValRequestsView, detail);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
val_requests_view_init (ValRequestsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_custom_filter_set_filter_func (self->filter, matches_instance, self, NULL);
  update (self);
}

/**
 * val_requests_view_set_workspace:
 * @self: a requests view
 * @workspace: (transfer none): whose requests to list
 */
void
val_requests_view_set_workspace (ValRequestsView *self, ValWorkspace *workspace)
{
  ValRequestLog *log;

  g_return_if_fail (VAL_IS_REQUESTS_VIEW (self));
  g_return_if_fail (VAL_IS_WORKSPACE (workspace));

  if (!g_set_object (&self->workspace, workspace))
    return;
  log = val_workspace_get_requests (workspace);
  g_clear_object (&self->pause_binding);
  self->pause_binding =
      g_object_ref (g_object_bind_property (log, "paused", self->pause_button, "active",
                                            G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE));
  gtk_filter_list_model_set_model (self->matches, G_LIST_MODEL (log));
  update (self);
}

/**
 * val_requests_view_set_instance:
 * @self: a requests view
 * @id: of the instance whose requests to list, or 0 for all of the account
 */
void
val_requests_view_set_instance (ValRequestsView *self, gint64 id)
{
  g_return_if_fail (VAL_IS_REQUESTS_VIEW (self));

  if (self->instance == id)
    return;
  self->instance = id;
  unselect (self);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}
