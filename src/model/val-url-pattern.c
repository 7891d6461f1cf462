/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-pattern.h"

#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Steps at each place of a URL, and bytes of it: far more than a useful expression takes, and over
 * in a moment where one takes for ever. */
#define BOUNDS         "(*LIMIT_MATCH=50000)"
#define MAX_URL        8192
#define MAX_EXPRESSION 4096

struct _ValUrlPattern
{
  GRegex *regex;
  char *replacement;
};

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem);
  return FALSE;
}

/* The library's sentence names the position. */
static gboolean
refuse_for (GError **error, const GError *problem)
{
  return problem == NULL || refuse (error, problem->message);
}

/* Without the bounds first, since they would shift the position in an error. */
static GRegex *
compile (const char *expression, GError **error)
{
  g_autofree char *bounded = g_strconcat (BOUNDS, expression, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GRegex) plain = NULL;
  GRegex *regex = NULL;

  plain = g_regex_new (expression, 0, 0, &problem);
  if (plain != NULL)
    regex = g_regex_new (bounded, 0, 0, &problem);
  refuse_for (error, problem);
  return regex;
}

static gboolean
check_group_number (GRegex *regex, const char *digits, GError **error)
{
  int number = *digits - '0';
  g_autofree char *problem = NULL;

  if (g_ascii_isdigit (digits[1]))
    number = number * 10 + digits[1] - '0';
  if (number <= g_regex_get_capture_count (regex))
    return TRUE;
  /* Translators: number of a group in a regular expression */
  problem = g_strdup_printf (_ ("The replacement asks for group %d, and the expression has not "
                                "that many."),
                             number);
  return refuse (error, problem);
}

static gboolean
check_group_name (GRegex *regex, const char *opening, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *problem = NULL;

  if (*opening != '<')
    return TRUE;
  name = g_strndup (opening + 1, strcspn (opening + 1, ">"));
  if (g_ascii_isdigit (*name))
    return check_group_number (regex, name, error);
  if (g_regex_get_string_number (regex, name) >= 0)
    return TRUE;
  /* Translators: name of a group in a regular expression */
  problem = g_strdup_printf (_ ("The replacement asks for group “%s”, which the expression does "
                                "not have."),
                             name);
  return refuse (error, problem);
}

/* The library takes a group that is not there for an empty one. */
static gboolean
check_groups (GRegex *regex, const char *replacement, GError **error)
{
  const char *escape = strchr (replacement, '\\');

  while (escape != NULL)
    {
      if (g_ascii_isdigit (escape[1]) && escape[1] != '0' &&
          !check_group_number (regex, escape + 1, error))
        return FALSE;
      if (escape[1] == 'g' && !check_group_name (regex, escape + 2, error))
        return FALSE;
      escape = escape[1] != '\0' ? strchr (escape + 2, '\\') : NULL;
    }
  return TRUE;
}

static gboolean
check_replacement (GRegex *regex, const char *replacement, GError **error)
{
  g_autoptr (GError) problem = NULL;

  g_regex_check_replacement (replacement, NULL, &problem);
  return refuse_for (error, problem) && check_groups (regex, replacement, error);
}

static ValUrlRuleResult
fail (GError **error, const char *problem)
{
  refuse (error, problem);
  return VAL_URL_RULE_FAILED;
}

/**
 * val_url_pattern_new:
 * @expression: a regular expression as PCRE has them, in UTF-8
 * @replacement: what comes instead; \1 and \g<name> are groups, \0 all that was found
 * @error: #VAL_ERROR_INVALID_INPUT, with the position, where either cannot be used
 *
 * Returns: (transfer full) (nullable): both
 */
ValUrlPattern *
val_url_pattern_new (const char *expression, const char *replacement, GError **error)
{
  g_autoptr (GRegex) regex = NULL;
  ValUrlPattern *self;

  g_return_val_if_fail (expression != NULL && replacement != NULL, NULL);

  if (strlen (expression) > MAX_EXPRESSION || strlen (replacement) > MAX_EXPRESSION)
    {
      refuse (error, _ ("This is too long for a regular expression."));
      return NULL;
    }
  regex = compile (expression, error);
  if (regex == NULL || !check_replacement (regex, replacement, error))
    return NULL;
  self = g_new0 (ValUrlPattern, 1);
  self->regex = g_steal_pointer (&regex);
  self->replacement = g_strdup (replacement);
  return self;
}

/**
 * val_url_pattern_free:
 * @self: (nullable) (transfer full): a pattern
 */
void
val_url_pattern_free (ValUrlPattern *self)
{
  if (self == NULL)
    return;
  g_regex_unref (self->regex);
  g_free (self->replacement);
  g_free (self);
}

/**
 * val_url_pattern_apply:
 * @self: a pattern
 * @old_url: a URL, in UTF-8
 * @url: (out) (transfer full) (nullable): what becomes of it, where something does
 * @error: #VAL_ERROR_INVALID_INPUT where the search takes too long
 *
 * The whole URL is searched, and every place that is found is replaced; `^` and `$` bind it to the
 * beginning or the end.  The search is bounded, so that an expression which tries without end gives
 * an error after a moment.
 *
 * Returns: what came of it
 */
ValUrlRuleResult
val_url_pattern_apply (ValUrlPattern *self, const char *old_url, char **url, GError **error)
{
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (self != NULL && old_url != NULL && url != NULL, VAL_URL_RULE_FAILED);

  *url = NULL;
  if (strlen (old_url) > MAX_URL || !g_utf8_validate (old_url, -1, NULL))
    return fail (error, _ ("The present URL is too long, or not text, and is not searched."));
  if (!g_regex_match_full (self->regex, old_url, -1, 0, 0, NULL, &problem) && problem == NULL)
    return VAL_URL_RULE_NO_MATCH;
  if (problem == NULL)
    *url = g_regex_replace (self->regex, old_url, -1, 0, self->replacement, 0, &problem);
  if (*url != NULL)
    return VAL_URL_RULE_APPLIED;
  return fail (error, _ ("The regular expression takes too long with this URL. Make it simpler."));
}
