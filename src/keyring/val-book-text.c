/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-book-text.h"

#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION       1
#define PAGE_OVERHEAD 100 /* bytes that a page's id and names take at most */

static const char *const entry_names[] = {
  [VAL_BOOK_TOKEN] = "token",
  [VAL_BOOK_CLIENT_SECRET] = "clientSecret",
  [VAL_BOOK_SIGNATURE_KEY] = "signatureKey",
  [VAL_BOOK_CLIENT_ID] = "clientId",
};

static void
free_page (gpointer data)
{
  ValBookPage *page = data;

  for (guint i = 0; i < VAL_BOOK_N_ENTRIES; i++)
    val_secret_free (page->secrets[i]);
  g_free (page);
}

/* Every byte may become the six of an escape; with room for that, no half-written copy is left
 * behind by growing. */
static gsize
measure (GHashTable *pages)
{
  gsize size = PAGE_OVERHEAD;
  GHashTableIter iter;
  ValBookPage *page = NULL;

  g_hash_table_iter_init (&iter, pages);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &page))
    {
      size += PAGE_OVERHEAD;
      for (guint i = 0; i < VAL_BOOK_N_ENTRIES; i++)
        size += page->secrets[i] != NULL ? 6 * strlen (page->secrets[i]) : 0;
    }
  return size;
}

static void
append_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    if ((guchar) *value < 0x20 || *value == '"' || *value == '\\')
      g_string_append_printf (text, "\\u%04x", (guint) (guchar) *value);
    else
      g_string_append_c (text, *value);
  g_string_append_c (text, '"');
}

static void
append_page (GString *text, gint64 id, const ValBookPage *page)
{
  const char *separator = "";

  g_string_append_printf (text, "\"%" G_GINT64_FORMAT "\":{", id);
  for (guint i = 0; i < VAL_BOOK_N_ENTRIES; i++)
    {
      if (page->secrets[i] == NULL)
        continue;
      g_string_append_printf (text, "%s\"%s\":", separator, entry_names[i]);
      append_string (text, page->secrets[i]);
      separator = ",";
    }
  g_string_append_c (text, '}');
}

static gboolean
is_blank (const ValBookPage *page)
{
  for (guint i = 0; i < VAL_BOOK_N_ENTRIES; i++)
    if (page->secrets[i] != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
damaged (GError **error, const char *message)
{
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_KEYRING_DAMAGED, message);
  return FALSE;
}

static gboolean
read_entry (ValBookPage *page, guint entry, JsonObject *object, GError **error)
{
  const char *secret = val_json_get_string (object, entry_names[entry]);

  if (secret == NULL && json_object_has_member (object, entry_names[entry]))
    return damaged (error, _ ("A secret in the keyring is not a text."));
  if (!page->touched[entry])
    {
      val_secret_clear (&page->secrets[entry]);
      page->secrets[entry] = g_strdup (secret);
    }
  return TRUE;
}

static gboolean
read_page (GHashTable *pages, const char *name, JsonObject *object, GError **error)
{
  ValBookPage *page = NULL;
  gint64 id = 0;

  if (object == NULL || !g_ascii_string_to_signed (name, 10, G_MININT64, G_MAXINT64, &id, NULL))
    return damaged (error, _ ("The secrets in the keyring do not belong to an instance."));
  page = val_book_pages_ensure (pages, id);
  for (guint i = 0; i < VAL_BOOK_N_ENTRIES; i++)
    if (!read_entry (page, i, object, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_pages (GHashTable *pages, JsonObject *instances, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (instances);

  for (GList *name = names; name != NULL; name = name->next)
    if (!read_page (pages, name->data, val_json_get_object (instances, name->data), error))
      return FALSE;
  return TRUE;
}

static JsonObject *
find_instances (JsonObject *root, GError **error)
{
  JsonObject *instances = val_json_get_object (root, "instances");
  gint64 version = val_json_get_int (root, "version", 0);

  if (version > VERSION)
    damaged (error, _ ("A newer version of Valence wrote the secrets in the keyring."));
  else if (version != VERSION || instances == NULL)
    damaged (error, _ ("The keyring's item does not hold what Valence keeps there."));
  else
    return instances;
  return NULL;
}

/**
 * val_book_pages_new:
 *
 * Returns: (transfer full): an empty table from instance id (#gint64) to #ValBookPage, which wipes
 *   what leaves it
 */
GHashTable *
val_book_pages_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_page);
}

/**
 * val_book_pages_ensure:
 * @pages: a table
 * @id: id of an instance
 *
 * Returns: (transfer none): the instance's page, new where there was none
 */
ValBookPage *
val_book_pages_ensure (GHashTable *pages, gint64 id)
{
  ValBookPage *page = NULL;

  g_return_val_if_fail (pages != NULL, NULL);

  page = g_hash_table_lookup (pages, &id);
  if (page == NULL)
    {
      page = g_new0 (ValBookPage, 1);
      g_hash_table_insert (pages, g_memdup2 (&id, sizeof id), page);
    }
  return page;
}

/**
 * val_book_text_write:
 * @pages: a table
 *
 * Returns: (transfer full): all of it as JSON; free with val_secret_free ()
 */
char *
val_book_text_write (GHashTable *pages)
{
  GString *text = NULL;
  const char *separator = "";
  GHashTableIter iter;
  const gint64 *id = NULL;
  const ValBookPage *page = NULL;

  g_return_val_if_fail (pages != NULL, NULL);

  text = g_string_sized_new (measure (pages));
  g_string_append_printf (text, "{\"version\":%d,\"instances\":{", VERSION);
  g_hash_table_iter_init (&iter, pages);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &page))
    {
      if (is_blank (page))
        continue;
      g_string_append (text, separator);
      append_page (text, *id, page);
      separator = ",";
    }
  g_string_append (text, "}}");
  return g_string_free (text, FALSE);
}

/**
 * val_book_text_read:
 * @text: what val_book_text_write () wrote
 * @pages: where to put it; what was touched there stays
 * @error: #VAL_ERROR_KEYRING_DAMAGED where @text is not such a text; @pages may hold part of it
 * then
 *
 * Returns: whether all of it was read
 */
gboolean
val_book_text_read (const char *text, GHashTable *pages, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *instances = NULL;

  g_return_val_if_fail (text != NULL && pages != NULL, FALSE);

  node = val_json_parse (text, strlen (text), NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return damaged (error, _ ("The keyring's item does not hold what Valence keeps there."));
  instances = find_instances (json_node_get_object (node), error);
  return instances != NULL && read_pages (pages, instances, error);
}
