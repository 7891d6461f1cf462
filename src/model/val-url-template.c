/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-template.h"

#include "model/val-callback-url.h"
#include "model/val-host.h"
#include "model/val-instance.h"
#include "model/val-webhook-url.h"
#include "util/val-error.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TAG_PREFIX   "tag:"
#define OTHER_LABELS ".example"

typedef enum
{
  PART_LITERAL,
  PART_ELEMENT_KEY,
  PART_ID,
  PART_ID_BASE64,
  PART_NAME,
  PART_TAG,
  PART_TAG_NUMBER,
  PART_WEBHOOK_URL,
} PartKind;

typedef enum
{
  PLACE_BEGINNING,
  PLACE_SCHEME,
  PLACE_HOST,
  PLACE_PATH,
  PLACE_QUERY,
} Place;

typedef struct
{
  PartKind kind;
  Place place;
  char *text;   /* literally, or what stands between the braces */
  guint number; /* of a tag, from 1 */
} Part;

struct _ValUrlTemplate
{
  GPtrArray *parts; /* (element-type Part) */
};

typedef struct
{
  const char *start;
  const char *at;
  GPtrArray *parts;
  GString *literal;
  Place place;
  gboolean after_webhook_url; /* directly, at the beginning */
} Parser;

static const struct
{
  const char *name;
  PartKind kind;
} names[] = {
  { "element.key", PART_ELEMENT_KEY },      { "instance.id", PART_ID },
  { "instance.id.base64", PART_ID_BASE64 }, { "instance.name", PART_NAME },
  { "webhook.url", PART_WEBHOOK_URL },
};

static const char *const placeholders[] = {
  "{element.key}",
  "{instance.id}",
  "{instance.id.base64}",
  "{instance.name}",
  "{tag:1}",
  "{webhook.url}",
  NULL,
};

static void
part_free (Part *part)
{
  g_free (part->text);
  g_free (part);
}

static void
parser_clear (Parser *parser)
{
  g_clear_pointer (&parser->parts, g_ptr_array_unref);
  g_string_free (parser->literal, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

/* Takes the sentence. */
static gboolean
fail_at (Parser *parser, const char *at, char *problem, GError **error)
{
  /* Translators: a number, then a sentence that says what is wrong there */
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("Character %ld: %s"),
               g_utf8_pointer_to_offset (parser->start, at) + 1, problem);
  g_free (problem);
  return FALSE;
}

static Part *
add_part (Parser *parser, PartKind kind, char *text)
{
  Part *part = g_new0 (Part, 1);

  part->kind = kind;
  part->place = parser->place;
  part->text = text;
  g_ptr_array_add (parser->parts, part);
  return part;
}

static void
end_literal (Parser *parser)
{
  if (parser->literal->len == 0)
    return;
  add_part (parser, PART_LITERAL, g_strdup (parser->literal->str));
  g_string_truncate (parser->literal, 0);
}

static Place
next_place (Parser *parser, char c)
{
  switch (parser->place)
    {
    case PLACE_BEGINNING:
      return PLACE_SCHEME;
    case PLACE_SCHEME:
      return g_str_has_suffix (parser->literal->str, "://") ? PLACE_HOST : PLACE_SCHEME;
    case PLACE_HOST:
      return c == '?' || c == '#' ? PLACE_QUERY : c == '/' ? PLACE_PATH : PLACE_HOST;
    case PLACE_PATH:
      return c == '?' || c == '#' ? PLACE_QUERY : PLACE_PATH;
    case PLACE_QUERY:
    default:
      return PLACE_QUERY;
    }
}

static gboolean
take_character (Parser *parser)
{
  g_string_append_c (parser->literal, *parser->at);
  parser->place = next_place (parser, *parser->at);
  parser->at++;
  return TRUE;
}

/* As a URL must write it. */
static gboolean
take_brace (Parser *parser)
{
  g_string_append (parser->literal, *parser->at == '{' ? "%7B" : "%7D");
  parser->place = next_place (parser, '%');
  parser->at += 2;
  return TRUE;
}

static char *
explain_unknown (const char *name)
{
  g_autofree char *known = g_strjoinv (" ", (GStrv) placeholders);

  /* Translators: what the user typed, then a list of what may be typed */
  return g_strdup_printf (_ ("There is no placeholder {%s}. Use one of these: %s"), name, known);
}

/* A number counts tags, everything else is what a tag begins with. */
static gboolean
read_tag (const char *name, Part *part)
{
  const char *tag = name + strlen (TAG_PREFIX);
  guint64 number;

  if (strspn (tag, "0123456789") < strlen (tag))
    {
      part->kind = PART_TAG;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (tag, 10, 1, G_MAXUINT, &number, NULL))
    return FALSE;
  part->kind = PART_TAG_NUMBER;
  part->number = (guint) number;
  return TRUE;
}

static gboolean
read_name (const char *name, Part *part)
{
  if (g_str_has_prefix (name, TAG_PREFIX))
    return read_tag (name, part);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, name))
      {
        part->kind = names[i].kind;
        return TRUE;
      }
  return FALSE;
}

static const char *
find_misplacement (const Part *part)
{
  if (part->kind == PART_WEBHOOK_URL)
    return part->place == PLACE_BEGINNING || part->place == PLACE_QUERY
               ? NULL
               : N_ ("{webhook.url} can only stand at the very beginning, or after a question "
                     "mark.");
  if (part->place == PLACE_BEGINNING || part->place == PLACE_SCHEME)
    return N_ ("A template begins with https:// and a host, or with {webhook.url}.");
  if (part->place == PLACE_HOST && part->kind == PART_ID_BASE64)
    return N_ ("Hosts do not tell capitals from small letters, so that {instance.id.base64} "
               "cannot be part of one. Use {instance.id}.");
  return NULL;
}

static gboolean
check_placeholder (Parser *parser, Part *part, const char *at, GError **error)
{
  const char *misplacement;

  if (!read_name (part->text, part))
    return fail_at (parser, at, explain_unknown (part->text), error);
  misplacement = find_misplacement (part);
  return misplacement == NULL || fail_at (parser, at, g_strdup (_ (misplacement)), error);
}

static gboolean
take_placeholder (Parser *parser, GError **error)
{
  const char *start = parser->at;
  gsize length = strcspn (start + 1, "{}");
  Part *part;

  if (start[1 + length] != '}')
    return fail_at (parser, start,
                    g_strdup (_ ("This brace is never closed. Write {{ for a brace itself.")),
                    error);
  end_literal (parser);
  part = add_part (parser, PART_LITERAL, g_strndup (start + 1, length));
  if (!check_placeholder (parser, part, start, error))
    return FALSE;
  parser->at = start + length + 2;
  if (part->place == PLACE_BEGINNING)
    {
      parser->place = PLACE_PATH;
      parser->after_webhook_url = TRUE;
    }
  return TRUE;
}

static gboolean
take_next (Parser *parser, GError **error)
{
  if (parser->after_webhook_url && *parser->at != '/' && *parser->at != '?')
    return fail_at (parser, parser->at,
                    g_strdup (_ ("After {webhook.url}, a slash or a question mark must follow.")),
                    error);
  parser->after_webhook_url = FALSE;
  if (*parser->at != '{' && *parser->at != '}')
    return take_character (parser);
  if (parser->at[0] == parser->at[1])
    return take_brace (parser);
  if (*parser->at == '{')
    return take_placeholder (parser, error);
  return fail_at (parser, parser->at,
                  g_strdup (_ ("This brace was never opened. Write }} for a brace itself.")),
                  error);
}

/* What is wrong with the fixed text is told once and not of every instance. */
static gboolean
check_sample (GPtrArray *parts, GError **error)
{
  g_autoptr (GString) sample = g_string_new (NULL);
  g_autofree char *reason = NULL;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = g_ptr_array_index (parts, i);

      if (part->kind == PART_LITERAL)
        g_string_append (sample, part->text);
      else
        g_string_append (sample, part->place == PLACE_BEGINNING ? "https://a.example/1" : "1");
    }
  if (val_callback_url_check (sample->str, NULL, &reason) != VAL_URL_REFUSE)
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, reason);
  return FALSE;
}

static char *
fail_value (const Part *part, const char *problem, GError **error)
{
  /* Translators: a placeholder such as instance.name, then a sentence that says what is wrong */
  g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("{%s}: %s"), part->text, problem);
  return NULL;
}

/* What follows `name:` or `name=` in a tag. */
static char *
dup_tag_value (const char *tag, const char *name)
{
  gsize length = strlen (name);

  if (strncmp (tag, name, length) != 0 || (tag[length] != ':' && tag[length] != '='))
    return NULL;
  return g_strstrip (g_strdup (tag + length + 1));
}

static char *
find_tag (const Part *part, ValInstance *instance, GError **error)
{
  const char *const *tags = val_instance_get_tags (instance);
  const char *name = part->text + strlen (TAG_PREFIX);
  g_autofree char *found = NULL;

  for (; *tags != NULL; tags++)
    {
      g_autofree char *value = dup_tag_value (*tags, name);

      if (value != NULL && found != NULL && !g_str_equal (value, found))
        return fail_value (part, _ ("Several tags of the instance say something different."),
                           error);
      if (value != NULL && found == NULL)
        found = g_steal_pointer (&value);
    }
  if (found == NULL)
    return fail_value (part, _ ("The instance has no such tag with a value, as in env:prod."),
                       error);
  return g_steal_pointer (&found);
}

static char *
get_tag (const Part *part, ValInstance *instance, GError **error)
{
  const char *const *tags = val_instance_get_tags (instance);

  if (part->number > g_strv_length ((GStrv) tags))
    return fail_value (part, _ ("The instance has not that many tags."), error);
  return g_strdup (tags[part->number - 1]);
}

static char *
build_webhook_url (const Part *part, ValInstance *instance, const char *base_url, GError **error)
{
  const char *key = val_instance_get_element_key (instance);
  char *url = NULL;

  if (base_url != NULL)
    url = val_webhook_url_build (base_url, key, val_instance_get_id (instance));
  return url != NULL ? url
                     : fail_value (part, _ ("For this element no webhook URL is known."), error);
}

static char *
get_value (const Part *part, ValInstance *instance, const char *base_url, GError **error)
{
  gint64 id = val_instance_get_id (instance);

  switch (part->kind)
    {
    case PART_ELEMENT_KEY:
      return g_strdup (val_instance_get_element_key (instance));
    case PART_ID:
      return g_strdup_printf ("%" G_GINT64_FORMAT, id);
    case PART_ID_BASE64:
      return val_webhook_id_encode (id);
    case PART_NAME:
      return g_strdup (val_instance_get_name (instance));
    case PART_TAG:
      return find_tag (part, instance, error);
    case PART_TAG_NUMBER:
      return get_tag (part, instance, error);
    case PART_WEBHOOK_URL:
      return build_webhook_url (part, instance, base_url, error);
    case PART_LITERAL:
    default:
      return g_strdup (part->text);
    }
}

/* Parsed beside other labels, since a number alone would be an address. */
static char *
to_label (const Part *part, const char *value, GError **error)
{
  g_autofree char *name = g_strconcat (value, OTHER_LABELS, NULL);
  g_auto (ValHost) host = { VAL_HOST_INVALID, NULL, FALSE, FALSE };

  val_host_parse (&host, name);
  if (host.ascii != NULL &&
      strchr (host.ascii, '.') == host.ascii + strlen (host.ascii) - strlen (OTHER_LABELS))
    return g_strndup (host.ascii, strlen (host.ascii) - strlen (OTHER_LABELS));
  return fail_value (part,
                     _ ("Its value cannot be a part of a host, which has letters, digits and "
                        "hyphens."),
                     error);
}

static char *
to_segment (const Part *part, const char *value, GError **error)
{
  /* Servers read these as the folder itself and the one above, escaped too. */
  if (g_str_equal (value, ".") || g_str_equal (value, ".."))
    return fail_value (part, _ ("Its value consists of dots, which would change the path."), error);
  /* Only its padding would be escaped, and webhook URLs do not escape it (contract 7). */
  return part->kind == PART_ID_BASE64 ? g_strdup (value) : val_uri_escape_segment (value);
}

static char *
to_place (const Part *part, const char *value, GError **error)
{
  if (value == NULL || *value == '\0')
    return fail_value (part, _ ("The instance has no value for it."), error);
  switch (part->place)
    {
    case PLACE_HOST:
      return to_label (part, value, error);
    case PLACE_PATH:
      return to_segment (part, value, error);
    case PLACE_QUERY:
      return val_uri_escape_segment (value);
    case PLACE_BEGINNING:
    case PLACE_SCHEME:
    default:
      return g_strdup (value);
    }
}

static gboolean
append_part (GString *url,
             const Part *part,
             ValInstance *instance,
             const char *base_url,
             GError **error)
{
  g_autofree char *value = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr (GError) problem = NULL;

  if (part->kind == PART_LITERAL)
    {
      g_string_append (url, part->text);
      return TRUE;
    }
  value = get_value (part, instance, base_url, &problem);
  if (problem == NULL)
    escaped = to_place (part, value, &problem);
  if (escaped != NULL)
    g_string_append (url, escaped);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return escaped != NULL;
}

/**
 * val_url_template_new:
 * @text: a URL with placeholders, in UTF-8
 * @error: #VAL_ERROR_INVALID_INPUT, with the position, where it cannot be one
 *
 * Placeholders stand in braces: `{element.key}`, `{instance.id}`, `{instance.id.base64}`,
 * `{instance.name}`, `{webhook.url}` and `{tag:…}`.  With a number the last is the tag in that
 * place, from 1; with anything else it is what follows the name and a colon or an equals sign:
 * `{tag:env}` is `prod` where a tag is `env:prod` or `env=prod`.  `{{` and `}}` stand for a brace,
 * percent-encoded as a URL must have it.
 *
 * `{webhook.url}` stands at the beginning, followed by nothing, a slash or a question mark, or in
 * the query, escaped.
 *
 * Returns: (transfer full) (nullable): the template
 */
ValUrlTemplate *
val_url_template_new (const char *text, GError **error)
{
  g_auto (Parser) parser = { text, text, NULL, g_string_new (NULL), PLACE_BEGINNING, FALSE };
  ValUrlTemplate *self;

  g_return_val_if_fail (text != NULL, NULL);

  parser.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  while (*parser.at != '\0')
    if (!take_next (&parser, error))
      return NULL;
  end_literal (&parser);
  if (!check_sample (parser.parts, error))
    return NULL;
  self = g_new0 (ValUrlTemplate, 1);
  self->parts = g_steal_pointer (&parser.parts);
  return self;
}

/**
 * val_url_template_free:
 * @self: (nullable) (transfer full): a template
 */
void
val_url_template_free (ValUrlTemplate *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/**
 * val_url_template_expand:
 * @self: a template
 * @instance: whose values stand in for the placeholders
 * @base_url: (nullable): the account's base URL, for `{webhook.url}`
 * @error: #VAL_ERROR_INVALID_INPUT, naming the placeholder, where @instance has no value for one,
 * or where the URL would be longer than any may be
 *
 * Each value is escaped for its place.  One that cannot stand there is refused: a host has labels
 * only, and a segment of dots would climb up the path.
 *
 * Returns: (transfer full) (nullable): the URL, not judged otherwise
 */
char *
val_url_template_expand (ValUrlTemplate *self,
                         ValInstance *instance,
                         const char *base_url,
                         GError **error)
{
  g_autoptr (GString) url = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  url = g_string_new (NULL);
  for (guint i = 0; i < self->parts->len; i++)
    if (!append_part (url, g_ptr_array_index (self->parts, i), instance, base_url, error) ||
        !val_callback_url_check_length (url->str, error))
      return NULL;
  return g_strdup (url->str);
}

/**
 * val_url_template_list_placeholders:
 *
 * Returns: (transfer none): what may be put into a template, in its braces, NULL-terminated;
 * `{tag:1}` stands for all with tags
 */
const char *const *
val_url_template_list_placeholders (void)
{
  return placeholders;
}
