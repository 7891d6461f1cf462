/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-history-window.h"

#include "ui/val-browser.h"
#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-result-page.h"
#include "ui/val-bulk-text.h"
#include "ui/val-confirm.h"
#include "ui/val-error-bar.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValBulkHistoryWindow
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkWidget *back_button;
  GtkWidget *job_button;
  ValErrorBar *error_bar;
  GtkStack *stack;
  GtkSearchEntry *search_entry;
  GtkListBox *list;
  GtkWidget *interrupted_box;
  ValBulkResultPage *result_page;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  GtkFilter *filter;         /* (owned) */
  char *needle;              /* (owned) (nullable): folded, what is searched for */
  ValBulkEntry *entry;       /* (owned) (nullable): the one that is open */
  ValBulkRecord *record;     /* (owned) (nullable): what its journal says */
  GCancellable *reading;     /* (owned) (nullable): of the journal of the entry that is open */
  GCancellable *cancellable; /* (owned) */
};

enum
{
  SIGNAL_PLAN,
  SIGNAL_RESUME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValBulkHistoryWindow, val_bulk_history_window, ADW_TYPE_WINDOW)

static ValBulkHistory *
get_history (ValBulkHistoryWindow *self)
{
  return val_workspace_get_history (self->workspace);
}

static void
update_actions (ValBulkHistoryWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean open = self->entry != NULL;
  gboolean running = open && val_bulk_entry_get_running (self->entry);

  gtk_widget_set_visible (self->back_button, open && g_strcmp0 (page, "list") != 0);
  gtk_widget_set_visible (self->job_button, open);
  gtk_widget_action_set_enabled (widget, "history.delete", open && !running);
  gtk_widget_action_set_enabled (widget, "history.show-file", open);
}

/* What is read of another entry must not come to be shown as this one's. */
static void
stop_reading (ValBulkHistoryWindow *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
show_list (ValBulkHistoryWindow *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (get_history (self))) > 0;

  stop_reading (self);
  g_clear_object (&self->entry);
  g_clear_object (&self->record);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  update_actions (self);
}

static void
show_error (ValBulkHistoryWindow *self, const GError *error)
{
  val_error_bar_show (self->error_bar, error, NULL);
}

/* Only what the current account did can be taken back now, and one job runs at a time. */
static gboolean
can_change (ValBulkHistoryWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const ValBulkHeader *header = val_bulk_record_get_header (self->record);

  return val_bulk_header_is_of (header, account) &&
         val_workspace_get_session (self->workspace) != NULL &&
         !val_bulk_keeper_is_running (val_bulk_keeper_of (parent));
}

static void
update_offers (ValBulkHistoryWindow *self)
{
  gboolean ready = can_change (self);
  const char *id = val_bulk_record_get_header (self->record)->id;
  gboolean interrupted = val_bulk_record_get_end (self->record) == VAL_BULK_OPEN &&
                         !val_bulk_entry_get_running (self->entry);

  val_bulk_result_page_set_can_change (self->result_page, ready);
  val_bulk_result_page_set_taken_back (self->result_page,
                                       val_bulk_history_is_taken_back (get_history (self), id));
  gtk_widget_set_visible (self->interrupted_box, interrupted);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "history.resume",
                                 ready && !val_bulk_history_is_undone (get_history (self), id));
}

static void
show_record (ValBulkHistoryWindow *self)
{
  val_bulk_result_page_set_record (self->result_page, self->record);
  update_offers (self);
  gtk_stack_set_visible_child_name (self->stack, "job");
  update_actions (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_bulk_record_read_finish (result, &error);
  ValBulkHistoryWindow *self;

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (record == NULL)
    {
      show_error (self, error);
      gtk_stack_set_visible_child_name (self->stack, "list");
      update_actions (self);
      return;
    }
  g_set_object (&self->record, record);
  show_record (self);
}

static void
open_entry (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  g_set_object (&self->entry, entry);
  g_clear_object (&self->record);
  val_error_bar_hide (self->error_bar);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  update_actions (self);
  stop_reading (self);
  self->reading = g_cancellable_new ();
  val_bulk_record_read_async (val_bulk_entry_get_file (entry), self->reading, read_cb, self);
}

static gboolean
is_taken_back (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  const ValBulkHeader *header = val_bulk_entry_get_header (entry);

  return header != NULL && !val_bulk_entry_get_running (entry) &&
         val_bulk_history_is_taken_back (get_history (self), header->id);
}

/* Whether each instance now has what was wanted for it. */
static gboolean
is_whole (ValBulkEntry *entry)
{
  return val_bulk_entry_get_end (entry) == VAL_BULK_FINISHED &&
         val_bulk_entry_count (entry, VAL_CHANGE_DONE) +
                 val_bulk_entry_count (entry, VAL_CHANGE_ALREADY) ==
             val_bulk_entry_get_header (entry)->n_ticked;
}

static const char *
get_icon (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  if (val_bulk_entry_get_damage (entry) != NULL)
    return "dialog-error-symbolic";
  if (val_bulk_entry_get_running (entry))
    return "media-playback-start-symbolic";
  if (is_taken_back (self, entry))
    return "edit-undo-symbolic";
  return is_whole (entry) ? "emblem-ok-symbolic" : "dialog-warning-symbolic";
}

/* What can be said of a journal that cannot be read is its name. */
static char *
dup_title (ValBulkEntry *entry)
{
  const ValBulkHeader *header = val_bulk_entry_get_header (entry);

  return header != NULL ? g_strdup (header->rule)
                        : g_file_get_basename (val_bulk_entry_get_file (entry));
}

static const char *
describe_state (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  if (val_bulk_entry_get_running (entry))
    return _ ("Running");
  if (is_taken_back (self, entry))
    return _ ("Undone");
  switch (val_bulk_entry_get_end (entry))
    {
    case VAL_BULK_OPEN:
      return _ ("Interrupted");
    case VAL_BULK_CANCELLED:
    case VAL_BULK_STOPPED:
      return _ ("Stopped");
    case VAL_BULK_FINISHED:
    case VAL_BULK_CLOSED:
    default:
      return NULL;
    }
}

static char *
describe_outcome (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  const char *state = describe_state (self, entry);
  char *counts = val_bulk_text_entry_counts (entry);
  g_autofree char *alone = NULL;

  if (state == NULL)
    return counts;
  alone = counts;
  /* Translators: how an update ended, numbers of instances: “Stopped: 19 changed, 281 not sent” */
  return g_strdup_printf (_ ("%s: %s"), state, alone);
}

static char *
dup_subtitle (ValBulkHistoryWindow *self, ValBulkEntry *entry)
{
  const ValBulkHeader *header = val_bulk_entry_get_header (entry);
  g_autofree char *when = header != NULL ? val_bulk_text_when (header, 0) : NULL;
  g_autofree char *how = NULL;

  if (val_bulk_entry_get_damage (entry) != NULL)
    return g_strdup (val_bulk_entry_get_damage (entry));
  how = describe_outcome (self, entry);
  if (val_bulk_entry_get_n_cut (entry) > 0)
    return g_strjoin ("\n", when, how, _ ("The end of the journal was damaged"), NULL);
  return g_strjoin ("\n", when, how, NULL);
}

static void
update_row (ValBulkHistoryWindow *self, AdwActionRow *row)
{
  ValBulkEntry *entry = g_object_get_data (G_OBJECT (row), "entry");
  g_autofree char *subtitle = dup_subtitle (self, entry);

  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_set_icon_name (row, get_icon (self, entry));
}

/* What one job is like may depend on others. */
static void
update_rows (ValBulkHistoryWindow *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    update_row (self, ADW_ACTION_ROW (row));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ValBulkEntry *entry = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = dup_title (entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "entry", g_object_ref (entry), g_object_unref);
  update_row (user_data, ADW_ACTION_ROW (row));
  return row;
}

static void
row_activated_cb (ValBulkHistoryWindow *self, GtkListBoxRow *row)
{
  open_entry (self, g_object_get_data (G_OBJECT (row), "entry"));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  ValBulkHistoryWindow *self = user_data;
  g_autofree char *title = dup_title (item);
  g_autofree char *subtitle = dup_subtitle (self, item);
  g_autofree char *text = g_strjoin (" ", title, subtitle, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return self->needle == NULL || strstr (folded, self->needle) != NULL;
}

static void
search_cb (ValBulkHistoryWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_free (self->needle);
  self->needle = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValBulkHistoryWindow *self;

  val_bulk_history_load_finish (VAL_BULK_HISTORY (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (error != NULL)
    show_error (self, error);
  update_rows (self);
  if (self->entry == NULL)
    show_list (self);
  else if (self->record != NULL)
    update_offers (self);
}

static void
reload (ValBulkHistoryWindow *self)
{
  val_bulk_history_load_async (get_history (self), self->cancellable, loaded_cb, self);
}

/* What can be done with a job depends on whether another one runs. */
static void
job_cb (ValBulkHistoryWindow *self)
{
  if (self->record != NULL)
    update_offers (self);
  reload (self);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_list (VAL_BULK_HISTORY_WINDOW (widget));
  reload (VAL_BULK_HISTORY_WINDOW (widget));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValBulkHistoryWindow *self;

  val_bulk_history_remove_finish (VAL_BULK_HISTORY (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (error != NULL)
    show_error (self, error);
  else
    show_list (self);
}

static void
delete_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (source);

  if (val_confirm_question_finish (GTK_WIDGET (self), result) && self->entry != NULL)
    val_bulk_history_remove_async (get_history (self), self->entry, self->cancellable, removed_cb,
                                   self);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  val_confirm_question_async (widget, _ ("Delete This Journal?"),
                              _ ("The callback URLs stay as they are, but what was changed can no "
                                 "longer be looked up or taken back."),
                              _ ("_Delete"), delete_confirmed_cb, NULL);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (source);
  g_autoptr (GError) error = NULL;

  if (!val_browser_open_finish (GTK_WIDGET (self), result, &error) &&
      !val_error_is_cancelled (error))
    show_error (self, error);
}

static void
show_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (widget);
  g_autofree char *uri = g_file_get_uri (val_bulk_entry_get_file (self->entry));

  val_browser_open_async (widget, uri, self->cancellable, shown_cb, NULL);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ValBulkHistoryWindow *self;

  val_bulk_history_close_finish (VAL_BULK_HISTORY (source), result, &error);
  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  if (error != NULL)
    show_error (self, error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "history.back", NULL);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (widget);

  val_bulk_history_close_async (get_history (self), self->entry, self->cancellable, closed_cb,
                                self);
}

static void
resume_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (widget);

  if (val_bulk_result_page_is_busy (self->result_page))
    return;
  g_signal_emit (self, signals[SIGNAL_RESUME], 0, self->record);
  gtk_window_close (GTK_WINDOW (self));
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_toast_overlay_add_toast (VAL_BULK_HISTORY_WINDOW (widget)->toasts,
                               adw_toast_new (g_variant_get_string (parameter, NULL)));
}

static void
plan_cb (ValBulkHistoryWindow *self, ValChangePlan *plan, const ValBulkHeader *header)
{
  g_signal_emit (self, signals[SIGNAL_PLAN], 0, plan, header);
}

static void
val_bulk_history_window_dispose (GObject *object)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  stop_reading (self);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->filter);
  g_clear_object (&self->entry);
  g_clear_object (&self->record);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_bulk_history_window_parent_class)->dispose (object);
}

static void
val_bulk_history_window_finalize (GObject *object)
{
  ValBulkHistoryWindow *self = VAL_BULK_HISTORY_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_free (self->needle);
  G_OBJECT_CLASS (val_bulk_history_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-bulk-history-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, job_button);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, list);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, interrupted_box);
  gtk_widget_class_bind_template_child (widget_class, ValBulkHistoryWindow, result_page);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, plan_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "history.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "history.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "history.show-file", NULL, show_file_action);
  gtk_widget_class_install_action (widget_class, "history.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "history.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "history.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
val_bulk_history_window_class_init (ValBulkHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_ERROR_BAR);
  g_type_ensure (VAL_TYPE_BULK_RESULT_PAGE);
  G_OBJECT_CLASS (klass)->dispose = val_bulk_history_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = val_bulk_history_window_finalize;
  /**
   * ValBulkHistoryWindow::plan:
   * @self: a history window
   * @plan: what is wanted
   * @header: what that in a journal begins with
   */
  signals[SIGNAL_PLAN] =
      g_signal_new ("plan", VAL_TYPE_BULK_HISTORY_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, VAL_TYPE_CHANGE_PLAN, VAL_TYPE_BULK_HEADER);
  /**
   * ValBulkHistoryWindow::resume:
   * @self: a history window
   * @record: what is to go on
   */
  signals[SIGNAL_RESUME] = g_signal_new ("resume", VAL_TYPE_BULK_HISTORY_WINDOW, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, VAL_TYPE_BULK_RECORD);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
val_bulk_history_window_init (ValBulkHistoryWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
follow_keeper (ValBulkHistoryWindow *self, ValBulkKeeper *keeper)
{
  g_signal_connect_object (keeper, "notify::job", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "ended", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
}

/**
 * val_bulk_history_window_new:
 * @parent: main window
 * @workspace: with a history
 *
 * Returns: (transfer none): a window, owned by GTK as all windows are
 */
ValBulkHistoryWindow *
val_bulk_history_window_new (GtkWindow *parent, ValWorkspace *workspace)
{
  ValBulkHistoryWindow *self;
  g_autoptr (GListModel) shown = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (VAL_TYPE_BULK_HISTORY_WINDOW, "transient-for", parent, "application",
                       gtk_window_get_application (parent), NULL);
  self->workspace = g_object_ref (workspace);
  shown = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (get_history (self))),
                                                   g_object_ref (self->filter)));
  gtk_list_box_bind_model (self->list, shown, create_row, self, NULL);
  follow_keeper (self, val_bulk_keeper_of (parent));
  update_actions (self);
  reload (self);
  return self;
}

static ValBulkEntry *
find_entry (ValBulkHistoryWindow *self, GFile *file)
{
  GListModel *model = G_LIST_MODEL (get_history (self));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ValBulkEntry) entry = g_list_model_get_item (model, i);

      if (g_file_equal (val_bulk_entry_get_file (entry), file))
        return entry;
    }
  return NULL;
}

/**
 * val_bulk_history_window_open:
 * @self: a history window
 * @file: a journal
 *
 * Opens the job of @file, where the history has it.
 */
void
val_bulk_history_window_open (ValBulkHistoryWindow *self, GFile *file)
{
  ValBulkEntry *entry;

  g_return_if_fail (VAL_IS_BULK_HISTORY_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  entry = find_entry (self, file);
  if (entry != NULL)
    open_entry (self, entry);
}
