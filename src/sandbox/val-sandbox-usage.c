/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include <string.h>

#define KEPT        2000
#define PAGE        100
#define WEEK        (7 * 24 * 60 * 60)
#define FIRST_ROW   880000001
#define HOOKS       VAL_SANDBOX_API "/events/"
#define OWN_COMPANY 3001
#define OWN_ACCOUNT 4001
#define OWN_USER    5001

typedef struct
{
  gint64 id;
  gint64 date; /* seconds since 1970 */
  gint64 took; /* milliseconds */
  guint status;
  const ValSandboxElement *element; /* (nullable) */
  const ValSandboxRoute *route;     /* (nullable) */
  char *request_id;
  char *path;
  char *instance; /* (nullable): its name */
} Row;

/* What the platform was asked, as it tells it itself (contract 3.10). */
struct _ValSandboxUsage
{
  GQueue rows; /* (element-type Row): oldest first */
  gint64 next_id;
};

/* What of it a query asks for. */
typedef struct
{
  ValSandboxCall *call;
  gint64 from;
  gint64 to;
  gint64 before; /* id */
} Filter;

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->request_id);
  g_free (self->path);
  g_free (self->instance);
  g_free (self);
}

/**
 * val_sandbox_usage_new:
 *
 * Returns: (transfer full): no rows yet
 */
ValSandboxUsage *
val_sandbox_usage_new (void)
{
  ValSandboxUsage *self = g_new0 (ValSandboxUsage, 1);

  g_queue_init (&self->rows);
  self->next_id = FIRST_ROW;
  return self;
}

/**
 * val_sandbox_usage_free:
 * @self: (transfer full): rows
 */
void
val_sandbox_usage_free (ValSandboxUsage *self)
{
  g_queue_clear_full (&self->rows, row_free);
  g_free (self);
}

/**
 * val_sandbox_usage_add:
 * @call: with its answer
 *
 * Notes a call of the platform's API; a provider's webhook is none.
 */
void
val_sandbox_usage_add (ValSandboxUsage *self, ValSandboxCall *call)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (call->message));
  Row *row;

  if (!g_str_has_prefix (path, VAL_SANDBOX_API "/") || g_str_has_prefix (path, HOOKS))
    return;
  row = g_new0 (Row, 1);
  row->id = self->next_id++;
  row->date = val_sandbox_server_now (call->server) / G_USEC_PER_SEC;
  row->took = (g_get_monotonic_time () - call->started) / 1000;
  row->status = soup_server_message_get_status (call->message);
  row->element = call->instance != NULL ? call->instance->element : call->element;
  row->route = call->route;
  row->request_id = g_strdup (call->request_id);
  row->path = g_utf8_make_valid (path, -1);
  row->instance = call->instance != NULL ? g_strdup (call->instance->name) : NULL;
  g_queue_push_tail (&self->rows, row);
  if (g_queue_get_length (&self->rows) > KEPT)
    row_free (g_queue_pop_head (&self->rows));
}

static const char *
status_word (const Row *row)
{
  return SOUP_STATUS_IS_SUCCESSFUL (row->status) ? "SUCCESS" : "FAILED";
}

static void
add_origin (JsonObject *object)
{
  json_object_set_string_member (object, "requestIP", "127.0.0.1");
  json_object_set_int_member (object, "accountId", OWN_ACCOUNT);
  json_object_set_int_member (object, "userId", OWN_USER);
  json_object_set_int_member (object, "companyId", OWN_COMPANY);
}

static JsonObject *
row_json (const Row *row)
{
  JsonObject *object = json_object_new ();
  g_autofree char *date = val_sandbox_iso (row->date);
  g_autofree char *api = row->route != NULL
                             ? g_strdup_printf ("%s %s", row->route->method, row->route->pattern)
                             : NULL;

  json_object_set_int_member (object, "id", row->id);
  json_object_set_string_member (object, "requestId", row->request_id);
  json_object_set_string_member (object, "requestStatus", status_word (row));
  json_object_set_string_member (object, "usageDate", date);
  json_object_set_int_member (object, "processTime", row->took);
  json_object_set_string_member (object, "requestURI", row->path);
  json_object_set_string_member (object, "elementApi", api);
  json_object_set_string_member (object, "elementKey",
                                 row->element != NULL ? row->element->key : NULL);
  json_object_set_string_member (object, "elementName",
                                 row->element != NULL ? row->element->name : NULL);
  json_object_set_string_member (object, "instanceName", row->instance);
  add_origin (object);
  return object;
}

/* Without any keys[], every element is meant. */
static gboolean
has_key (const Filter *filter, const Row *row)
{
  GPtrArray *query = filter->call->query;
  gboolean asked = FALSE;

  for (guint i = 0; i + 1 < query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (query, i), "keys[]"))
      {
        asked = TRUE;
        if (row->element != NULL &&
            g_str_equal (g_ptr_array_index (query, i + 1), row->element->key))
          return TRUE;
      }
  return !asked;
}

static gboolean
equals_or_unasked (const Filter *filter, const char *name, const char *value)
{
  const char *asked = val_sandbox_call_query (filter->call, name);

  return asked == NULL || g_strcmp0 (asked, value) == 0;
}

static gboolean
passes (const Filter *filter, const Row *row)
{
  const char *text = val_sandbox_call_query (filter->call, "searchText");

  return row->date >= filter->from && row->date <= filter->to &&
         equals_or_unasked (filter, "status", status_word (row)) &&
         equals_or_unasked (filter, "hub", row->element != NULL ? row->element->hub : NULL) &&
         (text == NULL || strstr (row->path, text) != NULL) && has_key (filter, row);
}

static gboolean
read_date (ValSandboxCall *call, const char *name, gint64 *seconds)
{
  const char *text = val_sandbox_call_query (call, name);
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL)
    return TRUE;
  date = g_date_time_new_from_iso8601 (text, NULL);
  if (date == NULL)
    {
      val_sandbox_call_error (call, 400, "Invalid date in parameter %s", name);
      return FALSE;
    }
  *seconds = g_date_time_to_unix (date);
  return TRUE;
}

static gboolean
read_before (ValSandboxCall *call, gint64 *before)
{
  const char *token = val_sandbox_call_query (call, "nextPage");

  if (token == NULL || g_ascii_string_to_signed (token, 10, 1, G_MAXINT64, before, NULL))
    return TRUE;
  val_sandbox_call_error (call, 400, "Invalid nextPage token");
  return FALSE;
}

static void
answer_rows (const Filter *filter, guint size)
{
  ValSandboxUsage *self = filter->call->server->usage;
  JsonArray *array = json_array_new ();
  gint64 total = 0;
  char *next = NULL;

  for (GList *l = self->rows.tail; l != NULL; l = l->prev)
    {
      const Row *row = l->data;
      gboolean later;

      if (!passes (filter, row))
        continue;
      total++;
      later = row->id >= filter->before;
      if (!later && json_array_get_length (array) < size)
        json_array_add_object_element (array, row_json (row));
      else if (!later && next == NULL)
        next = g_strdup_printf ("%" G_GINT64_FORMAT, row->id + 1);
    }
  if (total > 0)
    {
      val_sandbox_call_take_page (filter->call, array, total, next);
      return;
    }
  json_array_unref (array);
  val_sandbox_call_error (filter->call, 404, "No usage found");
}

/* GET /usage, newest first (contract 3.1, 3.10). */
void
val_sandbox_usage_list (ValSandboxCall *call)
{
  gint64 now = val_sandbox_server_now (call->server) / G_USEC_PER_SEC;
  Filter filter = { call, now - WEEK, G_MAXINT64, G_MAXINT64 };
  guint size = PAGE;

  if (val_sandbox_call_query (call, "pageSize") != NULL &&
      !val_sandbox_call_page_size (call, &size))
    return;
  if (read_date (call, "from", &filter.from) && read_date (call, "to", &filter.to) &&
      read_before (call, &filter.before))
    answer_rows (&filter, size);
}

/* GET /usage/{id}, by the id of the row or of the request (contract 3.1). */
void
val_sandbox_usage_get (ValSandboxCall *call)
{
  ValSandboxUsage *self = call->server->usage;

  for (GList *l = self->rows.tail; l != NULL; l = l->prev)
    {
      const Row *row = l->data;
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);

      if (g_str_equal (row->request_id, call->argument) || g_str_equal (id, call->argument))
        {
          val_sandbox_call_take_object (call, row_json (row));
          return;
        }
    }
  val_sandbox_call_error (call, 404, "No usage found with ID %s", call->argument);
}
