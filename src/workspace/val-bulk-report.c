/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-record.h"

#include "util/val-uri.h"
#include "util/val-visible.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What became of an instance, in the order in which people ask. */
typedef enum
{
  SECTION_DONE,
  SECTION_DAMAGED,
  SECTION_FAILED,
  SECTION_CONFLICT,
  SECTION_UNKNOWN,
  SECTION_NOT_SENT,
  SECTION_ALREADY,
  SECTION_LEFT_ALONE,
  N_SECTIONS
} Section;

static const char *const section_titles[N_SECTIONS] = {
  [SECTION_DONE] = N_ ("Changed and verified"),
  [SECTION_DAMAGED] = N_ ("Changed, but not all is as meant"),
  [SECTION_FAILED] = N_ ("Failed; the URL is as it was"),
  [SECTION_CONFLICT] = N_ ("Conflicts: changed by somebody else meanwhile, and left alone"),
  [SECTION_UNKNOWN] = N_ ("Outcome unknown"),
  [SECTION_NOT_SENT] = N_ ("Not sent"),
  [SECTION_ALREADY] = N_ ("Had the new URL already"),
  [SECTION_LEFT_ALONE] = N_ ("Left alone"),
};

static const char *const end_texts[] = {
  [VAL_BULK_OPEN] = N_ ("Not ended: it is running, or was interrupted"),
  [VAL_BULK_FINISHED] = N_ ("Finished"),
  [VAL_BULK_CANCELLED] = N_ ("Cancelled"),
  [VAL_BULK_STOPPED] = N_ ("Stopped by itself after too many failures"),
  [VAL_BULK_CLOSED] = N_ ("Interrupted, and closed"),
};

/* A text of somebody else's on one line, without a name and a password that a URL may have. */
static char *
show (const char *text)
{
  g_autofree char *masked = val_uri_mask_user_info (text);

  return val_visible_text (masked);
}

typedef struct
{
  const char *label; /* translated */
  char *value;       /* (owned): nothing hidden in it */
} Fact;

static void
fact_clear (gpointer data)
{
  g_free (((Fact *) data)->value);
}

/* What the report says, before it is text of one kind or another. */
typedef struct
{
  GArray *facts;                   /* (owned) (element-type Fact) */
  GPtrArray *sections[N_SECTIONS]; /* (owned) (element-type ValChange) */
} Report;

static void
report_clear (Report *report)
{
  g_array_unref (report->facts);
  for (guint i = 0; i < N_SECTIONS; i++)
    g_ptr_array_unref (report->sections[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

static Section
find_section (ValChange *change)
{
  if (!val_change_get_ticked (change))
    return SECTION_LEFT_ALONE;
  switch (val_change_get_state (change))
    {
    case VAL_CHANGE_DONE:
      return SECTION_DONE;
    case VAL_CHANGE_DAMAGED:
      return SECTION_DAMAGED;
    case VAL_CHANGE_ALREADY:
      return SECTION_ALREADY;
    case VAL_CHANGE_CONFLICT:
      return SECTION_CONFLICT;
    case VAL_CHANGE_FAILED:
      return SECTION_FAILED;
    case VAL_CHANGE_WAITING:
    case VAL_CHANGE_NOT_SENT:
      return SECTION_NOT_SENT;
    case VAL_CHANGE_CHECKING:
    case VAL_CHANGE_WRITING:
    case VAL_CHANGE_UNKNOWN:
    case VAL_CHANGE_N_STATES:
    default:
      return SECTION_UNKNOWN;
    }
}

/* Why it is where it is; of one that is left alone, what the preview said. */
static char *
describe_change (ValChange *change)
{
  const char *text = val_change_get_detail (change);

  if (!val_change_get_ticked (change))
    text = val_change_can_tick (change) ? _ ("Not chosen") : val_change_get_reason (change);
  if (text == NULL && !val_change_get_ticked (change))
    text = val_change_verdict_label (val_change_get_verdict (change));
  return show (text != NULL ? text : "");
}

static char *
describe_url (const char *url)
{
  return show (url != NULL && *url != '\0' ? url : _ ("(none)"));
}

static char *
describe_time (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time);

  return local != NULL ? g_date_time_format (local, "%F %T %z") : g_strdup ("");
}

static char *
describe_options (const ValBulkOptions *options)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text, ngettext ("%u request at a time", "Up to %u requests at a time", options->concurrency),
      options->concurrency);
  if (options->rate > 0)
    g_string_append_printf (
        text, ngettext ("; at most %u a second", "; at most %u a second", options->rate),
        options->rate);
  g_string_append (text, options->check_first ? _ ("; looked before each change")
                                              : _ ("; did not look before each change"));
  if (options->canary)
    g_string_append (text, _ ("; one first, then 5 %, then the rest"));
  /* Translators: a share of failures, out of a hundred */
  g_string_append_printf (text, _ ("; to stop at %u %% failures"), options->error_budget);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
take_fact (Report *report, const char *label, char *value)
{
  const Fact fact = { label, value };

  g_array_append_val (report->facts, fact);
}

static void
add_fact (Report *report, const char *label, const char *value)
{
  take_fact (report, label, show (value));
}

static void
collect_facts (Report *report, ValBulkRecord *record)
{
  const ValBulkHeader *header = val_bulk_record_get_header (record);

  add_fact (report, _ ("Rule"), header->rule);
  add_fact (report, _ ("Account"), header->account_name);
  add_fact (report, _ ("Base URL"), header->base_url);
  take_fact (report, _ ("Began"), describe_time (header->created));
  if (val_bulk_record_get_ended (record) > 0)
    take_fact (report, _ ("Ended"), describe_time (val_bulk_record_get_ended (record)));
  add_fact (report, _ ("Outcome"), _ (end_texts[val_bulk_record_get_end (record)]));
  take_fact (report, _ ("Options"), describe_options (&header->options));
  add_fact (report, _ ("Job"), header->id);
  if (header->undo_of != NULL)
    add_fact (report, _ ("Takes back job"), header->undo_of);
  if (val_bulk_record_get_n_cut (record) > 0)
    add_fact (report, _ ("Note"),
              _ ("The end of the journal was damaged and is left out; what it said is not known."));
}

static void
collect (Report *report, ValBulkRecord *record)
{
  GListModel *plan = G_LIST_MODEL (val_bulk_record_get_plan (record));
  guint n_rows = g_list_model_get_n_items (plan);

  report->facts = g_array_new (FALSE, FALSE, sizeof (Fact));
  g_array_set_clear_func (report->facts, fact_clear);
  collect_facts (report, record);
  for (guint i = 0; i < N_SECTIONS; i++)
    report->sections[i] = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_rows; i++)
    {
      ValChange *change = g_list_model_get_item (plan, i);

      g_ptr_array_add (report->sections[find_section (change)], change);
    }
}

static char *
get_text (ValChange *change, const char *(*get) (ValChange *) )
{
  const char *text = get (change);

  return show (text != NULL ? text : "");
}

static char *
format_id (ValChange *change)
{
  gint64 id = val_change_get_id (change);

  return id > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : g_strdup ("");
}

/* Plain text.  Each text of somebody else's ends its line, so that one that is written from right
 * to left turns nothing else around. */

static void
append_heading (GString *out, const char *heading, char underline)
{
  g_string_append (out, heading);
  g_string_append_c (out, '\n');
  for (glong i = g_utf8_strlen (heading, -1); i > 0; i--)
    g_string_append_c (out, underline);
  g_string_append_c (out, '\n');
}

static void
append_labelled (GString *out, const char *label, const char *value)
{
  if (*value != '\0')
    g_string_append_printf (out, "    %s %s\n", label, value);
}

static void
append_change_text (GString *out, ValChange *change)
{
  g_autofree char *id = format_id (change);
  g_autofree char *name = get_text (change, val_change_get_name);
  g_autofree char *element = get_text (change, val_change_get_element_key);
  g_autofree char *old_url = describe_url (val_change_get_old_url (change));
  g_autofree char *new_url = describe_url (val_change_get_new_url (change));
  g_autofree char *why = describe_change (change);

  g_string_append_printf (out, "%s\n", *id != '\0' ? id : "–");
  append_labelled (out, _ ("name:"), name);
  append_labelled (out, _ ("element:"), element);
  append_labelled (out, _ ("old:"), old_url);
  append_labelled (out, _ ("new:"), new_url);
  append_labelled (out, _ ("why:"), why);
}

static void
append_section_text (GString *out, const char *title, GPtrArray *changes)
{
  g_autofree char *heading = NULL;

  if (changes->len == 0)
    return;
  /* Translators: a heading, and how many instances stand below it */
  heading = g_strdup_printf (_ ("%s (%u)"), title, changes->len);
  g_string_append_c (out, '\n');
  append_heading (out, heading, '-');
  for (guint i = 0; i < changes->len; i++)
    append_change_text (out, g_ptr_array_index (changes, i));
}

/**
 * val_bulk_record_to_text:
 * @self: a record
 *
 * The report, to be read or printed: what was changed and verified, what was not, and why.  May be
 * called in a thread.
 *
 * Returns: (transfer full): UTF-8 without hidden characters
 */
char *
val_bulk_record_to_text (ValBulkRecord *self)
{
  g_auto (Report) report = { 0 };
  GString *out;

  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  collect (&report, self);
  out = g_string_new (NULL);
  append_heading (out, _ ("Update of callback URLs"), '=');
  for (guint i = 0; i < report.facts->len; i++)
    {
      const Fact *fact = &g_array_index (report.facts, Fact, i);

      g_string_append_printf (out, "%s: %s\n", fact->label, fact->value);
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < N_SECTIONS; i++)
    g_string_append_printf (out, "%7u  %s\n", report.sections[i]->len, _ (section_titles[i]));
  for (guint i = 0; i < N_SECTIONS; i++)
    append_section_text (out, _ (section_titles[i]), report.sections[i]);
  return g_string_free (out, FALSE);
}

/* HTML.  URLs are shown, not linked: a report is no place to click on what somebody else typed. */

static const char html_head[] =
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<style>\n"
    ":root { color-scheme: light dark; }\n"
    "body { font: 15px/1.4 system-ui, sans-serif; color: CanvasText; background: Canvas;\n"
    "  max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }\n"
    "h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }\n"
    "dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }\n"
    "dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }\n"
    "table { border-collapse: collapse; width: 100%; table-layout: fixed; }\n"
    "thead th:nth-child(1) { width: 4.5rem; } thead th:nth-child(2) { width: 15%; }\n"
    "thead th:nth-child(3) { width: 10%; } thead th:nth-child(6) { width: 15%; }\n"
    "th, td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0;\n"
    "  border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);\n"
    "  overflow-wrap: anywhere; }\n"
    "td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
    "td.url { font-family: monospace; }\n"
    ".totals .number { text-align: end; } .totals { width: auto; table-layout: auto; } .totals th "
    "{ font-weight: normal; }\n"
    "@media print { body { margin: 0; max-width: none; font-size: 9pt; }\n"
    "  thead { display: table-header-group; } tr { break-inside: avoid; } }\n"
    "</style>\n";

/* @text: nothing hidden in it */
static void
append_cell (GString *out, const char *attributes, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (out, "<td%s>%s</td>", attributes, escaped);
}

static void
append_change_html (GString *out, ValChange *change)
{
  g_autofree char *id = format_id (change);
  g_autofree char *name = get_text (change, val_change_get_name);
  g_autofree char *element = get_text (change, val_change_get_element_key);
  g_autofree char *old_url = describe_url (val_change_get_old_url (change));
  g_autofree char *new_url = describe_url (val_change_get_new_url (change));
  g_autofree char *why = describe_change (change);

  g_string_append (out, "<tr>");
  append_cell (out, " class=\"number\"", id);
  append_cell (out, " dir=\"auto\"", name);
  append_cell (out, " dir=\"auto\"", element);
  append_cell (out, " class=\"url\" dir=\"ltr\"", old_url);
  append_cell (out, " class=\"url\" dir=\"ltr\"", new_url);
  append_cell (out, " dir=\"auto\"", why);
  g_string_append (out, "</tr>\n");
}

static void
append_section_html (GString *out, const char *title, GPtrArray *changes)
{
  const char *const heads[] = { _ ("Id"),      _ ("Name"),    _ ("Element"),
                                _ ("Old URL"), _ ("New URL"), _ ("Why") };
  g_autofree char *heading = g_markup_escape_text (title, -1);

  if (changes->len == 0)
    return;
  g_string_append_printf (out, "<h2>%s (%u)</h2>\n<table>\n<thead><tr>", heading, changes->len);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *head = g_markup_escape_text (heads[i], -1);

      g_string_append_printf (out, "<th scope=\"col\">%s</th>", head);
    }
  g_string_append (out, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < changes->len; i++)
    append_change_html (out, g_ptr_array_index (changes, i));
  g_string_append (out, "</tbody>\n</table>\n");
}

static void
append_facts_html (GString *out, const Report *report)
{
  g_string_append (out, "<dl>\n");
  for (guint i = 0; i < report->facts->len; i++)
    {
      const Fact *fact = &g_array_index (report->facts, Fact, i);
      g_autofree char *label = g_markup_escape_text (fact->label, -1);
      g_autofree char *value = g_markup_escape_text (fact->value, -1);

      g_string_append_printf (out, "<dt>%s</dt><dd dir=\"auto\">%s</dd>\n", label, value);
    }
  g_string_append (out, "</dl>\n");
}

static void
append_totals_html (GString *out, const Report *report)
{
  g_string_append (out, "<table class=\"totals\">\n<tbody>\n");
  for (guint i = 0; i < N_SECTIONS; i++)
    {
      g_autofree char *title = g_markup_escape_text (_ (section_titles[i]), -1);

      g_string_append_printf (out,
                              "<tr><td class=\"number\">%u</td><th scope=\"row\">%s</th></tr>\n",
                              report->sections[i]->len, title);
    }
  g_string_append (out, "</tbody>\n</table>\n");
}

/* As HTML wants it: "pt-BR" for the locale "pt_BR.UTF-8". */
static char *
get_language (void)
{
  const char *locale = g_get_language_names ()[0];
  g_autofree char *name = g_strndup (locale, strcspn (locale, ".@"));

  if (g_str_equal (name, "C") || g_str_equal (name, "POSIX"))
    return g_strdup ("en");
  return g_strdelimit (g_steal_pointer (&name), "_", '-');
}

static void
append_head_html (GString *out, const char *title)
{
  g_autofree char *language = get_language ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  g_string_append_printf (out,
                          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<title>%s</title>\n",
                          language, escaped);
  g_string_append (out, html_head);
  g_string_append_printf (out, "</head>\n<body>\n<h1>%s</h1>\n", escaped);
}

/**
 * val_bulk_record_to_html:
 * @self: a record
 *
 * The report as a page of its own, without scripts, links or anything that would be fetched.  May
 * be called in a thread.
 *
 * Returns: (transfer full): HTML
 */
char *
val_bulk_record_to_html (ValBulkRecord *self)
{
  g_auto (Report) report = { 0 };
  GString *out;

  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  collect (&report, self);
  out = g_string_new (NULL);
  append_head_html (out, _ ("Update of callback URLs"));
  append_facts_html (out, &report);
  append_totals_html (out, &report);
  for (guint i = 0; i < N_SECTIONS; i++)
    append_section_html (out, _ (section_titles[i]), report.sections[i]);
  g_string_append (out, "</body>\n</html>\n");
  return g_string_free (out, FALSE);
}

/**
 * val_bulk_record_to_csv:
 * @self: a record
 *
 * The report for spreadsheets and programs: a row for each instance, with its state.  May be called
 * in a thread.
 *
 * Returns: (transfer full): as val_change_plan_to_csv () of the whole plan
 */
char *
val_bulk_record_to_csv (ValBulkRecord *self)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (self), NULL);

  return val_change_plan_to_csv (val_bulk_record_get_plan (self), NULL);
}

static char *
make_report (ValBulkRecord *self, ValBulkReportFormat format)
{
  switch (format)
    {
    case VAL_BULK_REPORT_HTML:
      return val_bulk_record_to_html (self);
    case VAL_BULK_REPORT_CSV:
      return val_bulk_record_to_csv (self);
    case VAL_BULK_REPORT_TEXT:
    default:
      return val_bulk_record_to_text (self);
    }
}

static void
report_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  char *text = make_report (source, (ValBulkReportFormat) GPOINTER_TO_UINT (task_data));

  g_task_return_pointer (task, g_bytes_new_take (text, strlen (text)),
                         (GDestroyNotify) g_bytes_unref);
}

/**
 * val_bulk_record_report_async:
 * @self: a record; its plan is not to change meanwhile
 * @format: what the report is to be
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a report in a thread.
 */
void
val_bulk_record_report_async (ValBulkRecord *self,
                              ValBulkReportFormat format,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VAL_IS_BULK_RECORD (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_bulk_record_report_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (format), NULL);
  g_task_run_in_thread (task, report_in_thread);
}

/**
 * val_bulk_record_report_finish:
 * @self: a record
 * @result: from the callback
 * @error: #G_IO_ERROR_CANCELLED only
 *
 * Returns: (transfer full) (nullable): the report
 */
GBytes *
val_bulk_record_report_finish (ValBulkRecord *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_bulk_record_report_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
