/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-history-window.h"
#include "ui/val-bulk-keeper.h"
#include "ui/val-bulk-text.h"
#include "ui/val-bulk-window.h"
#include "ui/val-question.h"
#include "ui/val-window-private.h"
#include "util/val-error.h"
#include "workspace/val-bulk-sequel.h"

#include <glib/gi18n.h>

#define TOLD_KEY "val-damage-told"

/* Updates of many callback URLs after they ran: the history, and what a crash left behind. */

static ValBulkWindow *
create_bulk_window (ValWindow *self)
{
  return val_bulk_window_new (GTK_WINDOW (self), self->workspace, NULL,
                              G_LIST_MODEL (val_workspace_get_instances (self->workspace)));
}

static ValBulkWindow *
show_plan (ValWindow *self, ValChangePlan *plan, const ValBulkHeader *header)
{
  ValBulkWindow *window = create_bulk_window (self);

  val_bulk_window_show_plan (window, plan, header);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* The way back is to the history, which stays open behind. */
static void
plan_cb (ValWindow *self,
         ValChangePlan *plan,
         const ValBulkHeader *header,
         ValBulkHistoryWindow *history)
{
  ValBulkWindow *window = show_plan (self, plan, header);

  g_signal_connect_object (window, "left", G_CALLBACK (gtk_window_present), history,
                           G_CONNECT_SWAPPED);
}

static void
resume_cb (ValWindow *self, ValBulkRecord *record)
{
  ValBulkWindow *window = create_bulk_window (self);

  val_bulk_window_resume (window, record);
  gtk_window_present (GTK_WINDOW (window));
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValBulkHistoryWindow *window = val_bulk_history_window_new (GTK_WINDOW (self), self->workspace);

  g_signal_connect_object (window, "plan", G_CALLBACK (plan_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "resume", G_CALLBACK (resume_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_update_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ValWindow *self = VAL_WINDOW (widget);
  ValBulkJob *job = val_bulk_keeper_get_job (val_bulk_keeper_of (GTK_WINDOW (self)));
  ValBulkWindow *window;

  if (job == NULL)
    return;
  window = val_bulk_window_find_job (GTK_WINDOW (self), job);
  if (window == NULL)
    {
      window = create_bulk_window (self);
      val_bulk_window_show_job (window, job);
    }
  gtk_window_present (GTK_WINDOW (window));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!val_bulk_history_close_finish (VAL_BULK_HISTORY (source), result, &error) &&
      !val_error_is_cancelled (error) && self->workspace != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
close_entry (ValWindow *self, ValBulkEntry *entry)
{
  val_bulk_history_close_async (val_workspace_get_history (self->workspace), entry, NULL, closed_cb,
                                g_object_ref (self));
}

typedef struct
{
  ValWindow *window;   /* (owned) */
  ValBulkEntry *entry; /* (owned) */
  gboolean undo;
} Offer;

static void
offer_free (Offer *offer)
{
  g_object_unref (offer->window);
  g_object_unref (offer->entry);
  g_free (offer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;
  ValBulkRecord *record = VAL_BULK_RECORD (source);
  g_autoptr (ValChangePlan) plan = val_bulk_sequel_plan_finish (record, result, NULL);
  g_autoptr (ValBulkHeader) header =
      val_bulk_sequel_new_header (VAL_BULK_UNDO, val_bulk_record_get_header (record));

  if (offer->window->workspace == NULL)
    return;
  g_signal_connect_object (show_plan (offer->window, plan, header), "left",
                           G_CALLBACK (_val_window_offer_recovery), offer->window,
                           G_CONNECT_SWAPPED);
}

/* What was under way when it was interrupted is looked at by either. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValBulkRecord) record = val_bulk_record_read_finish (result, &error);

  if (offer->window->workspace == NULL)
    return;
  if (record == NULL)
    val_error_bar_show (offer->window->error_bar, error, NULL);
  else if (offer->undo)
    val_bulk_sequel_plan_async (VAL_BULK_UNDO, record, NULL, planned_cb, g_steal_pointer (&offer));
  else
    resume_cb (offer->window, record);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Offer *offered)
{
  g_autoptr (Offer) offer = offered;
  GFile *file = val_bulk_entry_get_file (offer->entry);

  /* The question outlives what the answer may end by its own emission (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "close"))
    close_entry (offer->window, offer->entry);
  if (!g_str_equal (response, "undo") && !g_str_equal (response, "resume"))
    return;
  offer->undo = g_str_equal (response, "undo");
  val_bulk_record_read_async (file, NULL, read_cb, g_steal_pointer (&offer));
}

static char *
describe (ValBulkEntry *entry)
{
  const ValBulkHeader *header = val_bulk_entry_get_header (entry);
  g_autofree char *when = val_bulk_text_when (header, 0);
  g_autofree char *counts = val_bulk_text_entry_counts (entry);
  g_autofree char *text = g_strdup_printf (
      /* Translators: what the update does, account and time, numbers of instances */
      _ ("%s\n%s\n\nOf %'u instances: %s.\n\nWhat was under way is looked at before anything else "
         "is done."),
      header->rule, when, header->n_ticked, counts);

  if (val_bulk_entry_get_n_cut (entry) == 0)
    return g_steal_pointer (&text);
  return g_strjoin ("\n\n", text, val_bulk_text_cut (), NULL);
}

static void
offer_entry (ValWindow *self, ValBulkEntry *entry)
{
  g_autofree char *body = describe (entry);
  AdwMessageDialog *dialog =
      val_question_new (GTK_WINDOW (self), _ ("An Update Was Interrupted"), body);
  Offer *offer = g_new0 (Offer, 1);

  offer->window = g_object_ref (self);
  offer->entry = g_object_ref (entry);
  adw_message_dialog_add_responses (dialog, "later", _ ("_Later"), "close", _ ("_Close It"), "undo",
                                    _ ("_Undo…"), "resume", _ ("_Resume"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "resume", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "resume");
  adw_message_dialog_set_close_response (dialog, "later");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), offer);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Journals that cannot be used, of whichever account; said once. */
static void
tell_damage (ValWindow *self, ValBulkHistory *history)
{
  guint n_damaged = val_bulk_history_count_damaged (history);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (n_damaged == 0 || g_object_get_data (G_OBJECT (self), TOLD_KEY) != NULL)
    return;
  g_object_set_data (G_OBJECT (self), TOLD_KEY, self);
  text = g_strdup_printf (ngettext ("A journal of an update cannot be read. Its file is kept.",
                                    "%'u journals of updates cannot be read. Their files are kept.",
                                    n_damaged),
                          n_damaged);
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("Update _History"));
  adw_toast_set_action_name (toast, "win.bulk-history");
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
history_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ValWindow) self = user_data;
  ValBulkHistory *history = VAL_BULK_HISTORY (source);
  g_autoptr (GPtrArray) interrupted = NULL;
  g_autoptr (GError) error = NULL;
  ValAccount *account =
      self->workspace != NULL ? val_workspace_get_account (self->workspace) : NULL;

  val_bulk_history_load_finish (history, result, &error);
  if (self->workspace != NULL && error != NULL)
    val_error_bar_show (self->error_bar, error, NULL);
  if (account == NULL || error != NULL)
    return;
  tell_damage (self, history);
  interrupted = val_bulk_history_list_interrupted (history, account);
  if (interrupted->len > 0)
    offer_entry (self, g_ptr_array_index (interrupted, 0));
}

/* Asked once an account's secrets are known: nothing could go on without. */
void
_val_window_offer_recovery (ValWindow *self)
{
  ValBulkHistory *history = val_workspace_get_history (self->workspace);
  ValBulkKeeper *keeper = val_bulk_keeper_of (GTK_WINDOW (self));

  if (history == NULL || val_workspace_get_session (self->workspace) == NULL ||
      val_bulk_keeper_is_running (keeper))
    return;
  val_bulk_history_load_async (history, NULL, history_loaded_cb, g_object_ref (self));
}

void
_val_window_install_history_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.bulk-history", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "win.show-update", NULL, show_update_action);
}
