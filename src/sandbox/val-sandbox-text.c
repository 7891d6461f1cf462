/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "sandbox/val-sandbox-resources.h"

#include <string.h>
#include <sys/random.h>

static void
fill_random (guint8 *bytes, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      gssize count = getrandom (bytes + done, length - done, 0);

      done += count > 0 ? (gsize) count : 0;
    }
}

/**
 * val_sandbox_random_base64:
 * @n_bytes: at most 64
 *
 * Text of the kind the platform gives out as secrets and tokens (contract 1.6), from the kernel.
 *
 * Returns: (transfer full): Base64 of that many random bytes
 */
char *
val_sandbox_random_base64 (gsize n_bytes)
{
  guint8 bytes[64];

  g_assert (n_bytes <= sizeof bytes);
  fill_random (bytes, n_bytes);
  return g_base64_encode (bytes, n_bytes);
}

/**
 * val_sandbox_random_hex:
 * @n_bytes: at most 64
 *
 * Returns: (transfer full): twice as many hexadecimal digits
 */
char *
val_sandbox_random_hex (gsize n_bytes)
{
  guint8 bytes[64];
  GString *text = g_string_sized_new (2 * n_bytes);

  g_assert (n_bytes <= sizeof bytes);
  fill_random (bytes, n_bytes);
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/**
 * val_sandbox_iso:
 * @seconds: since 1970
 *
 * Returns: (transfer full): the date as the platform writes it (contract 3.0)
 */
char *
val_sandbox_iso (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

static gboolean
begins_tag (const char *text)
{
  return text[0] == '<' && (g_ascii_isalpha (text[1]) || text[1] == '/' || text[1] == '!');
}

/**
 * val_sandbox_strip_html:
 * @text: a name or tag as sent
 *
 * Returns: (transfer full): what the platform keeps of it (contract 3.3)
 */
char *
val_sandbox_strip_html (const char *text)
{
  GString *clean = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = begins_tag (text) ? strchr (text, '>') : NULL;

      if (begins_tag (text))
        text = end != NULL ? end + 1 : text + strlen (text);
      else
        g_string_append_c (clean, *text++);
    }
  return g_strstrip (g_string_free (clean, FALSE));
}

/**
 * val_sandbox_escape_html:
 * @text: (nullable): any text, from anybody
 *
 * Returns: (transfer full): the text, safe between tags and in quoted attributes
 */
char *
val_sandbox_escape_html (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  return g_markup_escape_text (valid, -1);
}

static const char *
find_value (GPtrArray *pairs, const char *name, gsize length)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    {
      const char *candidate = g_ptr_array_index (pairs, i);

      if (strlen (candidate) == length && strncmp (candidate, name, length) == 0)
        return g_ptr_array_index (pairs, i + 1);
    }
  return NULL;
}

/* {{name}} is escaped, {{&name}} holds HTML made from another template. */
static void
append_value (GString *page, GPtrArray *pairs, const char *name, gsize length)
{
  gboolean is_html = *name == '&';
  const char *value = find_value (pairs, name + is_html, length - is_html);
  g_autofree char *escaped = is_html ? g_strdup (value) : val_sandbox_escape_html (value);

  g_string_append (page, escaped != NULL ? escaped : "");
}

static char *
expand (const char *template, GPtrArray *pairs)
{
  GString *page = g_string_new (NULL);
  const char *open;

  while ((open = strstr (template, "{{")) != NULL)
    {
      const char *close = strstr (open, "}}");

      g_assert (close != NULL);
      g_string_append_len (page, template, open - template);
      append_value (page, pairs, open + 2, (gsize) (close - open - 2));
      template = close + 2;
    }
  return g_string_free (g_string_append (page, template), FALSE);
}

/**
 * val_sandbox_page:
 * @template: file among the pages
 * @first_name: a name, followed by its value, and so on until NULL
 *
 * Returns: (transfer full): the template with its values in place
 */
char *
val_sandbox_page (const char *template, const char *first_name, ...)
{
  g_autofree char *path = g_strconcat ("pages/", template, NULL);
  g_autoptr (GBytes) bytes = val_sandbox_resource (path);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  va_list list;

  va_start (list, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (list, const char *))
    {
      g_ptr_array_add (pairs, (gpointer) name);
      g_ptr_array_add (pairs, va_arg (list, char *));
    }
  va_end (list);
  return expand (g_bytes_get_data (bytes, NULL), pairs);
}

/**
 * val_sandbox_resource:
 * @name: path below the sandbox's resources
 *
 * Asks the compiled-in resource itself, so that the linker keeps it in a static library.
 *
 * Returns: (transfer full): the file, ended by a zero that its size does not count
 */
GBytes *
val_sandbox_resource (const char *name)
{
  g_autofree char *path = g_strconcat (VAL_SANDBOX_RESOURCES, name, NULL);
  GBytes *bytes = g_resource_lookup_data (val_sandbox_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);
  return bytes;
}
