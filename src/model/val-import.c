/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-import.h"

#include "model/val-import-toml.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-place.h"
#include "util/val-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef enum
{
  FIELD_NAME,
  FIELD_LABEL,
  FIELD_BASE,
  FIELD_USER,
  FIELD_ORGANIZATION,
  N_FIELDS
} Field;

typedef struct
{
  gsize offset;
  gsize length;
} Span;

/* A table or an object of the file: a profile if it has one of the fields that make one. */
typedef struct
{
  char *title;            /* (owned) (nullable): name of the table or of the object's member */
  char *fields[N_FIELDS]; /* (owned) (nullable) */
  Span spans[N_FIELDS];
  gboolean ambiguous;
} Draft;

struct _ValImport
{
  ValImportTool tool;
  GBytes *text;         /* (owned) (not nullable) */
  GPtrArray *drafts;    /* (owned) (element-type Draft): those that make a profile */
  GListStore *profiles; /* (owned) (element-type ValImportProfile): one for each of them */
};

static void
draft_free (Draft *draft)
{
  g_free (draft->title);
  for (guint i = 0; i < N_FIELDS; i++)
    val_secret_free (draft->fields[i]);
  g_free (draft);
}

static Draft *
add_draft (GPtrArray *drafts, const char *title)
{
  Draft *draft = g_new0 (Draft, 1);

  draft->title = g_strdup (title);
  g_ptr_array_add (drafts, draft);
  return draft;
}

static gboolean
draft_is_profile (const Draft *draft)
{
  return draft->fields[FIELD_BASE] != NULL || draft->fields[FIELD_USER] != NULL ||
         draft->fields[FIELD_ORGANIZATION] != NULL;
}

static gboolean
find_field (const char *key, Field *field)
{
  static const struct
  {
    const char *key;
    Field field;
  } names[] = {
    { "name", FIELD_NAME },
    { "label", FIELD_LABEL },
    { "base", FIELD_BASE },
    { "baseUrl", FIELD_BASE },
    { "user", FIELD_USER },
    { "userSecret", FIELD_USER },
    { "org", FIELD_ORGANIZATION },
    { "orgSecret", FIELD_ORGANIZATION },
    { "organizationSecret", FIELD_ORGANIZATION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i].key, key) == 0)
      {
        *field = names[i].field;
        return TRUE;
      }
  return FALSE;
}

/* @value: (transfer full): of a string at @offset in the file */
static void
draft_take (Draft *draft, const char *key, char *value, gsize offset, gsize length)
{
  g_autoptr (ValSecretString) owned = value;
  Field field;

  if (!find_field (key, &field))
    return;
  if (draft->fields[field] != NULL)
    {
      draft->ambiguous = TRUE;
      return;
    }
  draft->fields[field] = g_steal_pointer (&owned);
  draft->spans[field] = (Span){ offset, length };
}

/* TOML, of CECTL. */

static char *
join_tables (char **path, guint n_tables)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < n_tables; i++)
    g_string_append_printf (joined, "%s\x1f", path[i]);
  return g_string_free (joined, FALSE);
}

static Draft *
draft_of_table (GPtrArray *drafts, GHashTable *by_table, char **path, guint n_tables)
{
  g_autofree char *joined = join_tables (path, n_tables);
  Draft *draft = g_hash_table_lookup (by_table, joined);

  if (draft == NULL)
    {
      draft = add_draft (drafts, path[n_tables - 1]);
      g_hash_table_insert (by_table, g_steal_pointer (&joined), draft);
    }
  return draft;
}

static gboolean
read_toml (GPtrArray *drafts, const char *text, gsize length, gsize start, GError **error)
{
  g_autoptr (GPtrArray) pairs = val_import_toml_parse (text, length, error);
  g_autoptr (GHashTable) by_table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      ValTomlPair *pair = pairs->pdata[i];
      guint n_tables = g_strv_length (pair->path) - 1;

      if (n_tables > 0 && pair->value != NULL)
        draft_take (draft_of_table (drafts, by_table, pair->path, n_tables), pair->path[n_tables],
                    g_steal_pointer (&pair->value), start + pair->offset, pair->length);
    }
  return pairs != NULL;
}

/* JSON, of Doctor.  The text was checked before: what is in it is in its place. */

typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  gsize start;
  GPtrArray *drafts;
  GPtrArray *open; /* (element-type Draft): around the place, innermost last; NULL for an array */
  char *key;       /* (owned) (nullable): of the value that comes next */
} Walk;

static char
next_sign (const char *at, const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  return at < end ? *at : '\0';
}

/* A secret hardly ever has an escape, and is read without leaving a copy behind.
 * @from: at its opening quotation mark.  Returns: (transfer full) */
static char *
decode (const char *from, const char *end)
{
  g_autoptr (JsonNode) node = NULL;

  if (memchr (from, '\\', (gsize) (end - from)) == NULL)
    return g_strndup (from + 1, (gsize) (end - from) - 2);
  node = val_json_parse (from, (gsize) (end - from), NULL);
  return g_strdup (node != NULL ? json_node_get_string (node) : "");
}

static void
walk_string (Walk *walk)
{
  const char *from = walk->at++;
  Draft *draft = walk->open->len > 0 ? walk->open->pdata[walk->open->len - 1] : NULL;

  while (*walk->at != '"')
    walk->at += *walk->at == '\\' ? 2 : 1;
  walk->at++;
  if (draft == NULL)
    return;
  if (next_sign (walk->at, walk->end) == ':')
    {
      g_free (walk->key);
      walk->key = decode (from, walk->at);
    }
  else if (walk->key != NULL)
    {
      draft_take (draft, walk->key, decode (from, walk->at),
                  walk->start + (gsize) (from + 1 - walk->text), (gsize) (walk->at - from) - 2);
      g_clear_pointer (&walk->key, g_free);
    }
}

static void
walk_sign (Walk *walk)
{
  switch (*walk->at++)
    {
    case '{':
      g_ptr_array_add (walk->open, add_draft (walk->drafts, walk->key));
      g_clear_pointer (&walk->key, g_free);
      break;
    case '[':
      g_ptr_array_add (walk->open, NULL);
      g_clear_pointer (&walk->key, g_free);
      break;
    case '}':
    case ']':
      g_ptr_array_set_size (walk->open, (int) walk->open->len - 1);
      break;
    default:
      break;
    }
}

static gboolean
read_json (GPtrArray *drafts, const char *text, gsize length, gsize start, GError **error)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (GError) problem = NULL;
  Walk walk = { text, text, text + length, start, drafts, open, NULL };

  if (!val_json_validate (text, length, &problem))
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, problem->message);
      return FALSE;
    }
  while (walk.at < walk.end)
    if (*walk.at == '"')
      walk_string (&walk);
    else
      walk_sign (&walk);
  g_free (walk.key);
  return TRUE;
}

/* Profiles. */

static void
drop_others (GPtrArray *drafts)
{
  for (guint i = drafts->len; i > 0; i--)
    if (!draft_is_profile (drafts->pdata[i - 1]))
      g_ptr_array_remove_index (drafts, i - 1);
}

static gboolean
is_default (const Draft *draft)
{
  return g_strcmp0 (draft->title, "default") == 0;
}

static gboolean
has_title (GPtrArray *drafts, const char *title)
{
  for (guint i = 0; i < drafts->len; i++)
    if (g_strcmp0 (((Draft *) drafts->pdata[i])->title, title) == 0)
      return TRUE;
  return FALSE;
}

/* CECTL copies the profile in use into `default`, with its name as the label. */
static const char *
name_of (GPtrArray *drafts, const Draft *draft)
{
  const char *name = draft->fields[FIELD_NAME];
  const char *label = draft->fields[FIELD_LABEL];

  if (name != NULL && *name != '\0')
    return name;
  if (label != NULL && *label != '\0' && (draft->title == NULL || is_default (draft)) &&
      !has_title (drafts, label))
    return label;
  return draft->title != NULL && *draft->title != '\0' ? draft->title : _ ("Unnamed");
}

static ValImportProfile *
make_profile (GPtrArray *drafts, const Draft *draft)
{
  ValImportProfile *profile =
      val_import_profile_new (name_of (drafts, draft), draft->fields[FIELD_BASE],
                              draft->fields[FIELD_USER], draft->fields[FIELD_ORGANIZATION]);

  if (draft->ambiguous)
    val_import_profile_set_problem (profile, _ ("One of its keys is there twice."));
  return profile;
}

/* The named one of two is the one to import; of two named ones, the first. */
static void
mark_copies (ValImport *self)
{
  for (guint i = 0; i < self->drafts->len; i++)
    for (guint j = 0; j < self->drafts->len; j++)
      {
        g_autoptr (ValImportProfile) one = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);
        g_autoptr (ValImportProfile) other =
            g_list_model_get_item (G_LIST_MODEL (self->profiles), j);
        int rank = is_default (self->drafts->pdata[i]) - is_default (self->drafts->pdata[j]);
        g_autofree char *problem = NULL;

        if (val_import_profile_get_problem (one) != NULL || rank < 0 || (rank == 0 && j >= i) ||
            !val_import_profile_equal (one, other))
          continue;
        /* Translators: name of another profile in the same file */
        problem =
            g_strdup_printf (_ ("It is the same as “%s”."), val_import_profile_get_name (other));
        val_import_profile_set_problem (one, problem);
      }
}

static void
make_profiles (ValImport *self)
{
  drop_others (self->drafts);
  for (guint i = 0; i < self->drafts->len; i++)
    {
      g_autoptr (ValImportProfile) profile = make_profile (self->drafts, self->drafts->pdata[i]);

      g_list_store_append (self->profiles, profile);
    }
  mark_copies (self);
}

static gboolean
is_json (const char *file_name, const char *text, gsize length)
{
  const char *end = text + length;
  const char *at = text;
  g_autofree char *name = g_ascii_strdown (file_name, -1);

  if (g_str_has_suffix (name, ".json") || g_str_has_suffix (name, ".toml"))
    return g_str_has_suffix (name, ".json");
  while (at < end && g_ascii_isspace (*at))
    at++;
  if (at == end || *at == '{')
    return at < end;
  return *at == '[' && strchr ("[{]\"", next_sign (at + 1, end)) != NULL;
}

/**
 * val_import_parse:
 * @file_name: name of the file, which tells its format where it ends in .toml or .json
 * @text: its contents
 * @error: #VAL_ERROR_INVALID_INPUT with line, column and reason where the file is damaged
 *
 * Reads the profiles of CECTL (TOML: tables with base, user, org) or the accounts of Doctor (JSON:
 * objects with name, userSecret, orgSecret, baseUrl), wherever in the file they stand.
 *
 * Returns: (transfer full) (nullable): what is in the file, possibly no profile at all
 */
ValImport *
val_import_parse (const char *file_name, GBytes *text, GError **error)
{
  g_autoptr (ValImport) self = NULL;
  gsize length;
  gsize start;
  const char *data;
  gboolean ok;

  g_return_val_if_fail (file_name != NULL && text != NULL, NULL);

  data = g_bytes_get_data (text, &length);
  if (data == NULL)
    data = "";
  start = length >= 3 && memcmp (data, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;
  self = g_new0 (ValImport, 1);
  self->text = g_bytes_ref (text);
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) draft_free);
  self->profiles = g_list_store_new (VAL_TYPE_IMPORT_PROFILE);
  self->tool =
      is_json (file_name, data + start, length - start) ? VAL_IMPORT_DOCTOR : VAL_IMPORT_CECTL;
  ok = self->tool == VAL_IMPORT_DOCTOR
           ? read_json (self->drafts, data + start, length - start, start, error)
           : read_toml (self->drafts, data + start, length - start, start, error);
  if (!ok)
    return NULL;
  make_profiles (self);
  return g_steal_pointer (&self);
}

/**
 * val_import_free:
 * @self: (transfer full): what was read
 */
void
val_import_free (ValImport *self)
{
  g_return_if_fail (self != NULL);

  g_bytes_unref (self->text);
  g_ptr_array_unref (self->drafts);
  g_object_unref (self->profiles);
  g_free (self);
}

/**
 * val_import_get_tool:
 * @self: what was read
 *
 * Returns: whose file it is
 */
ValImportTool
val_import_get_tool (ValImport *self)
{
  g_return_val_if_fail (self != NULL, VAL_IMPORT_CECTL);

  return self->tool;
}

/**
 * val_import_get_profiles:
 * @self: what was read
 *
 * Returns: (transfer none): the #ValImportProfile of the file, in its order
 */
GListModel *
val_import_get_profiles (ValImport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return G_LIST_MODEL (self->profiles);
}

/* Blanking. */

static gboolean
is_kept (ValImport *self, guint position, GPtrArray *kept)
{
  g_autoptr (ValImportProfile) profile =
      g_list_model_get_item (G_LIST_MODEL (self->profiles), position);
  const Draft *draft = self->drafts->pdata[position];

  for (guint i = 0; !draft->ambiguous && i < kept->len; i++)
    if (val_import_profile_equal (profile, kept->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_secrets (const Draft *draft)
{
  return draft->spans[FIELD_USER].length > 0 || draft->spans[FIELD_ORGANIZATION].length > 0;
}

static int
compare_spans (gconstpointer one, gconstpointer other)
{
  const Span *a = one;
  const Span *b = other;

  return (a->offset > b->offset) - (a->offset < b->offset);
}

static GArray *
collect_spans (ValImport *self, GPtrArray *kept, ValImportBlanking *blanking)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));

  for (guint i = 0; i < self->drafts->len; i++)
    {
      const Draft *draft = self->drafts->pdata[i];

      if (!has_secrets (draft))
        continue;
      if (is_kept (self, i, kept))
        {
          g_array_append_val (spans, draft->spans[FIELD_USER]);
          g_array_append_val (spans, draft->spans[FIELD_ORGANIZATION]);
        }
      else
        blanking->n_left++;
    }
  g_array_sort (spans, compare_spans);
  blanking->n_blanked = spans->len;
  return spans;
}

static GString *
leave_out (GBytes *text, GArray *spans)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  GString *rest = g_string_sized_new (length);
  gsize at = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      g_string_append_len (rest, data + at, (gssize) (span->offset - at));
      at = span->offset + span->length;
    }
  g_string_append_len (rest, data + at, (gssize) (length - at));
  return rest;
}

/* Profiles that share an organization hold the same secret for good reason; what matters is a copy
 * that belongs to none, such as in a comment. */
static guint
find_copy (const GString *rest, GPtrArray *kept)
{
  guint column;
  guint first = 0;

  for (guint i = 0; i < kept->len; i++)
    {
      const char *secret = val_import_profile_get_user_secret (kept->pdata[i]);
      const char *found = *secret != '\0' ? strstr (rest->str, secret) : NULL;
      guint line = 0;

      if (found != NULL)
        val_place_in_text (rest->str, found, &line, &column);
      if (line > 0 && (first == 0 || line < first))
        first = line;
    }
  return first;
}

/**
 * val_import_blank:
 * @self: what was read
 * @kept: (element-type ValImportProfile): profiles whose secrets are safe elsewhere
 * @blanking: (out): what was done
 *
 * Empties the secrets of those profiles of the file that equal one of @kept.  Every other byte
 * stays as it is.
 *
 * Returns: (transfer full): the new text, wiped when it goes
 */
GBytes *
val_import_blank (ValImport *self, GPtrArray *kept, ValImportBlanking *blanking)
{
  g_autoptr (GArray) spans = NULL;
  GString *rest;

  g_return_val_if_fail (self != NULL && kept != NULL && blanking != NULL, NULL);

  *blanking = (ValImportBlanking){ 0 };
  spans = collect_spans (self, kept, blanking);
  rest = leave_out (self->text, spans);
  blanking->copy_line = find_copy (rest, kept);
  return val_secret_bytes_new_take (rest);
}
