/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-format.h"

#include "api/val-pace.h"
#include "util/val-json.h"
#include "workspace/val-bulk-line.h"

/* A detail is a sentence; what a server sends in its place may be a page. */
#define MAX_DETAIL 1000

static const char *const verdict_nicks[VAL_CHANGE_N_VERDICTS] = {
  [VAL_CHANGE_OK] = "ok",
  [VAL_CHANGE_DOUBTFUL] = "doubtful",
  [VAL_CHANGE_SAME] = "same",
  [VAL_CHANGE_NO_MATCH] = "no-match",
  [VAL_CHANGE_INVALID] = "invalid",
  [VAL_CHANGE_EVENTS_OFF] = "events-off",
  [VAL_CHANGE_DISABLED] = "disabled",
  [VAL_CHANGE_POLLING] = "polling",
  [VAL_CHANGE_UNREADABLE] = "unreadable",
  [VAL_CHANGE_MISSING] = "missing",
};

static const char *const end_nicks[] = {
  [VAL_BULK_OPEN] = "open",           [VAL_BULK_FINISHED] = "finished",
  [VAL_BULK_CANCELLED] = "cancelled", [VAL_BULK_STOPPED] = "stopped",
  [VAL_BULK_CLOSED] = "closed",
};

/* The member that tells what kind a line is. */
static const char *const kind_names[VAL_BULK_MARK_N_KINDS] = {
  [VAL_BULK_MARK_PLANNED] = "planned", [VAL_BULK_MARK_STARTED] = "started",
  [VAL_BULK_MARK_RESUMED] = "resumed", [VAL_BULK_MARK_SEND] = "send",
  [VAL_BULK_MARK_OUTCOME] = "outcome", [VAL_BULK_MARK_END] = "end",
};

/* Writing. */

static void
begin_member (GString *text, const char *name)
{
  if (text->str[text->len - 1] != '{')
    g_string_append_c (text, ',');
  g_string_append_c (text, '"');
  g_string_append (text, name);
  g_string_append (text, "\":");
}

static void
append_text (GString *text, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL)
    return;
  begin_member (text, name);
  if (!g_utf8_validate (value, -1, NULL))
    valid = g_utf8_make_valid (value, -1);
  val_json_append_string (text, valid != NULL ? valid : value);
}

static void
append_int (GString *text, const char *name, gint64 value)
{
  begin_member (text, name);
  g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
}

static void
append_flag (GString *text, const char *name, gboolean value)
{
  begin_member (text, name);
  g_string_append (text, value ? "true" : "false");
}

static void
append_detail (GString *text, const char *detail)
{
  g_autofree char *valid = detail != NULL ? g_utf8_make_valid (detail, -1) : NULL;
  g_autofree char *clipped =
      valid != NULL ? g_utf8_substring (valid, 0, MIN (MAX_DETAIL, g_utf8_strlen (valid, -1)))
                    : NULL;

  append_text (text, "detail", clipped);
}

static void
append_options (GString *text, const ValBulkOptions *options)
{
  append_int (text, "concurrency", options->concurrency);
  append_int (text, "rate", options->rate);
  append_flag (text, "checkFirst", options->check_first);
  append_flag (text, "canary", options->canary);
  append_int (text, "errorBudget", options->error_budget);
}

static void
append_header (GString *text, const ValBulkHeader *header)
{
  g_string_append_c (text, '{');
  append_text (text, "format", VAL_BULK_FORMAT);
  append_int (text, "version", VAL_BULK_VERSION);
  append_text (text, "id", header->id);
  append_text (text, "accountUuid", header->account_uuid);
  append_text (text, "accountName", header->account_name);
  append_text (text, "baseUrl", header->base_url);
  append_text (text, "rule", header->rule);
  append_text (text, "undoOf", header->undo_of);
  append_int (text, "created", header->created);
  append_int (text, "rows", header->n_rows);
  append_int (text, "ticked", header->n_ticked);
  append_options (text, &header->options);
  g_string_append_c (text, '}');
}

/**
 * val_bulk_format_header_line:
 * @text: (inout): what becomes a journal
 * @number: of the line
 * @header: what the journal begins with
 *
 * Appends a first line.  Its sum is the same in every version, so that later ones are known as
 * such.
 */
void
val_bulk_format_header_line (GString *text, guint64 number, const ValBulkHeader *header)
{
  gsize start;

  g_return_if_fail (text != NULL && header != NULL);

  start = val_bulk_line_begin (text, number);
  append_header (text, header);
  val_bulk_line_end (text, start, VAL_BULK_FORMAT);
}

static void
append_change (GString *text, guint row, ValChange *change, gboolean ticked)
{
  g_string_append_c (text, '{');
  append_int (text, "row", row);
  append_int (text, "id", val_change_get_id (change));
  append_text (text, "name", val_change_get_name (change));
  append_text (text, "elementKey", val_change_get_element_key (change));
  append_text (text, "elementName", val_change_get_element_name (change));
  append_text (text, "old", val_change_get_old_url (change));
  append_text (text, "new", val_change_get_new_url (change));
  append_text (text, "verdict", verdict_nicks[val_change_get_verdict (change)]);
  append_text (text, "reason", val_change_get_reason (change));
  append_flag (text, "ticked", ticked);
  g_string_append_c (text, '}');
}

/**
 * val_bulk_format_change_line:
 * @text: a journal to be continued
 * @number: of the line
 * @job: id of the job
 * @row: position in the plan
 * @change: what stands there
 * @ticked: whether the job changes it
 *
 * Appends a line of the plan.
 *
 * Returns: whether it is one that can be read again; not where its texts are far too long
 */
gboolean
val_bulk_format_change_line (GString *text,
                             guint64 number,
                             const char *job,
                             guint row,
                             ValChange *change,
                             gboolean ticked)
{
  gsize start;

  g_return_val_if_fail (text != NULL && job != NULL, FALSE);
  g_return_val_if_fail (VAL_IS_CHANGE (change), FALSE);

  start = val_bulk_line_begin (text, number);
  append_change (text, row, change, ticked);
  val_bulk_line_end (text, start, job);
  return text->len - start <= VAL_BULK_MAX_LINE;
}

static void
append_mark (GString *text, const ValBulkMark *mark)
{
  const char *name = kind_names[mark->kind];

  g_string_append_c (text, '{');
  if (mark->kind == VAL_BULK_MARK_OUTCOME)
    append_int (text, name, mark->row);
  else if (mark->kind == VAL_BULK_MARK_END)
    append_text (text, name, end_nicks[mark->end]);
  else
    append_flag (text, name, TRUE);
  if (mark->kind == VAL_BULK_MARK_OUTCOME)
    append_text (text, "state", val_change_state_nick (mark->state));
  append_int (text, "at", mark->at);
  if (mark->n_cut > 0)
    append_int (text, "cut", (gint64) mark->n_cut);
  append_detail (text, mark->detail);
  g_string_append_c (text, '}');
}

/**
 * val_bulk_format_mark_line:
 * @text: a journal to be continued
 * @number: of the line
 * @job: id of the job
 * @mark: anything but %VAL_BULK_MARK_SEND
 *
 * Appends a line after the plan.
 */
void
val_bulk_format_mark_line (GString *text, guint64 number, const char *job, const ValBulkMark *mark)
{
  gsize start;

  g_return_if_fail (text != NULL && job != NULL);
  g_return_if_fail (mark != NULL && mark->kind != VAL_BULK_MARK_SEND);

  start = val_bulk_line_begin (text, number);
  append_mark (text, mark);
  val_bulk_line_end (text, start, job);
}

/**
 * val_bulk_format_send_line:
 * @text: a journal to be continued
 * @number: of the line
 * @job: id of the job
 * @marks: (array length=n_marks): of %VAL_BULK_MARK_SEND
 * @n_marks: how many, one or more
 *
 * Appends a line that says which rows' requests are sent next.
 */
void
val_bulk_format_send_line (GString *text,
                           guint64 number,
                           const char *job,
                           const ValBulkMark *marks,
                           guint n_marks)
{
  gsize start;

  g_return_if_fail (text != NULL && job != NULL);
  g_return_if_fail (marks != NULL && n_marks > 0);

  start = val_bulk_line_begin (text, number);
  g_string_append_c (text, '{');
  begin_member (text, kind_names[VAL_BULK_MARK_SEND]);
  for (guint i = 0; i < n_marks; i++)
    g_string_append_printf (text, "%c%u", i == 0 ? '[' : ',', marks[i].row);
  g_string_append_c (text, ']');
  append_int (text, "at", marks[0].at);
  g_string_append_c (text, '}');
  val_bulk_line_end (text, start, job);
}

/* Reading.  The sums say that the lines are as they were written, not that a program of ours wrote
 * them: nothing is taken on trust. */

static gboolean
read_bounded (JsonObject *object, const char *name, guint max, guint *value)
{
  gint64 number = val_json_get_int (object, name, -1);

  if (number < 0 || number > max)
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static gboolean
read_options (JsonObject *object, ValBulkOptions *options)
{
  options->check_first = val_json_get_bool (object, "checkFirst", TRUE);
  options->canary = val_json_get_bool (object, "canary", FALSE);
  return read_bounded (object, "concurrency", VAL_BULK_MAX_CONCURRENCY, &options->concurrency) &&
         options->concurrency > 0 &&
         read_bounded (object, "rate", VAL_PACE_MAX_RATE, &options->rate) &&
         read_bounded (object, "errorBudget", 100, &options->error_budget);
}

static gboolean
is_complete (const ValBulkHeader *header)
{
  return header->id != NULL && header->account_uuid != NULL && header->account_name != NULL &&
         header->base_url != NULL && header->rule != NULL && header->created > 0 &&
         header->n_ticked <= header->n_rows;
}

static void
read_texts (JsonObject *object, ValBulkHeader *header)
{
  header->id = g_strdup (val_json_get_string (object, "id"));
  header->account_uuid = g_strdup (val_json_get_string (object, "accountUuid"));
  header->account_name = g_strdup (val_json_get_string (object, "accountName"));
  header->base_url = g_strdup (val_json_get_string (object, "baseUrl"));
  header->rule = g_strdup (val_json_get_string (object, "rule"));
  header->undo_of = g_strdup (val_json_get_string (object, "undoOf"));
}

static gboolean
find_nick (const char *const *nicks, guint n_nicks, const char *nick, guint *index)
{
  for (*index = 0; *index < n_nicks; (*index)++)
    if (g_strcmp0 (nicks[*index], nick) == 0)
      return TRUE;
  return FALSE;
}

/**
 * val_bulk_format_is_newer:
 * @object: (nullable): of a first line
 *
 * Returns: whether a later version of the program wrote it, whose journals are not understood
 */
gboolean
val_bulk_format_is_newer (JsonObject *object)
{
  return g_strcmp0 (val_json_get_string (object, "format"), VAL_BULK_FORMAT) == 0 &&
         val_json_get_int (object, "version", 0) > VAL_BULK_VERSION;
}

/**
 * val_bulk_format_read_header:
 * @object: (nullable): of a first line
 *
 * Returns: (transfer full) (nullable): the header, or %NULL where it cannot be one
 */
ValBulkHeader *
val_bulk_format_read_header (JsonObject *object)
{
  g_autoptr (ValBulkHeader) header = g_new0 (ValBulkHeader, 1);

  if (g_strcmp0 (val_json_get_string (object, "format"), VAL_BULK_FORMAT) != 0 ||
      val_json_get_int (object, "version", 0) != VAL_BULK_VERSION)
    return NULL;
  read_texts (object, header);
  header->created = val_json_get_int (object, "created", 0);
  if (!read_bounded (object, "rows", VAL_BULK_MAX_ROWS, &header->n_rows) ||
      !read_bounded (object, "ticked", VAL_BULK_MAX_ROWS, &header->n_ticked) ||
      !read_options (object, &header->options) || !is_complete (header))
    return NULL;
  return g_steal_pointer (&header);
}

/**
 * val_bulk_format_read_change:
 * @object: (nullable): of a line of the plan
 * @row: the position it should have
 * @ticked: (out): whether the job changes it
 *
 * Returns: (transfer full) (nullable): what stands there, or %NULL where it cannot
 */
ValChange *
val_bulk_format_read_change (JsonObject *object, guint row, gboolean *ticked)
{
  const ValChangeFacts facts = {
    .id = val_json_get_int (object, "id", -1),
    .name = val_json_get_string (object, "name"),
    .element_key = val_json_get_string (object, "elementKey"),
    .element_name = val_json_get_string (object, "elementName"),
    .old_url = val_json_get_string (object, "old"),
    .new_url = val_json_get_string (object, "new"),
    .reason = val_json_get_string (object, "reason"),
  };
  ValChangeFacts whole = facts;
  g_autoptr (ValChange) change = NULL;
  guint verdict;

  if (facts.id < 0 || val_json_get_int (object, "row", -1) != row ||
      !find_nick (verdict_nicks, VAL_CHANGE_N_VERDICTS, val_json_get_string (object, "verdict"),
                  &verdict))
    return NULL;
  whole.verdict = (ValChangeVerdict) verdict;
  change = val_change_new (&whole);
  *ticked = val_json_get_bool (object, "ticked", FALSE);
  if (*ticked && (!val_change_can_tick (change) || facts.id == 0 || facts.new_url == NULL))
    return NULL;
  val_change_set_ticked (change, *ticked);
  return g_steal_pointer (&change);
}

static gboolean
read_details (JsonObject *object, ValBulkMark *mark, JsonArray **rows)
{
  const char *name = kind_names[mark->kind];
  gint64 n_cut = val_json_get_int (object, "cut", 0);
  guint end = 0;
  gboolean ok = TRUE;

  if (mark->kind == VAL_BULK_MARK_SEND)
    ok = (*rows = val_json_get_array (object, name)) != NULL;
  else if (mark->kind == VAL_BULK_MARK_OUTCOME)
    ok = read_bounded (object, name, VAL_BULK_MAX_ROWS, &mark->row) &&
         val_change_state_from_nick (val_json_get_string (object, "state"), &mark->state) &&
         mark->state >= VAL_CHANGE_DONE;
  else if (mark->kind == VAL_BULK_MARK_END)
    ok =
        find_nick (end_nicks, G_N_ELEMENTS (end_nicks), val_json_get_string (object, name), &end) &&
        end != VAL_BULK_OPEN;
  mark->end = (ValBulkEnd) end;
  mark->n_cut = (guint64) MAX (n_cut, 0);
  return ok && n_cut >= 0;
}

/**
 * val_bulk_format_read_mark:
 * @object: (nullable): of a line after the plan
 * @mark: (out): what it says; its detail belongs to @object
 * @rows: (out) (transfer none) (nullable): the rows of %VAL_BULK_MARK_SEND
 *
 * Returns: whether it says anything that is understood
 */
gboolean
val_bulk_format_read_mark (JsonObject *object, ValBulkMark *mark, JsonArray **rows)
{
  g_return_val_if_fail (mark != NULL && rows != NULL, FALSE);

  *mark = (ValBulkMark){ .at = val_json_get_int (object, "at", 0) };
  *rows = NULL;
  if (object == NULL)
    return FALSE;
  while (mark->kind < VAL_BULK_MARK_N_KINDS &&
         !json_object_has_member (object, kind_names[mark->kind]))
    mark->kind++;
  mark->detail = (char *) val_json_get_string (object, "detail");
  return mark->kind < VAL_BULK_MARK_N_KINDS && read_details (object, mark, rows);
}
