/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-usage.h"

#include "util/val-json.h"

/* The first of the names that has a value: documents and tests disagree (contract 11.19). */
static char *
read_text (JsonObject *object, const char *const *names)
{
  char *text = NULL;

  for (; *names != NULL && text == NULL; names++)
    text = val_json_dup_text (object, *names);
  return text;
}

#define READ(object, ...) read_text ((object), (const char *const[]){ __VA_ARGS__, NULL })

static gint64
read_number (JsonObject *object, const char *name, const char *other)
{
  return val_json_get_int (object, name, val_json_get_int (object, other, -1));
}

/**
 * val_usage_new_from_json:
 * @object: a usage row, in camel case or in snake case (contract 3.10)
 *
 * Returns: (transfer full): what of it is known
 */
ValUsage *
val_usage_new_from_json (JsonObject *object)
{
  ValUsage *self;

  g_return_val_if_fail (object != NULL, NULL);

  self = g_new0 (ValUsage, 1);
  self->id = READ (object, "id", "traffic_id", "trafficId");
  self->status = READ (object, "requestStatus", "request_status");
  self->date = READ (object, "usageDate", "traffic_date", "trafficDate");
  self->process_time = read_number (object, "processTime", "process_time");
  self->uri = READ (object, "requestURI", "request_uri", "requestUri");
  self->ip = READ (object, "requestIP", "request_ip", "requestIp");
  self->api = READ (object, "elementApi", "element_api");
  self->element = READ (object, "elementName", "element_name", "elementKey", "element_key");
  self->instance = READ (object, "instanceName", "instance_name");
  self->user = READ (object, "userId", "user_id");
  self->account = READ (object, "accountId", "account_id");
  return self;
}

/**
 * val_usage_free:
 * @self: (transfer full): a usage row
 */
void
val_usage_free (ValUsage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->status);
  g_free (self->date);
  g_free (self->uri);
  g_free (self->ip);
  g_free (self->api);
  g_free (self->element);
  g_free (self->instance);
  g_free (self->user);
  g_free (self->account);
  g_free (self);
}
