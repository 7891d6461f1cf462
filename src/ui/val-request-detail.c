/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-request-detail.h"

#include "api/val-usage-api.h"
#include "ui/val-body-view.h"
#include "ui/val-clipboard.h"
#include "ui/val-error-bar.h"
#include "ui/val-format.h"
#include "ui/val-request-row.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

struct _ValRequestDetail
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *status_pill;
  ValErrorBar *error_bar;
  AdwActionRow *time_row;
  AdwActionRow *duration_row;
  AdwActionRow *query_row;
  AdwActionRow *error_row;
  AdwActionRow *id_row;
  GtkStack *look_up_stack;
  AdwPreferencesGroup *usage_group;
  AdwActionRow *curl_row;
  GtkWidget *curl_button;
  ValBodyView *request_view;
  ValBodyView *response_view;

  ValWorkspace *workspace;   /* (owned) (nullable) */
  ValExchange *exchange;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of what runs for the request shown */
  GPtrArray *usage_rows;     /* (owned) (element-type GtkWidget) */
};

G_DEFINE_FINAL_TYPE (ValRequestDetail, val_request_detail, ADW_TYPE_BIN)

static void
show_row (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
  val_format_set_subtitle (row, text);
}

static char *
describe_time (ValExchange *exchange)
{
  g_autoptr (GDateTime) date =
      g_date_time_new_from_unix_local (val_exchange_get_started (exchange) / G_USEC_PER_SEC);

  /* Translators: a date and a time of day to the second, as in strftime () */
  return g_date_time_format (date, _ ("%-d %B %Y, %H:%M:%S"));
}

static char *
describe_duration (ValExchange *exchange)
{
  g_autofree char *duration = val_format_duration (val_exchange_get_duration (exchange));
  guint attempts = val_exchange_get_attempts (exchange);

  if (attempts < 2)
    return g_steal_pointer (&duration);
  /* Translators: how long something took, how often it was tried */
  return g_strdup_printf (ngettext ("%s, with %u attempt", "%s, with %u attempts", attempts),
                          duration, attempts);
}

static void
show_facts (ValRequestDetail *self)
{
  ValExchange *exchange = self->exchange;
  g_autofree char *time = describe_time (exchange);
  g_autofree char *duration = describe_duration (exchange);
  g_autofree char *title = g_strdup_printf ("%s %s", val_exchange_get_method (exchange),
                                            val_exchange_get_path (exchange));

  gtk_label_set_label (self->title, title);
  val_request_row_show_status (self->status_pill, exchange);
  show_row (self->time_row, time);
  show_row (self->duration_row, duration);
  show_row (self->query_row, val_exchange_get_query (exchange));
  show_row (self->error_row, val_exchange_get_error (exchange));
  show_row (self->id_row, val_exchange_get_request_id (exchange));
}

static const char *
describe_cut (gboolean cut)
{
  return cut ? _ ("The rest is not kept.") : NULL;
}

static void
show_bodies (ValRequestDetail *self)
{
  ValExchange *exchange = self->exchange;
  const char *request = val_exchange_get_request_body (exchange);
  const char *response = val_exchange_get_response_body (exchange);
  gsize size = val_exchange_get_response_size (exchange);
  g_autofree char *size_text = g_format_size (size);
  /* Translators: the size of an answer, such as 3.2 kB */
  g_autofree char *other = g_strdup_printf (_ ("%s that are not JSON and not kept."), size_text);
  const char *note = response != NULL ? describe_cut (val_exchange_get_response_cut (exchange))
                     : size > 0       ? other
                                      : _ ("There is no body.");

  gtk_widget_set_visible (GTK_WIDGET (self->request_view), request != NULL);
  val_body_view_set_text (self->request_view, request,
                          describe_cut (val_exchange_get_request_cut (exchange)));
  val_body_view_set_text (self->response_view, response, note);
}

static void
show_curl (ValRequestDetail *self)
{
  g_auto (GStrv) variables = NULL;
  g_autofree char *command = val_exchange_to_curl (self->exchange, &variables);
  g_autofree char *names = variables != NULL ? g_strjoinv (", ", variables) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->curl_button, command != NULL);
  if (command == NULL)
    text = g_strdup (_ ("More was sent than is kept"));
  else if (*names == '\0')
    text = g_strdup (_ ("Runs as it is, without secrets"));
  else
    /* Translators: names of variables of the shell, with commas between them */
    text = g_strdup_printf (_ ("Export these first: %s"), names);
  val_format_set_subtitle (self->curl_row, text);
}

static void
copy_curl_cb (ValRequestDetail *self)
{
  g_autofree char *command = val_exchange_to_curl (self->exchange, NULL);

  if (command == NULL)
    return;
  val_clipboard_copy (GTK_WIDGET (self), command);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                              _ ("cURL command copied, with names in place of secrets"));
}

static void
copy_id_cb (ValRequestDetail *self)
{
  val_clipboard_copy (GTK_WIDGET (self), val_exchange_get_request_id (self->exchange));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Request ID copied"));
}

static void
clear_usage (ValRequestDetail *self)
{
  for (guint i = 0; i < self->usage_rows->len; i++)
    adw_preferences_group_remove (self->usage_group, g_ptr_array_index (self->usage_rows, i));
  g_ptr_array_set_size (self->usage_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->usage_group), FALSE);
}

static void
add_usage (ValRequestDetail *self, const char *title, const char *text)
{
  GtkWidget *row;

  if (text == NULL || *text == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "property");
  val_format_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_preferences_group_add (self->usage_group, row);
  g_ptr_array_add (self->usage_rows, row);
}

static void
show_usage (ValRequestDetail *self, const ValUsage *usage)
{
  g_autofree char *date = usage->date != NULL ? val_format_date (usage->date) : NULL;
  g_autofree char *took =
      usage->process_time >= 0 ? val_format_duration (usage->process_time * 1000) : NULL;

  clear_usage (self);
  add_usage (self, _ ("Traffic ID"), usage->id);
  add_usage (self, _ ("Status"), usage->status);
  add_usage (self, _ ("Time"), date);
  add_usage (self, _ ("Processing Time"), took);
  add_usage (self, _ ("Address"), usage->uri);
  add_usage (self, _ ("API"), usage->api);
  add_usage (self, _ ("Element"), usage->element);
  add_usage (self, _ ("Instance"), usage->instance);
  add_usage (self, _ ("Client's IP Address"), usage->ip);
  add_usage (self, _ ("User"), usage->user);
  add_usage (self, _ ("Account"), usage->account);
  gtk_widget_set_visible (GTK_WIDGET (self->usage_group), TRUE);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUsage) usage = val_usage_api_get_finish (VAL_SESSION (source), result, &error);
  ValRequestDetail *self;

  if (val_error_is_cancelled (error))
    return;
  self = user_data;
  gtk_stack_set_visible_child_name (self->look_up_stack, "button");
  if (usage != NULL)
    show_usage (self, usage);
  else
    val_error_bar_show (self->error_bar, error, NULL);
}

static void
look_up_cb (ValRequestDetail *self)
{
  ValSession *session = val_workspace_get_session (self->workspace);

  if (session == NULL)
    return;
  val_error_bar_hide (self->error_bar);
  gtk_stack_set_visible_child_name (self->look_up_stack, "busy");
  val_usage_api_get_async (session, val_exchange_get_request_id (self->exchange), self->cancellable,
                           looked_up_cb, self);
}

static void
val_request_detail_dispose (GObject *object)
{
  ValRequestDetail *self = VAL_REQUEST_DETAIL (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->exchange);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->usage_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (val_request_detail_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-request-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, title);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, status_pill);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, error_bar);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, time_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, duration_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, query_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, error_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, id_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, look_up_stack);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, usage_group);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, curl_row);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, curl_button);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, request_view);
  gtk_widget_class_bind_template_child (widget_class, ValRequestDetail, response_view);
  gtk_widget_class_bind_template_callback (widget_class, copy_curl_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_id_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_up_cb);
}

static void
val_request_detail_class_init (ValRequestDetailClass *klass)
{
  g_type_ensure (VAL_TYPE_BODY_VIEW);
  g_type_ensure (VAL_TYPE_ERROR_BAR);
  G_OBJECT_CLASS (klass)->dispose = val_request_detail_dispose;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
val_request_detail_init (ValRequestDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->usage_rows = g_ptr_array_new ();
}

/**
 * val_request_detail_show:
 * @self: a request detail
 * @workspace: (transfer none): whose request it is
 * @exchange: (nullable) (transfer none): the request
 */
void
val_request_detail_show (ValRequestDetail *self, ValWorkspace *workspace, ValExchange *exchange)
{
  g_return_if_fail (VAL_IS_REQUEST_DETAIL (self));

  g_set_object (&self->workspace, workspace);
  if (!g_set_object (&self->exchange, exchange))
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  val_error_bar_hide (self->error_bar);
  clear_usage (self);
  gtk_stack_set_visible_child_name (self->look_up_stack, "button");
  gtk_stack_set_visible_child_name (self->stack, exchange != NULL ? "one" : "none");
  if (exchange == NULL)
    return;
  show_facts (self);
  show_curl (self);
  show_bodies (self);
}
