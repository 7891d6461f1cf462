/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-callback-url.h"
#include "model/val-change-plan.h"
#include "model/val-instance.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static void
judge (Judgement *judgement,
       ValUrlRule *rule,
       ValInstance *instance,
       const ValCallbackContext *context)
{
  ValUrlVerdict verdict;

  if (!val_instance_has_config (instance))
    conclude (judgement, VAL_CHANGE_UNREADABLE,
              _ ("The platform did not tell the configuration of this instance. Refresh the list, "
                 "then try again."));
  else if (apply (judgement, rule, instance, context->base_url))
    {
      verdict = val_callback_url_check (judgement->url, context, &judgement->reason);
      if (verdict == VAL_URL_REFUSE)
        conclude (judgement, VAL_CHANGE_INVALID, NULL);
      else if (g_strcmp0 (judgement->url, val_instance_get_callback_url (instance)) == 0)
        conclude (judgement, VAL_CHANGE_SAME, NULL);
      else
        judge_instance (judgement, instance);
    }
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
  ValChangeFacts facts;

  g_return_val_if_fail (rule != NULL, NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  context = (ValCallbackContext){ base_url, val_instance_get_element_key (instance),
                                  val_instance_get_id (instance), max_length };
  judge (&judgement, rule, instance, &context);
  facts = (ValChangeFacts){ context.id,
                            val_instance_get_name (instance),
                            context.element_key,
                            val_instance_get_element_name (instance),
                            val_instance_get_callback_url (instance),
                            judgement.url,
                            judgement.verdict,
                            judgement.reason };
  return val_change_new (&facts);
}
