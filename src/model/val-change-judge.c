/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-callback-url.h"
#include "model/val-change-plan.h"
#include "model/val-instance.h"
#include "util/val-visible.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of a name in a sentence. */
#define MAX_QUOTED 60

/* What came of the rule, and the sentences about it. */
typedef struct
{
  char *url;
  char *reason; /* (nullable) */
  ValChangeVerdict verdict;
} Judgement;

static void
judgement_clear (Judgement *judgement)
{
  g_free (judgement->url);
  g_free (judgement->reason);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Judgement, judgement_clear)

static void
conclude (Judgement *judgement, ValChangeVerdict verdict, const char *reason)
{
  g_autofree char *doubt = g_steal_pointer (&judgement->reason);

  judgement->verdict = verdict;
  /* A doubt is not forgotten because something else is said first. */
  judgement->reason = doubt != NULL && reason != NULL ? g_strconcat (reason, " ", doubt, NULL)
                                                      : g_strdup (reason != NULL ? reason : doubt);
}

static gboolean
is_polling (ValInstance *instance)
{
  const char *type = val_instance_get_config (instance, VAL_KEY_EVENT_TYPE);

  return type != NULL && g_ascii_strcasecmp (type, "polling") == 0;
}

static gboolean
apply (Judgement *judgement, ValUrlRule *rule, ValInstance *instance, const char *base_url)
{
  g_autoptr (GError) error = NULL;

  switch (val_url_rule_apply (rule, instance, base_url, &judgement->url, &error))
    {
    case VAL_URL_RULE_APPLIED:
      return TRUE;
    case VAL_URL_RULE_FAILED:
      conclude (judgement, VAL_CHANGE_INVALID, error->message);
      return FALSE;
    case VAL_URL_RULE_NO_MATCH:
    default:
      conclude (judgement, VAL_CHANGE_NO_MATCH, NULL);
      return FALSE;
    }
}

/* A changed instance may turn out not to send anything, which is told rather than forbidden. */
static void
judge_instance (Judgement *judgement, ValInstance *instance)
{
  if (val_instance_get_disabled (instance))
    conclude (judgement, VAL_CHANGE_DISABLED,
              _ ("The instance is disabled, and may send no events until it is enabled."));
  else if (is_polling (instance))
    conclude (judgement, VAL_CHANGE_POLLING,
              _ ("The platform finds events of this instance by polling. It sends them to the "
                 "callback URL all the same."));
  else if (!val_instance_get_events_enabled (instance))
    conclude (judgement, VAL_CHANGE_EVENTS_OFF,
              _ ("Events of this instance are off. Turn them on for the URL to be used."));
  else
    conclude (judgement, judgement->reason != NULL ? VAL_CHANGE_DOUBTFUL : VAL_CHANGE_OK, NULL);
}

static gboolean
is_readable (Judgement *judgement, ValInstance *instance)
{
  if (val_instance_has_config (instance))
    return TRUE;
  conclude (judgement, VAL_CHANGE_UNREADABLE,
            _ ("The platform did not tell the configuration of this instance. Refresh the list, "
               "then try again."));
  return FALSE;
}

static void
judge_url (Judgement *judgement, ValInstance *instance, const ValCallbackContext *context)
{
  g_autofree char *doubt = NULL;
  ValUrlVerdict verdict = val_callback_url_check (judgement->url, context, &doubt);

  conclude (judgement, VAL_CHANGE_INVALID, doubt);
  if (verdict == VAL_URL_REFUSE)
    return;
  if (g_strcmp0 (judgement->url, val_instance_get_callback_url (instance)) == 0)
    conclude (judgement, VAL_CHANGE_SAME, NULL);
  else
    judge_instance (judgement, instance);
}

static gboolean
is_same_name (const char *one, const char *other)
{
  g_autofree char *first = g_strstrip (g_strdup (one));
  g_autofree char *second = g_strstrip (g_strdup (other));

  return g_str_equal (first, second);
}

/* An id that was taken from the wrong line is seen by the name beside it. */
static void
doubt_name (Judgement *judgement, const ValUrlRow *row, ValInstance *instance)
{
  const char *name = val_instance_get_name (instance);
  g_autofree char *wanted = NULL;
  g_autofree char *found = NULL;

  if (row->name == NULL || is_same_name (row->name, name))
    return;
  wanted = val_visible_clip (row->name, MAX_QUOTED);
  found = val_visible_clip (name, MAX_QUOTED);
  judgement->reason =
      /* Translators: number of a line in a file, then two names */
      g_strdup_printf (_ ("Line %u of the file calls this instance “%s”, but its name is “%s”."),
                       row->line, wanted, found);
}

static ValCallbackContext
make_context (ValInstance *instance, const char *base_url, guint max_length)
{
  return (ValCallbackContext){ base_url, val_instance_get_element_key (instance),
                               val_instance_get_id (instance), max_length };
}

static ValChange *
make_change (const Judgement *judgement, ValInstance *instance)
{
  const ValChangeFacts facts = { val_instance_get_id (instance),
                                 val_instance_get_name (instance),
                                 val_instance_get_element_key (instance),
                                 val_instance_get_element_name (instance),
                                 val_instance_get_callback_url (instance),
                                 judgement->url,
                                 judgement->verdict,
                                 judgement->reason };

  return val_change_new (&facts);
}

/**
 * val_change_judge:
 * @rule: what shall be done
 * @instance: to which instance
 * @base_url: (nullable): the account's base URL
 * @max_length: characters that the field holds, or 0 where that is not known; there are never more
 * than %VAL_CALLBACK_URL_MAX
 *
 * The verdicts in the order in which they are thought of: %VAL_CHANGE_UNREADABLE,
 * %VAL_CHANGE_NO_MATCH, %VAL_CHANGE_INVALID, %VAL_CHANGE_SAME, %VAL_CHANGE_DISABLED,
 * %VAL_CHANGE_POLLING, %VAL_CHANGE_EVENTS_OFF, %VAL_CHANGE_DOUBTFUL, %VAL_CHANGE_OK.  Of
 * %VAL_CHANGE_MISSING there is no instance, so whoever looked for it makes the change.  The reason
 * also tells what is doubtful about the URL where another verdict comes first.
 *
 * Returns: (transfer full): what the preview says of @instance
 */
ValChange *
val_change_judge (ValUrlRule *rule, ValInstance *instance, const char *base_url, guint max_length)
{
  g_auto (Judgement) judgement = { NULL, NULL, VAL_CHANGE_OK };
  ValCallbackContext context;

  g_return_val_if_fail (rule != NULL, NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  context = make_context (instance, base_url, max_length);
  if (is_readable (&judgement, instance) && apply (&judgement, rule, instance, base_url))
    judge_url (&judgement, instance, &context);
  return make_change (&judgement, instance);
}

/**
 * val_change_judge_row:
 * @row: of a table, which means @instance
 * @instance: the instance
 * @base_url: (nullable): the account's base URL
 * @max_length: characters that the field holds, or 0 where that is not known
 *
 * As val_change_judge (), but with the URL that a file has for @instance.  Where the file has
 * another name for it, that is doubtful.
 *
 * Returns: (transfer full): what the preview says of @instance
 */
ValChange *
val_change_judge_row (const ValUrlRow *row,
                      ValInstance *instance,
                      const char *base_url,
                      guint max_length)
{
  g_auto (Judgement) judgement = { NULL, NULL, VAL_CHANGE_OK };
  ValCallbackContext context;

  g_return_val_if_fail (row != NULL, NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  context = make_context (instance, base_url, max_length);
  if (is_readable (&judgement, instance))
    {
      judgement.url = g_strdup (row->url);
      doubt_name (&judgement, row, instance);
      judge_url (&judgement, instance, &context);
    }
  return make_change (&judgement, instance);
}

/**
 * val_change_same_url:
 * @one: (nullable): a callback URL
 * @other: (nullable): another
 *
 * Where there is no value some say nothing and some an empty text (contract 3.4).
 *
 * Returns: whether both are the same, or none
 */
gboolean
val_change_same_url (const char *one, const char *other)
{
  return g_strcmp0 (one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static void
look_again (ValChangeFacts *facts, ValInstance *instance)
{
  const char *now = val_instance_get_callback_url (instance);

  if (val_change_same_url (now, facts->old_url))
    return;
  facts->verdict =
      val_change_same_url (now, facts->new_url) ? VAL_CHANGE_SAME : VAL_CHANGE_NO_MATCH;
  facts->reason = facts->verdict == VAL_CHANGE_SAME
                      ? NULL
                      : _ ("It was changed again since, and is left as it is.");
  facts->old_url = now;
}

/**
 * val_change_judge_again:
 * @wanted: a change that was made up from what a job did
 * @instance: (nullable): the instance as it is now, or %NULL where there is none
 *
 * Returns: (transfer full): @wanted, where the instance still has the old URL; or else why it is
 * not to be made: %VAL_CHANGE_SAME, %VAL_CHANGE_NO_MATCH where there is a third value,
 *   %VAL_CHANGE_UNREADABLE, %VAL_CHANGE_MISSING
 */
ValChange *
val_change_judge_again (ValChange *wanted, ValInstance *instance)
{
  ValChangeFacts facts;
  ValChange *change;

  g_return_val_if_fail (VAL_IS_CHANGE (wanted), NULL);
  g_return_val_if_fail (instance == NULL || VAL_IS_INSTANCE (instance), NULL);

  val_change_get_facts (wanted, &facts);
  if (instance == NULL)
    {
      facts.verdict = VAL_CHANGE_MISSING;
      facts.reason = _ ("There is no such instance any more.");
    }
  else if (!val_instance_has_config (instance))
    facts.verdict = VAL_CHANGE_UNREADABLE;
  else
    look_again (&facts, instance);
  change = val_change_new (&facts);
  if (facts.verdict == val_change_get_verdict (wanted))
    val_change_set_ticked (change, val_change_get_ticked (wanted));
  return change;
}
