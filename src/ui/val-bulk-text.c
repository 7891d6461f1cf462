/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-bulk-text.h"

#include "ui/val-format.h"

#include <glib/gi18n.h>

/* Translators: these are numbers of instances in a list, such as "990 changed, 5 failed" */
static char *
describe_count (ValChangeState state, guint number)
{
  switch (state)
    {
    case VAL_CHANGE_DONE:
      return g_strdup_printf (ngettext ("%'u changed", "%'u changed", number), number);
    case VAL_CHANGE_DAMAGED:
      return g_strdup_printf (
          ngettext ("%'u changed, but not as meant", "%'u changed, but not as meant", number),
          number);
    case VAL_CHANGE_ALREADY:
      return g_strdup_printf (ngettext ("%'u already there", "%'u already there", number), number);
    case VAL_CHANGE_CONFLICT:
      return g_strdup_printf (ngettext ("%'u conflict", "%'u conflicts", number), number);
    case VAL_CHANGE_FAILED:
      return g_strdup_printf (ngettext ("%'u failed", "%'u failed", number), number);
    case VAL_CHANGE_UNKNOWN:
      return g_strdup_printf (ngettext ("%'u unknown", "%'u unknown", number), number);
    case VAL_CHANGE_NOT_SENT:
      return g_strdup_printf (ngettext ("%'u not sent", "%'u not sent", number), number);
    case VAL_CHANGE_WAITING:
      return g_strdup_printf (ngettext ("%'u waiting", "%'u waiting", number), number);
    case VAL_CHANGE_CHECKING:
    case VAL_CHANGE_WRITING:
    case VAL_CHANGE_N_STATES:
    default:
      return NULL;
    }
}

typedef guint (*CountFunc) (gpointer counted, ValChangeState state);

static char *
describe (gpointer counted, CountFunc count)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  /* What is left comes last. */
  for (guint i = 1; i <= VAL_CHANGE_N_STATES; i++)
    {
      guint state = i % VAL_CHANGE_N_STATES;
      guint number = count (counted, state);
      char *text = number > 0 ? describe_count (state, number) : NULL;

      if (text != NULL)
        g_ptr_array_add (words, text);
    }
  if (words->len == 0)
    return g_strdup (_ ("Nothing was changed"));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

/* Rows that are not ticked are waiting to their plan. */
static guint
count_plan (gpointer plan, ValChangeState state)
{
  return state != VAL_CHANGE_WAITING ? val_change_plan_count_state (plan, state) : 0;
}

/* Those that are not sent come in one by one at the end. */
static guint
count_progress (gpointer plan, ValChangeState state)
{
  return state != VAL_CHANGE_NOT_SENT ? count_plan (plan, state) : 0;
}

static guint
count_record (gpointer record, ValChangeState state)
{
  ValChangePlan *plan = val_bulk_record_get_plan (record);
  guint n_left = val_bulk_record_get_header (record)->n_ticked;

  if (state != VAL_CHANGE_WAITING)
    return count_plan (plan, state);
  for (guint other = VAL_CHANGE_WAITING + 1; other < VAL_CHANGE_N_STATES; other++)
    n_left -= MIN (n_left, count_plan (plan, other));
  return val_bulk_record_get_end (record) == VAL_BULK_OPEN ? n_left : 0;
}

/**
 * val_bulk_text_counts:
 * @plan: a plan of which something was carried out
 *
 * Returns: (transfer full): what has come of it so far, in a line of numbers
 */
char *
val_bulk_text_counts (ValChangePlan *plan)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (plan), NULL);

  return describe (plan, count_plan);
}

/**
 * val_bulk_text_progress:
 * @plan: a plan that is being carried out
 *
 * Returns: (transfer full): what has come of it so far, in a line of numbers, without what a job
 *   that is stopped leaves alone
 */
char *
val_bulk_text_progress (ValChangePlan *plan)
{
  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (plan), NULL);

  return describe (plan, count_progress);
}

/**
 * val_bulk_text_record_counts:
 * @record: what a journal says
 *
 * Returns: (transfer full): what came of it, in a line of numbers
 */
char *
val_bulk_text_record_counts (ValBulkRecord *record)
{
  g_return_val_if_fail (VAL_IS_BULK_RECORD (record), NULL);

  return describe (record, count_record);
}

/**
 * val_bulk_text_entry_counts:
 * @entry: a job of the history
 *
 * Returns: (transfer full): what came of it, in a line of numbers
 */
char *
val_bulk_text_entry_counts (ValBulkEntry *entry)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (entry), NULL);

  return describe (entry, (CountFunc) val_bulk_entry_count);
}

static const char *
describe_end (ValBulkEnd end)
{
  switch (end)
    {
    case VAL_BULK_OPEN:
      return _ ("Interrupted");
    case VAL_BULK_CANCELLED:
      return _ ("Stopped");
    case VAL_BULK_STOPPED:
      return _ ("Stopped for Too Many Failures");
    case VAL_BULK_CLOSED:
      return _ ("Interrupted, and Closed");
    case VAL_BULK_FINISHED:
    default:
      return NULL;
    }
}

static char *
describe_restored (guint n_done, guint n_ticked)
{
  if (n_done == n_ticked)
    return g_strdup_printf (
        ngettext ("%'u Callback URL Restored", "%'u Callback URLs Restored", n_done), n_done);
  return g_strdup_printf (
      ngettext ("%'u of %'u Callback URL Restored", "%'u of %'u Callback URLs Restored", n_ticked),
      n_done, n_ticked);
}

/**
 * val_bulk_text_title:
 * @record: what a journal says
 *
 * Returns: (transfer full): how the job ended
 */
char *
val_bulk_text_title (ValBulkRecord *record)
{
  const char *end;
  guint n_done;
  guint n_ticked;

  g_return_val_if_fail (VAL_IS_BULK_RECORD (record), NULL);

  end = describe_end (val_bulk_record_get_end (record));
  if (end != NULL)
    return g_strdup (end);
  n_done = val_change_plan_count_state (val_bulk_record_get_plan (record), VAL_CHANGE_DONE);
  n_ticked = val_bulk_record_get_header (record)->n_ticked;
  if (val_bulk_record_get_header (record)->undo_of != NULL)
    return describe_restored (n_done, n_ticked);
  if (n_done == n_ticked)
    return g_strdup_printf (
        ngettext ("%'u Callback URL Changed", "%'u Callback URLs Changed", n_done), n_done);
  return g_strdup_printf (
      ngettext ("%'u of %'u Callback URL Changed", "%'u of %'u Callback URLs Changed", n_ticked),
      n_done, n_ticked);
}

static char *
describe_nothing (guint n_same, guint n_other)
{
  if (n_same == 0 && n_other == 0)
    return g_strdup (_ ("There is no instance that the rule could be about."));
  if (n_same == 0)
    return g_strdup_printf (ngettext ("The rule is not about the callback URL of the instance.",
                                      "The rule is about none of the callback URLs of %'u "
                                      "instances.",
                                      n_other),
                            n_other);
  if (n_other == 0)
    return g_strdup_printf (ngettext ("%'u instance has the URL already.",
                                      "All %'u instances have their URLs already.", n_same),
                            n_same);
  return g_strdup_printf (ngettext ("%'u instance has its URL already. The rule is not about the "
                                    "others.",
                                    "%'u instances have their URLs already. The rule is not about "
                                    "the others.",
                                    n_same),
                          n_same);
}

/**
 * val_bulk_text_nothing:
 * @plan: what would be done
 * @title: (out) (transfer none): the same in two or three words
 *
 * Returns: (transfer full) (nullable): why nothing would be changed; NULL where something would be,
 *   or could be, or where each row has its own reason
 */
char *
val_bulk_text_nothing (ValChangePlan *plan, const char **title)
{
  guint n_items;
  guint n_same;
  guint n_other;

  g_return_val_if_fail (VAL_IS_CHANGE_PLAN (plan) && title != NULL, NULL);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (plan));
  n_same = val_change_plan_count_verdict (plan, VAL_CHANGE_SAME);
  n_other = val_change_plan_count_verdict (plan, VAL_CHANGE_NO_MATCH);
  *title = n_same == 0 && n_other > 0 ? _ ("No Instance Matches") : _ ("Nothing to Change");
  return n_same + n_other == n_items ? describe_nothing (n_same, n_other) : NULL;
}

/**
 * val_bulk_text_pause:
 * @reason: why a job is paused
 * @has_network: whether this computer has a network at all
 *
 * Returns: (transfer none): the same for people, in few words
 */
const char *
val_bulk_text_pause (ValBulkPauseReason reason, gboolean has_network)
{
  switch (reason)
    {
    case VAL_BULK_PAUSE_OFFLINE:
      return has_network ? _ ("Waiting for the Platform") : _ ("Waiting for the Network");
    case VAL_BULK_PAUSE_ERRORS:
      return _ ("Paused for Too Many Failures");
    case VAL_BULK_PAUSE_USER:
    case VAL_BULK_PAUSE_NONE:
    default:
      return _ ("Paused");
    }
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *iso = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  return val_format_date (iso);
}

/**
 * val_bulk_text_when:
 * @header: of a job
 * @ended: seconds since the epoch, or 0
 *
 * Returns: (transfer full): where and when it ran
 */
char *
val_bulk_text_when (const ValBulkHeader *header, gint64 ended)
{
  g_autofree char *created = NULL;
  g_autofree char *took = NULL;

  g_return_val_if_fail (header != NULL, NULL);

  created = format_time (header->created);
  if (ended < header->created)
    /* Translators: name of an account, time */
    return g_strdup_printf (_ ("%s · %s"), header->account_name, created);
  took = val_format_span (ended - header->created);
  /* Translators: name of an account, time, how long it took */
  return g_strdup_printf (_ ("%s · %s · took %s"), header->account_name, created, took);
}

/**
 * val_bulk_text_file_name:
 * @header: of a job
 * @suffix: without its dot
 *
 * Returns: (transfer full): name to offer for a report
 */
char *
val_bulk_text_file_name (const ValBulkHeader *header, const char *suffix)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *day = NULL;

  g_return_val_if_fail (header != NULL && suffix != NULL, NULL);

  time = g_date_time_new_from_unix_local (header->created);
  day = time != NULL ? g_date_time_format (time, "%Y-%m-%d-%H%M") : g_strdup ("");
  return g_strdup_printf ("callback-urls-%s.%s", day, suffix);
}

/**
 * val_bulk_text_planning:
 * @planner: a planner under way
 *
 * Returns: (transfer full): how far it is
 */
char *
val_bulk_text_planning (ValBulkPlanner *planner)
{
  guint n_done;
  guint n_total;

  g_return_val_if_fail (VAL_IS_BULK_PLANNER (planner), NULL);

  n_done = val_bulk_planner_get_n_done (planner);
  n_total = val_bulk_planner_get_n_total (planner);
  if (val_bulk_planner_get_waiting (planner))
    /* Translators: how many instances of the list are there, and of how many */
    return g_strdup_printf (_ ("Waiting for the list: %'u of %'u"), n_done, n_total);
  if (n_total == 0)
    return g_strdup (_ ("Looking at the instances…"));
  if (val_bulk_planner_get_fetching (planner))
    /* Translators: how many instances were asked for their callback URLs, and of how many */
    return g_strdup_printf (_ ("Reading what instances have now: %'u of %'u"), n_done, n_total);
  /* Translators: how many instances were looked at, and of how many */
  return g_strdup_printf (_ ("Looking at the instances: %'u of %'u"), n_done, n_total);
}

/**
 * val_bulk_text_cut:
 *
 * Returns: (transfer none): what is said of a journal whose end was damaged
 */
const char *
val_bulk_text_cut (void)
{
  return _ ("The end of the journal was damaged and is left out. Instances that it may have been "
            "about are counted as unknown.");
}
