/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-activity-pane.h"

#include "api/val-events-api.h"
#include "model/val-event-series.h"
#include "ui/val-error-bar.h"
#include "ui/val-event-chart.h"
#include "ui/val-event-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

#define PAGE_SIZE 50

struct _ValActivityPane
{
  AdwBin parent_instance;

  ValErrorBar *error_bar;
  GtkStack *stack;
  GtkLabel *chart_title;
  ValEventChart *chart;
  GtkLabel *first_label;
  GtkLabel *last_label;
  GtkListBox *list;
  GtkWidget *refresh_button;
  GtkWidget *more_button;
  GtkWidget *spinner;

  GListStore *events;        /* (owned) (element-type ValEvent): newest first */
  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValInstance *instance;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the page on its way */
  char *next_page;           /* (owned) (nullable): after the oldest */
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (ValActivityPane, val_activity_pane, ADW_TYPE_BIN)

static guint
count_events (ValActivityPane *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->events));
}

static void
show_end (GtkLabel *label, const ValEventSeries *series, guint bucket)
{
  g_autoptr (GDateTime) start = val_event_series_get_start (series, bucket);
  g_autofree char *text =
      g_date_time_format (start, series->by_day ? _ ("%-d %B") : _ ("%-d %B, %H:00"));

  gtk_label_set_label (label, text);
}

static void
show_ends (ValActivityPane *self, const ValEventSeries *series)
{
  guint n_buckets = series->counts->len;

  if (n_buckets == 0)
    return;
  show_end (self->first_label, series, 0);
  show_end (self->last_label, series, n_buckets - 1);
}

static void
show_chart (ValActivityPane *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (ValEventSeries) series = val_event_series_new (G_LIST_MODEL (self->events), zone);

  gtk_label_set_label (self->chart_title,
                       series->by_day ? _ ("Events by Day") : _ ("Events by Hour"));
  show_ends (self, series);
  val_event_chart_take_series (self->chart, g_steal_pointer (&series));
}

static void
show_busy (ValActivityPane *self, gboolean busy)
{
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_sensitive (self->refresh_button, !busy);
  gtk_widget_set_sensitive (self->more_button, !busy);
}

static void
update (ValActivityPane *self)
{
  gboolean busy = self->cancellable != NULL;

  show_busy (self, busy);
  gtk_widget_set_visible (self->more_button, self->next_page != NULL);
  gtk_stack_set_visible_child_name (self->stack, count_events (self) > 0 ? "events"
                                                 : busy                  ? "loading"
                                                 : self->loaded          ? "empty"
                                                                         : "failed");
  if (count_events (self) > 0)
    show_chart (self);
}

static void
forget_request (ValActivityPane *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
find_event (ValActivityPane *self, ValEvent *event, guint *position)
{
  for (guint i = 0; i < count_events (self); i++)
    {
      g_autoptr (ValEvent) known = g_list_model_get_item (G_LIST_MODEL (self->events), i);

      if (g_str_equal (val_event_get_id (known), val_event_get_id (event)))
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* The row of an event that is told anew stays, unless it has come further. */
static void
renew_event (ValActivityPane *self, guint position, ValEvent *event)
{
  g_autoptr (ValEvent) known = g_list_model_get_item (G_LIST_MODEL (self->events), position);

  if (g_strcmp0 (val_event_get_status (known), val_event_get_status (event)) != 0)
    g_list_store_splice (self->events, position, 1, (gpointer *) &event, 1);
}

/* Returns whether the page follows on what is there without a gap. */
static gboolean
put_newest (ValActivityPane *self, GPtrArray *page)
{
  gboolean meets = FALSE;
  guint position;
  guint n_new = 0;

  for (guint i = 0; i < page->len; i++)
    {
      ValEvent *event = g_ptr_array_index (page, i);

      if (find_event (self, event, &position))
        {
          meets = TRUE;
          renew_event (self, position, event);
        }
      else
        g_list_store_insert (self->events, n_new++, event);
    }
  if (!meets && count_events (self) > page->len)
    g_list_store_splice (self->events, page->len, count_events (self) - page->len, NULL, 0);
  return meets;
}

static void
put_older (ValActivityPane *self, GPtrArray *page)
{
  guint position;

  for (guint i = 0; i < page->len; i++)
    if (!find_event (self, g_ptr_array_index (page, i), &position))
      g_list_store_append (self->events, g_ptr_array_index (page, i));
}

static void
page_arrived (ValActivityPane *self, const GError *error)
{
  g_clear_object (&self->cancellable);
  self->loaded = self->loaded || error == NULL;
  if (error != NULL)
    val_error_bar_show (self->error_bar, error, _ ("_Try Again"));
}

static void
newest_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autofree char *next_page = NULL;
  ValActivityPane *self;

  page = val_events_api_list_finish (VAL_SESSION (source), result, &next_page, NULL, &error);
  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  page_arrived (self, error);
  if (page != NULL && !put_newest (self, page))
    {
      g_free (self->next_page);
      self->next_page = g_steal_pointer (&next_page);
    }
  update (self);
}

static void
older_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autofree char *next_page = NULL;
  ValActivityPane *self;

  page = val_events_api_list_finish (VAL_SESSION (source), result, &next_page, NULL, &error);
  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  page_arrived (self, error);
  if (page != NULL)
    {
      put_older (self, page);
      g_free (self->next_page);
      self->next_page = g_steal_pointer (&next_page);
    }
  update (self);
}

static void
load (ValActivityPane *self, const char *next_page, GAsyncReadyCallback callback)
{
  ValSession *session = val_workspace_get_session (self->workspace);

  if (self->instance == NULL || session == NULL || self->cancellable != NULL)
    return;
  val_error_bar_hide (self->error_bar);
  self->cancellable = g_cancellable_new ();
  val_events_api_list_async (session, val_instance_get_id (self->instance), next_page, PAGE_SIZE,
                             self->cancellable, callback, self);
  update (self);
}

static void
refresh_cb (ValActivityPane *self)
{
  load (self, NULL, newest_cb);
}

static void
more_cb (ValActivityPane *self)
{
  load (self, self->next_page, older_cb);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return val_event_row_new (item);
}

/* Not asked for before somebody looks. */
static void
load_if_shown (ValActivityPane *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->loaded)
    refresh_cb (self);
}

static void
val_activity_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (val_activity_pane_parent_class)->map (widget);
  load_if_shown (VAL_ACTIVITY_PANE (widget));
}

static void
val_activity_pane_dispose (GObject *object)
{
  ValActivityPane *self = VAL_ACTIVITY_PANE (object);

  forget_request (self);
  g_clear_object (&self->events);
  g_clear_object (&self->instance);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_activity_pane_parent_class)->dispose (object);
}

static void
val_activity_pane_finalize (GObject *object)
{
  g_free (VAL_ACTIVITY_PANE (object)->next_page);
  G_OBJECT_CLASS (val_activity_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-activity-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, chart_title);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, chart);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, first_label);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, last_label);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, list);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, more_button);
  gtk_widget_class_bind_template_child (widget_class, ValActivityPane, spinner);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
val_activity_pane_class_init (ValActivityPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_EVENT_CHART);
  object_class->dispose = val_activity_pane_dispose;
  object_class->finalize = val_activity_pane_finalize;
  GTK_WIDGET_CLASS (klass)->map = val_activity_pane_map;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_activity_pane_init (ValActivityPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->events = g_list_store_new (VAL_TYPE_EVENT);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->events), create_row, NULL, NULL);
}

/**
 * val_activity_pane_set_instance:
 * @self: an activity pane
 * @workspace: (transfer none): what the instance belongs to
 * @instance: (nullable) (transfer none): whose events to show
 */
void
val_activity_pane_set_instance (ValActivityPane *self,
                                ValWorkspace *workspace,
                                ValInstance *instance)
{
  g_return_if_fail (VAL_IS_ACTIVITY_PANE (self));

  g_set_object (&self->workspace, workspace);
  if (!g_set_object (&self->instance, instance))
    return;
  forget_request (self);
  g_clear_pointer (&self->next_page, g_free);
  g_list_store_remove_all (self->events);
  self->loaded = FALSE;
  val_error_bar_hide (self->error_bar);
  update (self);
  load_if_shown (self);
}
