/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-pattern.h"

#include "model/val-callback-url.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Twice what the longest field holds. */
#define MAX_SEARCHED   2048
#define MAX_EXPRESSION 4096
#define DIGITS         "0123456789"

/* Steps that a search may take for one URL in all: over in some milliseconds, and enough for the
 * square of the longest field.  The library counts at each place anew, so that each gets its share,
 * and has a bound for good within an expression only: hence one for each size of text. */
#define STEPS      (1 << 20)
#define SMALLEST   64
#define N_SIZES    6
#define BOUND_FORM "(*LIMIT_MATCH=%u)%s"

/* Bytes that may be gone through from one place to the next in all, and how much longer the library
 * takes for one of the replacement, which it reads at each. */
#define MAX_BYTES        (1 << 22)
#define REPLACEMENT_COST 16

G_STATIC_ASSERT (SMALLEST << (N_SIZES - 1) == MAX_SEARCHED);

struct _ValUrlPattern
{
  char *expression;
  char *replacement;
  GRegex *bounded[N_SIZES]; /* (nullable) each: made when first needed */
};

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem);
  return FALSE;
}

/* The library's sentence repeats @text, then has the number of a character, but for languages that
 * put it first, and a reason in few words.  Returns whether there is a number. */
static gboolean
read_problem (const GError *problem, const char *text, const char **reason, guint *position)
{
  const char *repeated = *text != '\0' ? g_strrstr (problem->message, text) : NULL;
  const char *rest = repeated != NULL ? repeated + strlen (text) : problem->message;
  const char *colon = strstr (rest, ": ");
  const char *digits = rest + strcspn (rest, DIGITS);

  *reason = colon != NULL ? colon + 2 : problem->message;
  *position = MAX (1, (guint) g_ascii_strtoull (digits, NULL, 10));
  return colon != NULL && digits < colon;
}

/* @is_replacement: whether @text is one, and not an expression */
static gboolean
refuse_for (GError **error, const GError *problem, const char *text, gboolean is_replacement)
{
  const char *reason;
  guint position;
  gboolean has_position = read_problem (problem, text, &reason, &position);
  g_autofree char *sentence = NULL;

  if (has_position)
    sentence = g_strdup_printf (
        /* Translators: number of a character, and what the library for regular expressions says,
         * such as “missing terminating )” */
        is_replacement ? _ ("The replacement has a mistake at character %u: %s.")
                       : _ ("The regular expression has a mistake at character %u: %s."),
        position, reason);
  else
    /* Translators: what the library for regular expressions says */
    sentence = g_strdup_printf (is_replacement ? _ ("The replacement has a mistake: %s.")
                                               : _ ("The regular expression has a mistake: %s."),
                                reason);
  return refuse (error, sentence);
}

/* What stands at the very beginning could lift the bounds; a part of a letter is no text. */
static gboolean
check_expression (const char *expression, GError **error)
{
  if (g_str_has_prefix (expression, "(*"))
    return refuse (error, _ ("A regular expression cannot begin with (* here."));
  if (strstr (expression, "\\C") != NULL)
    return refuse (error, _ ("\\C finds parts of letters, and cannot be used here."));
  return TRUE;
}

/* Without the bound, which would shift the position in an error. */
static GRegex *
compile (const char *expression, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GRegex *regex = NULL;

  if (!check_expression (expression, error))
    return NULL;
  regex = g_regex_new (expression, 0, 0, &problem);
  if (regex == NULL)
    refuse_for (error, problem, expression, FALSE);
  return regex;
}

static gboolean
check_group_number (GRegex *regex, const char *digits, GError **error)
{
  guint64 number = g_ascii_strtoull (digits, NULL, 10);
  g_autofree char *problem = NULL;

  if (number <= (guint64) g_regex_get_capture_count (regex))
    return TRUE;
  /* Translators: number of a group in a regular expression */
  problem = g_strdup_printf (_ ("The replacement asks for group %s, and the expression has not "
                                "that many."),
                             digits);
  return refuse (error, problem);
}

static gboolean
check_group (GRegex *regex, const char *name, GError **error)
{
  g_autofree char *problem = NULL;

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

/* Three digits are a character in octal to the library, unless they stand in angle brackets. */
static gboolean
take_group (GString *read, GRegex *regex, const char **at, GError **error)
{
  gboolean bracketed = (*at)[1] == 'g';
  const char *start = *at + (bracketed ? strlen ("\\g<") : 1);
  const char *end = start + (bracketed ? strcspn (start, ">") : strspn (start, DIGITS));
  g_autofree char *name = g_strndup (start, (gsize) (end - start));

  g_string_append_printf (read, "\\g<%s>", name);
  *at = end + (bracketed ? 1 : 0);
  return check_group (regex, name, error);
}

static gboolean
take_escape (GString *read, GRegex *regex, const char **at, GError **error)
{
  char kind = (*at)[1];

  if (kind == 'g' || (g_ascii_isdigit (kind) && kind != '0'))
    return take_group (read, regex, at, error);
  g_string_append_len (read, *at, 2);
  *at += 2;
  return TRUE;
}

/* The library takes a group that is not there for an empty one. */
static char *
read_replacement (GRegex *regex, const char *replacement, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GString) read = g_string_new (NULL);
  const char *at = replacement;

  if (!g_regex_check_replacement (replacement, NULL, &problem))
    {
      refuse_for (error, problem, replacement, TRUE);
      return NULL;
    }
  while (*at != '\0')
    {
      gsize plain = strcspn (at, "\\");

      g_string_append_len (read, at, (gssize) plain);
      at += plain;
      if (*at != '\0' && !take_escape (read, regex, &at, error))
        return NULL;
    }
  return g_strdup (read->str);
}

static ValUrlRuleResult
fail (GError **error, const char *problem)
{
  refuse (error, problem);
  return VAL_URL_RULE_FAILED;
}

static ValUrlRuleResult
fail_for_length (GError **error)
{
  return fail (error, _ ("The regular expression takes too long with this URL. Make it simpler."));
}

/* The library has one code for all that may happen, and names the expression, bound included. */
static ValUrlRuleResult
fail_for (GError **error, const GError *problem)
{
  const char *colon = g_strrstr (problem->message, ": ");
  g_autofree char *sentence = NULL;

  if (g_str_has_suffix (problem->message, g_dgettext ("glib20", "backtracking limit reached")))
    return fail_for_length (error);
  /* Translators: what the library for regular expressions says, such as “recursion loop” */
  sentence = g_strdup_printf (_ ("The regular expression fails with this URL: %s."),
                              colon != NULL ? colon + 2 : problem->message);
  return fail (error, sentence);
}

/* (transfer none) (nullable) */
static GRegex *
get_bounded (ValUrlPattern *self, gsize length, GError **error)
{
  guint size = 0;
  g_autofree char *bounded = NULL;

  while (length > (gsize) SMALLEST << size)
    size++;
  if (self->bounded[size] == NULL)
    {
      bounded = g_strdup_printf (BOUND_FORM, (guint) STEPS / (SMALLEST << size), self->expression);
      self->bounded[size] = g_regex_new (bounded, 0, 0, error);
    }
  return self->bounded[size];
}

/* One way through a URL. */
typedef struct
{
  const char *text;
  gsize length;
  gsize cost;       /* of one place */
  gsize n_bytes;    /* that were gone through */
  int at;           /* where the last place ended */
  GString *changed; /* what became of all before */
} Pass;

static void
pass_clear (Pass *pass)
{
  g_string_free (pass->changed, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pass, pass_clear)

static ValUrlRuleResult
replace_place (ValUrlPattern *self, Pass *pass, GMatchInfo *match, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *replacement = NULL;
  int start;
  int end;

  pass->n_bytes += pass->cost;
  if (pass->n_bytes > MAX_BYTES)
    return fail_for_length (error);
  /* Only \K within something that looks around could turn them about. */
  if (!g_match_info_fetch_pos (match, 0, &start, &end) || start < pass->at || end < start)
    return fail (error, _ ("The regular expression finds places that overlap."));
  replacement = g_match_info_expand_references (match, self->replacement, &problem);
  if (replacement == NULL)
    return fail_for (error, problem);
  g_string_append_len (pass->changed, pass->text + pass->at, start - pass->at);
  g_string_append (pass->changed, replacement);
  pass->at = end;
  return val_callback_url_check_length (pass->changed->str, error) ? VAL_URL_RULE_APPLIED
                                                                   : VAL_URL_RULE_FAILED;
}

/* As sed has it, where the last place ended only something is found, and not nothing. */
static ValUrlRuleResult
replace_next (ValUrlPattern *self, GRegex *regex, Pass *pass, GError **error)
{
  GRegexMatchFlags flags = pass->n_bytes > 0 ? G_REGEX_MATCH_NOTEMPTY_ATSTART : 0;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) problem = NULL;

  if (g_regex_match_full (regex, pass->text, (gssize) pass->length, pass->at, flags, &match,
                          &problem))
    return replace_place (self, pass, match, error);
  return problem != NULL ? fail_for (error, problem) : VAL_URL_RULE_NO_MATCH;
}

static ValUrlRuleResult
replace_all (ValUrlPattern *self, GRegex *regex, const char *text, char **url, GError **error)
{
  g_auto (Pass) pass = { text, strlen (text), 1, 0, 0, g_string_new (NULL) };
  ValUrlRuleResult result;

  pass.cost += pass.length + REPLACEMENT_COST * strlen (self->replacement);
  do
    result = replace_next (self, regex, &pass, error);
  while (result == VAL_URL_RULE_APPLIED);
  if (result == VAL_URL_RULE_FAILED || pass.n_bytes == 0)
    return result;
  g_string_append (pass.changed, text + pass.at);
  *url = g_strdup (pass.changed->str);
  return VAL_URL_RULE_APPLIED;
}

/**
 * val_url_pattern_new:
 * @expression: a regular expression as PCRE has them, in UTF-8
 * @replacement: what comes instead; \1 and \g<name> are groups, \0 all that was found; all digits
 * after a backslash are the number of the group, and \g<1>2 parts it from others
 * @error: #VAL_ERROR_INVALID_INPUT, with the position, where either cannot be used
 *
 * Returns: (transfer full) (nullable): both
 */
ValUrlPattern *
val_url_pattern_new (const char *expression, const char *replacement, GError **error)
{
  g_autoptr (GRegex) regex = NULL;
  g_autofree char *read = NULL;
  ValUrlPattern *self;

  g_return_val_if_fail (expression != NULL && replacement != NULL, NULL);

  if (strlen (expression) > MAX_EXPRESSION || strlen (replacement) > MAX_EXPRESSION)
    {
      refuse (error, _ ("This is too long for a regular expression."));
      return NULL;
    }
  regex = compile (expression, error);
  if (regex != NULL)
    read = read_replacement (regex, replacement, error);
  if (read == NULL)
    return NULL;
  self = g_new0 (ValUrlPattern, 1);
  self->expression = g_strdup (expression);
  self->replacement = g_steal_pointer (&read);
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
  for (guint i = 0; i < N_SIZES; i++)
    g_clear_pointer (&self->bounded[i], g_regex_unref);
  g_free (self->expression);
  g_free (self->replacement);
  g_free (self);
}

/**
 * val_url_pattern_apply:
 * @self: a pattern
 * @old_url: a URL, in UTF-8
 * @url: (out) (transfer full) (nullable): what becomes of it, where something does
 * @error: #VAL_ERROR_INVALID_INPUT where the search takes too long or fails otherwise, or more
 * comes of it than any callback URL may have
 *
 * The whole URL is searched, and every place that is found is replaced; `^` and `$` bind it to the
 * beginning or the end.  Where one place ends, an empty one is none, so that `.*` is found once.
 * The search is bounded for a URL in all, so that an expression which tries without end gives an
 * error after a moment.
 *
 * Returns: what came of it
 */
ValUrlRuleResult
val_url_pattern_apply (ValUrlPattern *self, const char *old_url, char **url, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GRegex *regex;
  gsize length;

  g_return_val_if_fail (self != NULL && old_url != NULL && url != NULL, VAL_URL_RULE_FAILED);

  *url = NULL;
  length = strlen (old_url);
  if (length > MAX_SEARCHED || !g_utf8_validate (old_url, (gssize) length, NULL))
    return fail (error, _ ("The current URL is too long, or not text, and is not searched."));
  regex = get_bounded (self, length, &problem);
  if (regex == NULL)
    return fail_for (error, problem);
  return replace_all (self, regex, old_url, url, error);
}
