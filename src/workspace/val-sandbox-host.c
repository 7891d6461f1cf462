/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-sandbox-host.h"

#include "sandbox/val-sandbox.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define DEMO_INSTANCES 24
#define ACCOUNT_PATH   "/sandbox/account"
#define MAX_ANSWER     4096

struct _ValSandboxHost
{
  GObject parent_instance;

  char *url;                 /* (owned) (nullable): of a running sandbox; NULL to embed one */
  ValSandbox *sandbox;       /* (owned) (nullable) */
  SoupSession *soup;         /* (owned) (nullable) */
  char *base_url;            /* (owned) (nullable) */
  char *user_secret;         /* (owned) (nullable) */
  char *organization_secret; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValSandboxHost, val_sandbox_host, G_TYPE_OBJECT)

static void
embedded_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValSandboxHost *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!val_sandbox_start_finish (self->sandbox, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->base_url = g_strdup (val_sandbox_get_base_url (self->sandbox));
  self->user_secret = g_strdup (val_sandbox_get_user_secret (self->sandbox));
  self->organization_secret = g_strdup (val_sandbox_get_organization_secret (self->sandbox));
  g_task_return_boolean (task, TRUE);
}

static gboolean
read_account (ValSandboxHost *self, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = val_json_parse (text, length, error);
  JsonObject *object = val_json_node_object (node);

  if (node == NULL)
    return FALSE;
  self->base_url = g_strdup (val_json_get_string (object, "baseUrl"));
  self->user_secret = g_strdup (val_json_get_string (object, "userSecret"));
  self->organization_secret = g_strdup (val_json_get_string (object, "organizationSecret"));
  if (self->base_url != NULL && self->user_secret != NULL && self->organization_secret != NULL)
    return TRUE;
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_BAD_ANSWER,
                       _ ("There is no sandbox at this address."));
  return FALSE;
}

static void
account_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValSandboxHost *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *buffer = g_task_get_task_data (task);
  gsize length;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error) &&
      read_account (self, buffer, length, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      val_error_adopt (&error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

static void
account_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send_finish (SOUP_SESSION (source), result, &error);
  char *buffer = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (stream != NULL)
    {
      g_input_stream_read_all_async (stream, buffer, MAX_ANSWER, G_PRIORITY_DEFAULT, cancellable,
                                     account_read_cb, g_steal_pointer (&task));
      return;
    }
  val_error_adopt (&error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 && val_uri_is_loopback (uri))
    return g_steal_pointer (&uri);
  g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                       _ ("A sandbox has an address such as http://localhost:8080."));
  return NULL;
}

static void
ask_running (ValSandboxHost *self, GTask *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = parse_url (self->url, &error);
  g_autoptr (GUri) target = NULL;
  g_autoptr (SoupMessage) message = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (uri == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  target = g_uri_parse_relative (uri, ACCOUNT_PATH, SOUP_HTTP_URI_FLAGS, NULL);
  message = soup_message_new_from_uri ("GET", target);
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* A page in a browser cannot send this header without being asked first. */
  soup_message_headers_append (soup_message_get_request_headers (message), "Valence-Sandbox", "1");
  self->soup = soup_session_new_with_options ("timeout", 10, NULL);
  g_task_set_task_data (task, g_malloc0 (MAX_ANSWER), g_free);
  soup_session_send_async (self->soup, message, G_PRIORITY_DEFAULT, cancellable,
                           account_answered_cb, g_steal_pointer (&task));
}

static void
val_sandbox_host_finalize (GObject *object)
{
  ValSandboxHost *self = VAL_SANDBOX_HOST (object);

  if (self->sandbox != NULL)
    val_sandbox_stop (self->sandbox);
  g_clear_object (&self->sandbox);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->base_url, g_free);
  val_secret_clear (&self->user_secret);
  val_secret_clear (&self->organization_secret);
  G_OBJECT_CLASS (val_sandbox_host_parent_class)->finalize (object);
}

static void
val_sandbox_host_class_init (ValSandboxHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_sandbox_host_finalize;
}

static void
val_sandbox_host_init (ValSandboxHost *self)
{
}

/**
 * val_sandbox_host_new:
 * @url: (nullable): address of a running sandbox, or NULL to embed one
 *
 * Returns: (transfer full): a host; the embedded sandbox ends with it
 */
ValSandboxHost *
val_sandbox_host_new (const char *url)
{
  ValSandboxHost *self = g_object_new (VAL_TYPE_SANDBOX_HOST, NULL);

  self->url = g_strdup (url);
  return self;
}

/**
 * val_sandbox_host_start_async:
 * @self: a host
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 */
void
val_sandbox_host_start_async (ValSandboxHost *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const ValSandboxOptions options = { .instances = DEMO_INSTANCES, .seed = 1 };
  GTask *task;

  g_return_if_fail (VAL_IS_SANDBOX_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_sandbox_host_start_async);
  if (self->url != NULL)
    {
      ask_running (self, task);
      return;
    }
  self->sandbox = val_sandbox_new (&options);
  val_sandbox_start_async (self->sandbox, cancellable, embedded_started_cb, task);
}

/**
 * val_sandbox_host_start_finish:
 * @self: a host
 * @result: from the callback
 * @error: why there is no sandbox
 *
 * Returns: whether the sandbox answers and its account is known
 */
gboolean
val_sandbox_host_start_finish (ValSandboxHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_sandbox_host_get_base_url:
 * @self: a started host
 *
 * Returns: (transfer none) (nullable): base URL of the imitated platform
 */
const char *
val_sandbox_host_get_base_url (ValSandboxHost *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX_HOST (self), NULL);

  return self->base_url;
}

/**
 * val_sandbox_host_get_user_secret:
 * @self: a started host
 *
 * Returns: (transfer none) (nullable): user secret of its account
 */
const char *
val_sandbox_host_get_user_secret (ValSandboxHost *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX_HOST (self), NULL);

  return self->user_secret;
}

/**
 * val_sandbox_host_get_organization_secret:
 * @self: a started host
 *
 * Returns: (transfer none) (nullable): organization secret of its account
 */
const char *
val_sandbox_host_get_organization_secret (ValSandboxHost *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX_HOST (self), NULL);

  return self->organization_secret;
}
