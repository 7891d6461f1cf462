/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-exchange-private.h"

#include "model/val-redact.h"
#include "util/val-json.h"
#include "util/val-uri.h"

#include <string.h>

#define NAME_SIGNS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

typedef struct
{
  GString *text;
  GPtrArray *variables; /* (element-type utf8) */
} Command;

static void
add_variable (Command *self, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (self->variables, name, g_str_equal, NULL))
    g_ptr_array_add (self->variables, g_strdup (name));
}

static void
append_literal (Command *self, const char *text, gsize length)
{
  g_autofree char *literal = g_strndup (text, length);
  g_autofree char *quoted = g_shell_quote (literal);

  g_string_append (self->text, quoted);
}

/* Where the next mark of a secret begins and ends. */
static const char *
find_mark (const char *text, char **name, const char **end)
{
  const char *mark = strstr (text, VAL_REDACT_OPEN);
  gsize length;

  for (; mark != NULL; mark = strstr (mark + 1, VAL_REDACT_OPEN))
    {
      const char *inner = mark + strlen (VAL_REDACT_OPEN);

      length = strspn (inner, NAME_SIGNS);
      if (length > 0 && g_str_has_prefix (inner + length, VAL_REDACT_CLOSE))
        {
          *name = g_strndup (inner, length);
          *end = inner + length + strlen (VAL_REDACT_CLOSE);
          return mark;
        }
    }
  return NULL;
}

/* One word of the shell: literal but for the marks, which become variables. */
static void
append_word (Command *self, const char *text)
{
  const char *end = NULL;
  const char *mark;
  g_autofree char *name = NULL;

  while ((mark = find_mark (text, &name, &end)) != NULL)
    {
      if (mark > text)
        append_literal (self, text, (gsize) (mark - text));
      g_string_append_printf (self->text, "\"$%s\"", name);
      add_variable (self, name);
      g_clear_pointer (&name, g_free);
      text = end;
    }
  if (*text != '\0' || end == NULL)
    append_literal (self, text, strlen (text));
}

static void
append_option (Command *self, const char *option, const char *value)
{
  g_string_append_printf (self->text, " \\\n  %s ", option);
  append_word (self, value);
}

static void
append_headers (Command *self, ValExchange *exchange)
{
  if (exchange->authorized)
    append_option (self, "--header",
                   exchange->has_token
                       ? "Authorization: User «USER_SECRET», Organization «ORGANIZATION_SECRET», "
                         "Element «ELEMENT_TOKEN»"
                       : "Authorization: User «USER_SECRET», Organization «ORGANIZATION_SECRET»");
  append_option (self, "--header", "Accept: application/json");
  if (exchange->request_body != NULL)
    append_option (self, "--header", "Content-Type: application/json");
}

static void
append_body (Command *self, ValExchange *exchange)
{
  const char *body = exchange->request_body;
  g_autoptr (JsonNode) node = body != NULL ? val_json_parse (body, strlen (body), NULL) : NULL;
  g_autofree char *compact = node != NULL ? val_json_to_text (node, FALSE) : NULL;

  if (compact != NULL)
    append_option (self, "--data", compact);
}

/* A secret's value is not escaped where it stands: curl has to do that. */
static char *
append_query (Command *self, ValExchange *exchange)
{
  g_auto (GStrv) pairs = g_strsplit (exchange->query != NULL ? exchange->query : "", "&", -1);
  const char *option = exchange->request_body != NULL ? "--url-query" : "--get --data-urlencode";
  GString *rest = g_string_new (NULL);

  for (char **pair = pairs; *pair != NULL; pair++)
    if (strstr (*pair, VAL_REDACT_OPEN) != NULL)
      append_option (self, option, *pair);
    else
      g_string_append_printf (rest, "%s%s", rest->len > 0 ? "&" : "", *pair);
  return g_string_free (rest, FALSE);
}

/**
 * val_exchange_to_curl:
 * @self: an exchange
 * @variables: (out) (optional) (transfer full): names of the variables that it needs
 *
 * Writes the request as a command for a POSIX shell.  It runs where the secrets are exported under
 * the names in @variables; none of them is in the command.
 *
 * Returns: (transfer full) (nullable): the command; %NULL where more was sent than is kept
 */
char *
val_exchange_to_curl (ValExchange *self, GStrv *variables)
{
  Command command;
  g_autofree char *query = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  if (self->request_cut)
    return NULL;
  command.text = g_string_new ("curl --globoff --request ");
  command.variables = g_ptr_array_new_with_free_func (g_free);
  append_word (&command, self->method);
  append_headers (&command, self);
  append_body (&command, self);
  query = append_query (&command, self);
  url = val_uri_join (self->base_url, self->path, *query != '\0' ? query : NULL);
  append_option (&command, "--url", url);
  g_ptr_array_add (command.variables, NULL);
  if (variables != NULL)
    *variables = g_strdupv ((char **) command.variables->pdata);
  g_ptr_array_unref (command.variables);
  return g_string_free (command.text, FALSE);
}
