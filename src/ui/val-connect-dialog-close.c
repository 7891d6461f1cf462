/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-dialog-private.h"
#include "ui/val-question.h"

#include <glib/gi18n.h>

/* Asking before something is lost. */

static gboolean
would_lose_input (ValConnectDialog *self)
{
  if (self->step == STEP_RESULT)
    return FALSE;
  for (GtkWidget *form = gtk_widget_get_first_child (GTK_WIDGET (self->forms)); form != NULL;
       form = gtk_widget_get_next_sibling (form))
    if (val_connect_form_get_dirty (VAL_CONNECT_FORM (form)))
      return TRUE;
  return FALSE;
}

static void
discard_cb (ValConnectDialog *self, const char *response, GtkWindow *question)
{
  if (!g_str_equal (response, "discard"))
    return;
  /* The question outlives this window by its own emission, and would look for it (GTK 4.8). */
  gtk_window_set_transient_for (question, NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask_before_closing (ValConnectDialog *self, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = val_question_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (dialog, "stay", _ ("_Stay"), "discard", _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "stay");
  adw_message_dialog_set_close_response (dialog, "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask_before_discarding (ValConnectDialog *self)
{
  if (self->purpose == VAL_CONNECT_REAUTHENTICATE)
    ask_before_closing (self, _ ("Stop Re-Authenticating?"),
                        _ ("The instance was not changed. What you entered will be lost."));
  else
    ask_before_closing (self, _ ("Discard This Instance?"),
                        _ ("The instance was not created. What you entered will be lost."));
}

gboolean
_val_connect_dialog_close_request (GtkWindow *window)
{
  ValConnectDialog *self = VAL_CONNECT_DIALOG (window);

  if (self->step == STEP_CREATING)
    adw_toast_overlay_add_toast (self->toasts,
                                 adw_toast_new (_ ("Please wait until the platform has answered")));
  else if (self->step == STEP_RESULT && val_connect_result_token_is_at_risk (self->result))
    ask_before_closing (self, _ ("Leave Without the Token?"),
                        _ ("The element token is not in the keyring. It stays in memory only until "
                           "Valence is closed."));
  else if (would_lose_input (self))
    ask_before_discarding (self);
  else
    gtk_window_destroy (GTK_WINDOW (self));
  return TRUE;
}
