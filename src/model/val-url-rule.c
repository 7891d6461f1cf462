/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-rule.h"

#include "model/val-callback-url.h"
#include "model/val-instance.h"
#include "model/val-url-pattern.h"
#include "model/val-url-replace.h"
#include "model/val-url-template.h"
#include "util/val-error.h"

#include <glib/gi18n-lib.h>

struct _ValUrlRule
{
  ValUrlRuleKind kind;
  char *from;
  char *to;
  ValUrlHost *from_host;        /* (nullable) */
  ValUrlHost *to_host;          /* (nullable) */
  ValUrlPattern *pattern;       /* (nullable) */
  ValUrlTemplate *url_template; /* (nullable) */
  ValUrlTable *table;           /* (nullable) */
};

G_DEFINE_BOXED_TYPE (ValUrlRule, val_url_rule, val_url_rule_ref, val_url_rule_unref)

static gboolean
refuse (GError **error, const char *problem)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem);
  return FALSE;
}

static gboolean
require (const char *text, const char *problem, GError **error)
{
  return *text != '\0' || refuse (error, problem);
}

static gboolean
prepare_set (ValUrlRule *self, GError **error)
{
  g_autofree char *reason = NULL;

  return val_callback_url_check (self->to, NULL, &reason) != VAL_URL_REFUSE ||
         refuse (error, reason);
}

static gboolean
prepare_host (ValUrlRule *self, GError **error)
{
  if (!require (self->to, _ ("Enter the new host."), error))
    return FALSE;
  if (*self->from != '\0')
    {
      self->from_host = val_url_host_new (self->from, error);
      if (self->from_host == NULL)
        return FALSE;
    }
  self->to_host = val_url_host_new (self->to, error);
  return self->to_host != NULL;
}

static gboolean
prepare_prefix (ValUrlRule *self, GError **error)
{
  return require (self->from, _ ("Enter how the URLs begin that shall be changed."), error) &&
         require (self->to, _ ("Enter how they shall begin."), error) &&
         val_url_check_prefixes (self->from, self->to, error);
}

static gboolean
prepare_pattern (ValUrlRule *self, GError **error)
{
  if (!require (self->from, _ ("Enter a regular expression."), error))
    return FALSE;
  self->pattern = val_url_pattern_new (self->from, self->to, error);
  return self->pattern != NULL;
}

static gboolean
prepare_template (ValUrlRule *self, GError **error)
{
  if (!require (self->to, _ ("Enter a template."), error))
    return FALSE;
  self->url_template = val_url_template_new (self->to, error);
  return self->url_template != NULL;
}

static gboolean
prepare (ValUrlRule *self, GError **error)
{
  if (!g_utf8_validate (self->from, -1, NULL) || !g_utf8_validate (self->to, -1, NULL))
    return refuse (error, _ ("This is not readable text."));
  switch (self->kind)
    {
    case VAL_URL_RULE_SET:
      return prepare_set (self, error);
    case VAL_URL_RULE_REPLACE_HOST:
      return prepare_host (self, error);
    case VAL_URL_RULE_REPLACE_PREFIX:
      return prepare_prefix (self, error);
    case VAL_URL_RULE_REGEX:
      return prepare_pattern (self, error);
    case VAL_URL_RULE_TEMPLATE:
      return prepare_template (self, error);
    case VAL_URL_RULE_TABLE:
    case VAL_URL_RULE_UNDO:
    default:
      return TRUE;
    }
}

/* Blanks come along when text is pasted; in a regular expression they may be meant. */
static char *
dup_text (ValUrlRuleKind kind, const char *text)
{
  char *copy = g_strdup (text != NULL ? text : "");

  return kind == VAL_URL_RULE_REGEX ? copy : g_strstrip (copy);
}

static ValUrlRule *
rule_new (ValUrlRuleKind kind, const char *from, const char *to)
{
  ValUrlRule *self = g_rc_box_new0 (ValUrlRule);

  self->kind = kind;
  self->from = dup_text (kind, from);
  self->to = dup_text (kind, to);
  return self;
}

static void
rule_clear (gpointer data)
{
  ValUrlRule *self = data;

  g_free (self->from);
  g_free (self->to);
  g_clear_pointer (&self->from_host, val_url_host_free);
  g_clear_pointer (&self->to_host, val_url_host_free);
  g_clear_pointer (&self->pattern, val_url_pattern_free);
  g_clear_pointer (&self->url_template, val_url_template_free);
  g_clear_pointer (&self->table, val_url_table_unref);
}

static ValUrlRuleResult
result_of (const char *url)
{
  return url != NULL ? VAL_URL_RULE_APPLIED : VAL_URL_RULE_FAILED;
}

static ValUrlRuleResult
apply_to_url (ValUrlRule *self, const char *old_url, char **url, GError **error)
{
  if (old_url == NULL || *old_url == '\0')
    return VAL_URL_RULE_NO_MATCH;
  switch (self->kind)
    {
    case VAL_URL_RULE_REPLACE_HOST:
      return val_url_replace_host (self->from_host, self->to_host, old_url, url);
    case VAL_URL_RULE_REPLACE_PREFIX:
      return val_url_replace_prefix (self->from, self->to, old_url, url, error);
    case VAL_URL_RULE_REGEX:
      return val_url_pattern_apply (self->pattern, old_url, url, error);
    case VAL_URL_RULE_SET:
    case VAL_URL_RULE_TEMPLATE:
    case VAL_URL_RULE_TABLE:
    case VAL_URL_RULE_UNDO:
    default:
      return VAL_URL_RULE_NO_MATCH;
    }
}

static char *
describe_host (ValUrlRule *self)
{
  if (self->from_host == NULL)
    /* Translators: %s is a host */
    return g_strdup_printf (_ ("Replace any host with %s"), self->to);
  /* Translators: two hosts */
  return g_strdup_printf (_ ("Replace the host %s with %s"), self->from, self->to);
}

static char *
describe_table (ValUrlRule *self)
{
  guint n_rows = val_url_table_get_n_rows (self->table);

  if (self->from == NULL || *self->from == '\0')
    return g_strdup_printf (
        ngettext ("From pasted text (%u row)", "From pasted text (%u rows)", n_rows), n_rows);
  /* Translators: name of a file, and a number of rows in it */
  return g_strdup_printf (
      ngettext ("From the file %s (%u row)", "From the file %s (%u rows)", n_rows), self->from,
      n_rows);
}

/**
 * val_url_rule_new:
 * @kind: which rule; not %VAL_URL_RULE_TABLE
 * @from: (nullable): what is looked for: a host, or NULL or empty for any; a beginning; a regular
 * expression; what is undone, for people; otherwise without meaning
 * @to: (nullable): what comes in its place; a template; or the URL itself
 * @error: #VAL_ERROR_INVALID_INPUT, with the position where there is one, where that cannot be a
 * rule
 *
 * See val_url_replace_host (), val_url_replace_prefix (), val_url_pattern_apply () and
 * val_url_template_new () for what each does.  Blanks around @from and @to are cut, but for regular
 * expressions.
 *
 * Returns: (transfer full) (nullable): the rule
 */
ValUrlRule *
val_url_rule_new (ValUrlRuleKind kind, const char *from, const char *to, GError **error)
{
  g_autoptr (ValUrlRule) self = NULL;

  g_return_val_if_fail (kind <= VAL_URL_RULE_UNDO && kind != VAL_URL_RULE_TABLE, NULL);

  self = rule_new (kind, from, to);
  return prepare (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * val_url_rule_new_for_table:
 * @table: a table
 * @file_name: (nullable): for people, without its folders, or NULL where it is from no file; what
 *   val_url_rule_get_from () gives
 *
 * Returns: (transfer full): a rule that sets what @table says
 */
ValUrlRule *
val_url_rule_new_for_table (ValUrlTable *table, const char *file_name)
{
  ValUrlRule *self;

  g_return_val_if_fail (table != NULL, NULL);

  self = rule_new (VAL_URL_RULE_TABLE, file_name, NULL);
  self->table = val_url_table_ref (table);
  return self;
}

/**
 * val_url_rule_ref:
 * @self: a rule
 *
 * Returns: (transfer full): @self, with one more reference; of the same thread
 */
ValUrlRule *
val_url_rule_ref (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

/**
 * val_url_rule_unref:
 * @self: (transfer full): a rule
 */
void
val_url_rule_unref (ValUrlRule *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, rule_clear);
}

/**
 * val_url_rule_get_kind:
 * @self: a rule
 *
 * Returns: which it is
 */
ValUrlRuleKind
val_url_rule_get_kind (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, VAL_URL_RULE_SET);

  return self->kind;
}

/**
 * val_url_rule_get_from:
 * @self: a rule
 *
 * Returns: (transfer none): what is looked for; may be empty
 */
const char *
val_url_rule_get_from (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->from;
}

/**
 * val_url_rule_get_to:
 * @self: a rule
 *
 * Returns: (transfer none): what comes in its place; may be empty
 */
const char *
val_url_rule_get_to (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->to;
}

/**
 * val_url_rule_get_table:
 * @self: a rule
 *
 * Returns: (transfer none) (nullable): its table, where it has one
 */
ValUrlTable *
val_url_rule_get_table (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->table;
}

/**
 * val_url_rule_describe:
 * @self: a rule
 *
 * Returns: (transfer full): what it does, in one translated line
 */
char *
val_url_rule_describe (ValUrlRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->kind)
    {
    case VAL_URL_RULE_REPLACE_HOST:
      return describe_host (self);
    case VAL_URL_RULE_REPLACE_PREFIX:
      /* Translators: two beginnings of URLs */
      return g_strdup_printf (_ ("Replace the beginning %s with %s"), self->from, self->to);
    case VAL_URL_RULE_REGEX:
      /* Translators: a regular expression, and what comes in its place */
      return g_strdup_printf (_ ("Replace what matches %s with “%s”"), self->from, self->to);
    case VAL_URL_RULE_TEMPLATE:
      /* Translators: a URL with placeholders in braces */
      return g_strdup_printf (_ ("Set by the template %s"), self->to);
    case VAL_URL_RULE_TABLE:
      return describe_table (self);
    case VAL_URL_RULE_UNDO:
      /* Translators: %s is what a job did, such as Set to https://example.com/ */
      return *self->from != '\0' ? g_strdup_printf (_ ("Undo: %s"), self->from)
                                 : g_strdup (_ ("Undo"));
    case VAL_URL_RULE_SET:
    default:
      /* Translators: %s is a URL */
      return g_strdup_printf (_ ("Set to %s"), self->to);
    }
}

/**
 * val_url_rule_apply:
 * @self: a rule
 * @instance: an instance
 * @base_url: (nullable): the account's base URL, for `{webhook.url}`
 * @url: (out) (transfer full) (nullable): what its callback URL becomes, where the rule is about it
 * @error: #VAL_ERROR_INVALID_INPUT with %VAL_URL_RULE_FAILED
 *
 * An instance without a callback URL gets one from a rule that needs none: set, template.  The
 * result is not judged: see val_change_judge ().  A table and an undo have their values elsewhere
 * and are about nothing here: which row means which instance is seen only with all of them, see
 * val_url_table_find () and val_change_judge_row ().
 *
 * Returns: what came of it
 */
ValUrlRuleResult
val_url_rule_apply (ValUrlRule *self,
                    ValInstance *instance,
                    const char *base_url,
                    char **url,
                    GError **error)
{
  g_return_val_if_fail (self != NULL && url != NULL, VAL_URL_RULE_FAILED);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), VAL_URL_RULE_FAILED);

  *url = NULL;
  switch (self->kind)
    {
    case VAL_URL_RULE_SET:
      *url = g_strdup (self->to);
      return VAL_URL_RULE_APPLIED;
    case VAL_URL_RULE_TEMPLATE:
      *url = val_url_template_expand (self->url_template, instance, base_url, error);
      return result_of (*url);
    case VAL_URL_RULE_REPLACE_HOST:
    case VAL_URL_RULE_REPLACE_PREFIX:
    case VAL_URL_RULE_REGEX:
    case VAL_URL_RULE_TABLE:
    case VAL_URL_RULE_UNDO:
    default:
      return apply_to_url (self, val_instance_get_callback_url (instance), url, error);
    }
}

/**
 * val_url_rule_list_placeholders:
 *
 * Returns: (transfer none): what may be put into a template, in its braces, NULL-terminated;
 * `{tag:1}` stands for all with tags
 */
const char *const *
val_url_rule_list_placeholders (void)
{
  return val_url_template_list_placeholders ();
}
