/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

/* In a pattern, {i} is an instance's id, {e} an element's key or id, {} anything.  The first match
 * counts, so that words stand before what is free. */
static const ValSandboxRoute routes[] = {
  { "GET", "/instances", VAL_SANDBOX_AUTH_EITHER, val_sandbox_instances_list },
  { "POST", "/instances", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_create },
  { "PUT", "/instances", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_put },
  { "PATCH", "/instances", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_patch },
  { "DELETE", "/instances", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_delete },
  { "GET", "/instances/count", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_count },
  { "PUT", "/instances/enabled", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_enable },
  { "DELETE", "/instances/enabled", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_disable },
  { "PUT", "/instances/trace-logging", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_trace },
  { "DELETE", "/instances/trace-logging", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_instances_untrace },
  { "GET", "/instances/configuration", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_config_list },
  { "GET", "/instances/configuration/{}", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_config_get },
  { "PATCH", "/instances/configuration/{}", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_config_patch },
  { "GET", "/instances/docs", VAL_SANDBOX_AUTH_TOKEN, val_sandbox_docs_get },
  { "GET", "/instances/events", VAL_SANDBOX_AUTH_EITHER, val_sandbox_events_list },
  { "GET", "/instances/events/{}", VAL_SANDBOX_AUTH_EITHER, val_sandbox_events_get },
  { "GET", "/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_get },
  { "PUT", "/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_put },
  { "PATCH", "/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_patch },
  { "DELETE", "/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_delete },
  { "PUT", "/instances/{i}/enabled", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_enable },
  { "DELETE", "/instances/{i}/enabled", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_disable },
  { "PUT", "/instances/{i}/trace-logging", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_trace },
  { "DELETE", "/instances/{i}/trace-logging", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_instances_untrace },
  { "GET", "/instances/{i}/configuration", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_config_list },
  { "GET", "/instances/{i}/configuration/{}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_config_get },
  { "PATCH", "/instances/{i}/configuration/{}", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_config_patch },
  { "GET", "/instances/{i}/docs", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_docs_get },
  { "GET", "/instances/{i}/events", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_events_list },
  { "GET", "/instances/{i}/events/{}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_events_get },
  { "GET", "/elements", VAL_SANDBOX_AUTH_NONE, val_sandbox_elements_list },
  { "GET", "/elements/keys", VAL_SANDBOX_AUTH_NONE, val_sandbox_elements_keys },
  { "GET", "/elements/{e}", VAL_SANDBOX_AUTH_NONE, val_sandbox_elements_get },
  { "GET", "/elements/{e}/metadata", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_elements_metadata },
  { "GET", "/elements/{e}/configuration", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_elements_configuration },
  { "GET", "/elements/{e}/oauth/url", VAL_SANDBOX_AUTH_NONE, val_sandbox_oauth_url },
  { "POST", "/elements/{e}/oauth/url", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_oauth_url },
  { "GET", "/elements/{e}/oauth/token", VAL_SANDBOX_AUTH_NONE, val_sandbox_oauth1_token },
  { "GET", "/elements/{e}/instances", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_list },
  { "POST", "/elements/{e}/instances", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_create },
  { "GET", "/elements/{e}/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_get },
  { "PUT", "/elements/{e}/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_instances_put },
  { "DELETE", "/elements/{e}/instances/{i}", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_instances_delete },
  { "POST", "/authentication", VAL_SANDBOX_AUTH_NONE, val_sandbox_authentication_sign_in },
  { "GET", "/authentication/secrets", VAL_SANDBOX_AUTH_BEARER, val_sandbox_authentication_secrets },
  { "GET", "/organizations/me", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_platform_organization },
  { "GET", "/hubs", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_platform_hubs },
  { "GET", "/hubs/keys", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_platform_hub_keys },
  { "GET", "/hubs/{}/elements", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_platform_hub_elements },
  { "GET", "/usage", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_usage_list },
  { "GET", "/usage/{}", VAL_SANDBOX_AUTH_PLATFORM, val_sandbox_usage_get },
  { "GET", "/ping", VAL_SANDBOX_AUTH_ELEMENT, val_sandbox_platform_ping },
  { "GET", "/hubs/{}/ping", VAL_SANDBOX_AUTH_ELEMENT, val_sandbox_platform_ping },
  { "GET", "/hubs/{}/objects", VAL_SANDBOX_AUTH_ELEMENT, val_sandbox_platform_objects },
  { "GET", "/notifications/subscriptions", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_list },
  { "POST", "/notifications/subscriptions", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_create },
  { "GET", "/notifications/subscriptions/deliveries", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_deliveries },
  { "PUT", "/notifications/subscriptions/deliveries", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_redeliver },
  { "GET", "/notifications/subscriptions/{}", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_get },
  { "DELETE", "/notifications/subscriptions/{}", VAL_SANDBOX_AUTH_PLATFORM,
    val_sandbox_subscriptions_delete },
  { "GET", "/events/{e}", VAL_SANDBOX_AUTH_HOOK, val_sandbox_events_inbound },
  { "POST", "/events/{e}", VAL_SANDBOX_AUTH_HOOK, val_sandbox_events_inbound },
  { "GET", "/events/{e}/{}", VAL_SANDBOX_AUTH_HOOK, val_sandbox_events_inbound },
  { "POST", "/events/{e}/{}", VAL_SANDBOX_AUTH_HOOK, val_sandbox_events_inbound },
};

static const ValSandboxRoute other_routes[] = {
  { "GET", "/provider", VAL_SANDBOX_AUTH_PAGE, val_sandbox_provider_home },
  { "GET", "/provider/hootsuite/apps", VAL_SANDBOX_AUTH_PAGE, val_sandbox_hootsuite_apps },
  { "POST", "/provider/hootsuite/apps", VAL_SANDBOX_AUTH_PAGE, val_sandbox_hootsuite_save },
  { "POST", "/provider/hootsuite/apps/send", VAL_SANDBOX_AUTH_PAGE, val_sandbox_hootsuite_send },
  { "GET", "/provider/{e}/oauth2/auth", VAL_SANDBOX_AUTH_PAGE, val_sandbox_provider_ask },
  { "POST", "/provider/{e}/oauth2/auth", VAL_SANDBOX_AUTH_PAGE, val_sandbox_provider_decide },
  { "GET", "/provider/{e}/oauth1/authorize", VAL_SANDBOX_AUTH_PAGE, val_sandbox_oauth1_ask },
  { "POST", "/provider/{e}/oauth1/authorize", VAL_SANDBOX_AUTH_PAGE, val_sandbox_oauth1_decide },
  { "GET", "/sandbox/account", VAL_SANDBOX_AUTH_SEAM, val_sandbox_control_account },
  { "GET", "/sandbox/state", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_state },
  { "GET", "/sandbox/requests", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_requests },
  { "DELETE", "/sandbox/requests", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_forget },
  { "PUT", "/sandbox/faults", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_set_faults },
  { "DELETE", "/sandbox/faults", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_clear_faults },
  { "POST", "/sandbox/clock", VAL_SANDBOX_AUTH_CONTROL, val_sandbox_control_clock },
};

typedef struct
{
  const ValSandboxRoute *table;
  guint length;
  char **segments;
} Search;

static gboolean
is_number (const char *text)
{
  return *text != '\0' && strlen (text) <= 18 && strspn (text, "0123456789") == strlen (text);
}

static gboolean
segment_matches (const char *pattern, gsize length, const char *segment)
{
  if (length == 3 && strncmp (pattern, "{i}", 3) == 0)
    return is_number (segment);
  if (*pattern == '{')
    return *segment != '\0';
  return strlen (segment) == length && strncmp (pattern, segment, length) == 0;
}

static gboolean
path_matches (const char *pattern, char **segments)
{
  while (*pattern == '/' && *segments != NULL)
    {
      gsize length = strcspn (++pattern, "/");

      if (!segment_matches (pattern, length, *segments))
        return FALSE;
      pattern += length;
      segments++;
    }
  return *pattern == '\0' && *segments == NULL;
}

static char **
split_path (const char *path)
{
  char **segments = g_strsplit (path + (*path == '/'), "/", 16);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      char *plain = g_uri_unescape_string (segments[i], NULL);

      g_free (segments[i]);
      segments[i] = plain != NULL ? plain : g_strdup ("");
    }
  return segments;
}

/* A route for the path; one for the method as well, where there is one. */
static const ValSandboxRoute *
find_route (const Search *search, const char *method)
{
  const ValSandboxRoute *found = NULL;

  for (guint i = 0; i < search->length; i++)
    {
      const ValSandboxRoute *route = &search->table[i];

      if (found != NULL && !g_str_equal (found->pattern, route->pattern))
        continue;
      if (found == NULL && !path_matches (route->pattern, search->segments))
        continue;
      if (g_str_equal (route->method, method))
        return route;
      found = route;
    }
  return found;
}

static void
refuse_method (ValSandboxCall *call, const Search *search)
{
  g_autoptr (GString) allowed = g_string_new (NULL);

  for (guint i = 0; i < search->length; i++)
    if (g_str_equal (search->table[i].pattern, call->route->pattern))
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "",
                              search->table[i].method);
  val_sandbox_call_set_header (call, "Allow", allowed->str);
  val_sandbox_call_error (call, 405, "Method not allowed");
}

static gboolean
resolve_instance (ValSandboxCall *call, const char *segment)
{
  gint64 id = g_ascii_strtoll (segment, NULL, 10);
  ValSandboxInstance *instance = val_sandbox_store_find (call->server->store, id);

  if (instance != NULL && (call->element == NULL || call->element == instance->element))
    {
      call->instance = instance;
      return TRUE;
    }
  val_sandbox_call_error (call, 404, "No element instance found with ID %s", segment);
  return FALSE;
}

static gboolean
resolve_element (ValSandboxCall *call, const char *segment)
{
  call->element = val_sandbox_catalogue_find (call->server->catalogue, segment);
  if (call->element != NULL)
    return TRUE;
  if (call->route->auth == VAL_SANDBOX_AUTH_PAGE)
    val_sandbox_provider_refuse (call, 404, "There is no such provider.");
  else
    val_sandbox_call_error (call, 404, "No element found with key or ID %s", segment);
  return FALSE;
}

/* Finds what the path names. */
static gboolean
resolve (ValSandboxCall *call, char **segments)
{
  const char *pattern = call->route->pattern;

  for (; *segments != NULL; segments++)
    {
      gsize length = strcspn (++pattern, "/");

      if (strncmp (pattern, "{i}", length) == 0 && !resolve_instance (call, *segments))
        return FALSE;
      if (strncmp (pattern, "{e}", length) == 0 && !resolve_element (call, *segments))
        return FALSE;
      if (length == 2 && strncmp (pattern, "{}", 2) == 0)
        call->argument = g_strdup (*segments);
      pattern += length;
    }
  return TRUE;
}

static gboolean
accepts_json (ValSandboxCall *call)
{
  const char *accept = soup_message_headers_get_list (
      soup_server_message_get_request_headers (call->message), "Accept");

  if (accept == NULL || strstr (accept, "*/*") != NULL ||
      strstr (accept, "application/*") != NULL || strstr (accept, "application/json") != NULL)
    return TRUE;
  val_sandbox_call_error (call, 406, "Only application/json can be produced");
  return FALSE;
}

static gboolean
parse_body (ValSandboxCall *call, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  call->body = val_json_parse (text, length, &error);
  if (call->body == NULL)
    val_sandbox_call_error (call, 400, "Invalid JSON in the request body: %s", error->message);
  return call->body != NULL;
}

static gboolean
read_body (ValSandboxCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (call->message));

  if (g_bytes_get_size (bytes) == 0)
    return TRUE;
  if (type == NULL || g_str_equal (type, "application/json"))
    return parse_body (call, bytes);
  val_sandbox_call_error (call, 415, "Unsupported media type %s", type);
  return FALSE;
}

static gboolean
negotiate (ValSandboxCall *call)
{
  if (call->route->auth == VAL_SANDBOX_AUTH_PAGE || call->route->auth == VAL_SANDBOX_AUTH_HOOK)
    return TRUE;
  return accepts_json (call) && read_body (call);
}

static void
run (ValSandboxCall *call, const Search *search)
{
  const char *method = soup_server_message_get_method (call->message);

  call->route = find_route (search, method);
  if (call->route == NULL)
    val_sandbox_call_error (call, 404, "No such resource");
  else if (!g_str_equal (call->route->method, method))
    refuse_method (call, search);
  else if (val_sandbox_auth_check (call, call->route->auth) && resolve (call, search->segments) &&
           negotiate (call))
    call->route->handler (call);
}

/**
 * val_sandbox_router_dispatch:
 * @call: from a client that may be answered
 *
 * Answers @call, or holds it.
 */
void
val_sandbox_router_dispatch (ValSandboxCall *call)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (call->message));
  gboolean is_api = g_str_has_prefix (path, VAL_SANDBOX_API "/");
  g_auto (GStrv) segments = split_path (is_api ? path + strlen (VAL_SANDBOX_API) : path);
  Search search = { is_api ? routes : other_routes,
                    is_api ? G_N_ELEMENTS (routes) : G_N_ELEMENTS (other_routes), segments };

  run (call, &search);
}
