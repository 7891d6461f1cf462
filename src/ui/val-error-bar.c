/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-error-bar.h"

#include "ui/val-help-button.h"
#include "util/val-error.h"

struct _ValErrorBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *title;
  GtkLabel *message;
  GtkLabel *advice;
  GtkButton *action_button;
  ValHelpButton *help_button;

  GError *error; /* (owned) (nullable) */
};

enum
{
  SIGNAL_ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ValErrorBar, val_error_bar, ADW_TYPE_BIN)

static void
action_clicked_cb (ValErrorBar *self)
{
  val_error_bar_hide (self);
  g_signal_emit (self, signals[SIGNAL_ACTION], 0);
}

static void
val_error_bar_finalize (GObject *object)
{
  ValErrorBar *self = VAL_ERROR_BAR (object);

  g_clear_error (&self->error);
  G_OBJECT_CLASS (val_error_bar_parent_class)->finalize (object);
}

static void
val_error_bar_class_init (ValErrorBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VAL_TYPE_HELP_BUTTON);
  G_OBJECT_CLASS (klass)->finalize = val_error_bar_finalize;

  signals[SIGNAL_ACTION] = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-error-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, title);
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, message);
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, advice);
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, action_button);
  gtk_widget_class_bind_template_child (widget_class, ValErrorBar, help_button);
  gtk_widget_class_bind_template_callback (widget_class, action_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, val_error_bar_hide);
}

static void
val_error_bar_init (ValErrorBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * val_error_bar_show:
 * @self: an error bar
 * @error: (transfer none): what to tell; cancellation hides the bar
 * @action_label: (nullable): label of the button, with a mnemonic; NULL for none
 */
void
val_error_bar_show (ValErrorBar *self, const GError *error, const char *action_label)
{
  g_return_if_fail (VAL_IS_ERROR_BAR (self));
  g_return_if_fail (error != NULL);

  if (val_error_is_cancelled (error))
    {
      val_error_bar_hide (self);
      return;
    }
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  gtk_label_set_label (self->title, val_error_title (error));
  gtk_label_set_label (self->message, error->message);
  gtk_label_set_label (self->advice, val_error_advice (error));
  val_help_button_set_error (self->help_button, error);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), action_label != NULL);
  gtk_button_set_label (self->action_button, action_label != NULL ? action_label : "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

/**
 * val_error_bar_hide:
 * @self: an error bar
 */
void
val_error_bar_hide (ValErrorBar *self)
{
  g_return_if_fail (VAL_IS_ERROR_BAR (self));

  g_clear_error (&self->error);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * val_error_bar_get_error:
 * @self: an error bar
 *
 * Returns: (transfer none) (nullable): what it tells at the moment
 */
const GError *
val_error_bar_get_error (ValErrorBar *self)
{
  g_return_val_if_fail (VAL_IS_ERROR_BAR (self), NULL);

  return self->error;
}
