/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-redact-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

#include <string.h>

/* A shorter value could be anything, and would make holes in innocent text. */
#define SHORTEST        6
#define SHORTEST_RANDOM 8

/* Each has its forms, and each form is looked for. */
#define MOST_KNOWN 32

typedef struct
{
  char *mark;
  GPtrArray *forms; /* (element-type utf8) */
} Known;

struct _ValRedactor
{
  GPtrArray *known; /* (element-type Known) */
};

/* Case and signs say nothing: oauth.api.secret, apiSecret and API_SECRET are one. */
static char *
fold (const char *key)
{
  GString *folded = g_string_new (NULL);

  for (; *key != '\0'; key++)
    if (g_ascii_isalnum (*key))
      g_string_append_c (folded, g_ascii_tolower (*key));
  return g_string_free (folded, FALSE);
}

/**
 * val_redact_is_secret:
 * @key: (nullable): name of a JSON member, a configuration key or a query parameter
 *
 * Goes by what the platform masks (contract 3.4), what redeems something (contract 6), and what
 * opens a door; of `oauth.*` everything.
 *
 * Returns: whether its value must not be shown
 */
gboolean
val_redact_is_secret (const char *key)
{
  static const char *const names[] = { "code", "state", NULL };
  static const char *const ends[] = {
    "secret",     "token",       "password",   "apikey",        "clientid",       "signaturekey",
    "credential", "credentials", "privatekey", "authorization", "verifier",       "secrets",
    "accesskey",  "tokens",      "passphrase", "cookie",        "callbackheaders"
  };
  g_autofree char *folded = NULL;

  if (key == NULL)
    return FALSE;
  folded = fold (key);
  if (g_ascii_strncasecmp (key, "oauth.", 6) == 0 || g_strv_contains (names, folded))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (folded, ends[i]))
      return TRUE;
  return FALSE;
}

static gboolean
begins_word (const char *key, gsize i)
{
  return i > 0 && g_ascii_isupper (key[i]) && g_ascii_islower (key[i - 1]);
}

/**
 * val_redact_name:
 * @key: name of a secret, such as `oauth.api.secret` or `apiSecret`
 *
 * Returns: (transfer full): the name of a variable for it, such as `API_SECRET`
 */
char *
val_redact_name (const char *key)
{
  g_autoptr (GString) name = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  name = g_string_new (NULL);
  for (gsize i = 0; key[i] != '\0'; i++)
    {
      gboolean is_sign = !g_ascii_isalnum (key[i]);

      if ((is_sign || begins_word (key, i)) && name->len > 0 && name->str[name->len - 1] != '_')
        g_string_append_c (name, '_');
      if (!is_sign)
        g_string_append_c (name, g_ascii_toupper (key[i]));
    }
  if (name->len == 0 || g_ascii_isdigit (*name->str))
    g_string_prepend (name, "SECRET_");
  return g_strdup (name->str);
}

static char *
make_mark (const char *key)
{
  g_autofree char *name = val_redact_name (key);

  return g_strconcat (VAL_REDACT_OPEN, name, VAL_REDACT_CLOSE, NULL);
}

static void
known_free (gpointer data)
{
  Known *known = data;

  g_ptr_array_unref (known->forms);
  g_free (known->mark);
  g_free (known);
}

/**
 * val_redactor_new:
 *
 * Returns: (transfer full): a redactor that has met no secret yet
 */
ValRedactor *
val_redactor_new (void)
{
  ValRedactor *self = g_new0 (ValRedactor, 1);

  self->known = g_ptr_array_new_with_free_func (known_free);
  return self;
}

/**
 * val_redactor_free:
 * @self: (transfer full): a redactor
 *
 * Frees it and wipes the secrets it has met.
 */
void
val_redactor_free (ValRedactor *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->known);
  g_free (self);
}

/* Takes ownership of @form. */
static void
add_form (Known *known, char *form)
{
  if (strlen (form) < SHORTEST ||
      g_ptr_array_find_with_equal_func (known->forms, form, g_str_equal, NULL))
    val_secret_free (form);
  else
    g_ptr_array_add (known->forms, form);
}

static char *
to_hex (const char *secret, gboolean upper)
{
  GString *hex = g_string_new (NULL);

  for (; *secret != '\0'; secret++)
    g_string_append_printf (hex, upper ? "%02X" : "%02x", (guchar) *secret);
  return g_string_free (hex, FALSE);
}

/* Upper case is what is usual; both are found. */
static void
add_percent_forms (Known *known, const char *secret)
{
  char *upper = g_uri_escape_string (secret, NULL, FALSE);
  char *lower = g_strdup (upper);

  for (char *sign = strchr (lower, '%'); sign != NULL; sign = strchr (sign + 1, '%'))
    for (gsize i = 1; i <= 2 && sign[i] != '\0'; i++)
      sign[i] = g_ascii_tolower (sign[i]);
  add_form (known, upper);
  add_form (known, lower);
}

static char *
to_json (const char *secret, gboolean escape_slash)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), secret);
  g_autofree char *quoted = val_json_to_text (node, FALSE);
  g_autofree char *inner = g_strndup (quoted + 1, strlen (quoted) - 2);
  GString *text;

  if (!escape_slash)
    return g_steal_pointer (&inner);
  text = g_string_new (inner);
  g_string_replace (text, "/", "\\/", 0);
  return g_string_free (text, FALSE);
}

/* The part of the Base64 of something around @secret that depends on @secret alone, where it
 * begins @shift bytes after a multiple of three. */
static char *
to_base64 (const char *secret, gsize shift)
{
  g_autofree char *padded = g_strconcat (&"  "[2 - shift], secret, NULL);
  gsize length = strlen (padded);
  g_autofree char *whole = g_base64_encode ((const guchar *) padded, length);
  gsize skip = shift == 0 ? 0 : 4;
  gsize end = length / 3 * 4;

  return end > skip ? g_strndup (whole + skip, end - skip) : g_strdup ("");
}

static void
add_base64_forms (Known *known, const char *secret)
{
  for (gsize shift = 0; shift < 3; shift++)
    {
      char *plain = to_base64 (secret, shift);

      add_form (known, g_strdelimit (g_strdelimit (g_strdup (plain), "+", '-'), "/", '_'));
      add_form (known, plain);
    }
}

/**
 * val_redactor_add:
 * @self: a redactor
 * @name: what to call it
 * @secret: (nullable): a secret; a mask, and what is too short to be one, is ignored
 *
 * Makes @secret known, so that it is found wherever it stands: as it is, reversed, in hexadecimal,
 * percent-encoded, escaped as in JSON, or within Base64 of either alphabet.
 */
void
val_redactor_add (ValRedactor *self, const char *name, const char *secret)
{
  Known *known;

  g_return_if_fail (self != NULL && name != NULL);

  if (secret == NULL || strlen (secret) < SHORTEST || val_secret_is_mask (secret) ||
      self->known->len == MOST_KNOWN || !g_utf8_validate (secret, -1, NULL))
    return;
  known = g_new0 (Known, 1);
  known->mark = make_mark (name);
  known->forms = g_ptr_array_new_with_free_func ((GDestroyNotify) val_secret_free);
  add_form (known, g_strdup (secret));
  add_form (known, g_utf8_strreverse (secret, -1));
  add_form (known, to_hex (secret, FALSE));
  add_form (known, to_hex (secret, TRUE));
  add_form (known, to_json (secret, FALSE));
  add_form (known, to_json (secret, TRUE));
  add_percent_forms (known, secret);
  add_base64_forms (known, secret);
  g_ptr_array_add (self->known, known);
}

/* Takes the secrets met so far out of @text, which is consumed. */
char *
_val_redactor_known (ValRedactor *self, char *text)
{
  GString *clean = g_string_new (NULL);

  g_string_assign (clean, text);
  val_secret_free (text);
  for (guint i = 0; i < self->known->len; i++)
    {
      const Known *known = g_ptr_array_index (self->known, i);

      for (guint j = 0; j < known->forms->len; j++)
        g_string_replace (clean, g_ptr_array_index (known->forms, j), known->mark, 0);
    }
  return g_string_free (clean, FALSE);
}

/* A word or an address under a secret's name, such as a scope, is hidden there and nowhere else. */
static gboolean
looks_random (const char *value)
{
  gsize n_letters = 0;

  for (gsize i = 0; value[i] != '\0'; i++)
    n_letters += g_ascii_isalpha (value[i]) ? 1 : 0;
  return strlen (value) >= SHORTEST_RANDOM && n_letters < strlen (value) &&
         strstr (value, "://") == NULL;
}

/* Appends the mark of a secret, which is known from now on. */
void
_val_redactor_append (ValRedactor *self, GString *out, const char *key, const char *value)
{
  g_autofree char *mark = make_mark (key);

  if (looks_random (value))
    val_redactor_add (self, key, value);
  g_string_append (out, mark);
}

static gboolean
is_name_sign (char sign)
{
  return g_ascii_isalnum (sign) || strchr ("._-%[]", sign) != NULL;
}

static gboolean
name_is_secret (const char *name)
{
  g_autofree char *plain = g_uri_unescape_string (name, NULL);

  return val_redact_is_secret (plain != NULL ? plain : name);
}

/* A whole address as the value of a parameter has parameters of its own, escaped once more. */
static void
append_innocent (ValRedactor *self, GString *out, const char *value, gsize length)
{
  g_autofree char *escaped = g_strndup (value, length);
  g_autofree char *plain =
      strstr (escaped, "%3D") != NULL ? g_uri_unescape_string (escaped, NULL) : NULL;
  g_autofree char *clean = plain != NULL ? _val_redactor_pairs (self, plain) : NULL;
  g_autofree char *again =
      clean != NULL && strcmp (clean, plain) != 0 ? g_uri_escape_string (clean, NULL, TRUE) : NULL;

  g_string_append (out, again != NULL ? again : escaped);
}

static const char *
append_pair (ValRedactor *self, GString *out, const char *text, const char *equals)
{
  const char *start = equals;
  const char *value = equals + 1;
  gsize length = strcspn (value, "&#; \t\r\n\"'<>");
  g_autofree char *name = NULL;

  while (start > text && is_name_sign (start[-1]))
    start--;
  name = g_strndup (start, (gsize) (equals - start));
  g_string_append_len (out, text, value - text);
  if (length > 0 && name_is_secret (name))
    {
      g_autofree char *raw = g_strndup (value, length);
      g_autofree char *plain = g_uri_unescape_string (raw, NULL);

      _val_redactor_append (self, out, name, plain != NULL ? plain : raw);
      return value + length;
    }
  length = strcspn (value, "=&#; \t\r\n\"'<>");
  if (value[length] == '=')
    return value;
  append_innocent (self, out, value, length);
  return value + length;
}

/* Takes the values of secret names out of every `name=value` of @text. */
char *
_val_redactor_pairs (ValRedactor *self, const char *text)
{
  GString *out = g_string_new (NULL);
  const char *equals;

  while ((equals = strchr (text, '=')) != NULL)
    text = append_pair (self, out, text, equals);
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

/**
 * val_redactor_text:
 * @self: a redactor
 * @text: (nullable): a message, a path, an encoded query
 *
 * Returns: (transfer full) (nullable): @text without secrets
 */
char *
val_redactor_text (ValRedactor *self, const char *text)
{
  g_return_val_if_fail (self != NULL, NULL);

  return text != NULL ? _val_redactor_known (self, _val_redactor_pairs (self, text)) : NULL;
}
