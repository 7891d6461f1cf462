/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"
#include "util/val-secret.h"

struct _ValSandbox
{
  GObject parent_instance;

  ValSandboxOptions options;
  char *faults_path;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;

  /* Written by the thread before it reports that it is ready, and read only afterwards. */
  char *base_url;
  char *provider_url;
  char *control_url;
  char *control_token;
  char *certificate_path;
  char *user_secret;
  char *organization_secret;
  char *email;
  char *password;
  guint port;
};

G_DEFINE_FINAL_TYPE (ValSandbox, val_sandbox, G_TYPE_OBJECT)

static void
publish (ValSandbox *self, const ValSandboxServer *server)
{
  self->base_url = g_strdup (server->base_url);
  self->provider_url = g_strdup (server->provider_url);
  self->control_url = g_strconcat (server->origin, "/sandbox", NULL);
  self->control_token = g_strdup (server->control_token);
  self->certificate_path = g_strdup (server->certificate_path);
  self->user_secret = g_strdup (server->user_secret);
  self->organization_secret = g_strdup (server->organization_secret);
  self->email = g_strdup (server->email);
  self->password = g_strdup (server->password);
  self->port = server->port;
}

static gboolean
report_cb (gpointer user_data)
{
  GTask *task = user_data;
  GError *error = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The task holds a reference to the sandbox.  It is let go by the thread that asked: the last one
 * waits for this thread to end, which this thread cannot do itself. */
static void
report (GTask *task, const GError *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (error != NULL)
    g_task_set_task_data (task, g_error_copy (error), (GDestroyNotify) g_error_free);
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, report_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
serve (ValSandbox *self, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ValSandboxServer) server = val_sandbox_server_new (&self->options, &error);

  if (server != NULL)
    publish (self, server);
  report (task, error);
  if (server != NULL)
    g_main_loop_run (self->loop);
}

static gpointer
thread_main (gpointer data)
{
  GTask *task = data;
  ValSandbox *self = g_task_get_source_object (task);
  GMainContext *context = g_main_context_ref (self->context);

  g_main_context_push_thread_default (context);
  serve (self, task);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
val_sandbox_dispose (GObject *object)
{
  val_sandbox_stop (VAL_SANDBOX (object));
  G_OBJECT_CLASS (val_sandbox_parent_class)->dispose (object);
}

static void
val_sandbox_finalize (GObject *object)
{
  ValSandbox *self = VAL_SANDBOX (object);

  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->faults_path);
  g_free (self->base_url);
  g_free (self->provider_url);
  g_free (self->control_url);
  g_free (self->certificate_path);
  val_secret_free (self->control_token);
  val_secret_free (self->user_secret);
  val_secret_free (self->organization_secret);
  g_free (self->email);
  val_secret_free (self->password);
  G_OBJECT_CLASS (val_sandbox_parent_class)->finalize (object);
}

static void
val_sandbox_class_init (ValSandboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = val_sandbox_dispose;
  object_class->finalize = val_sandbox_finalize;
}

static void
val_sandbox_init (ValSandbox *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
}

/**
 * val_sandbox_new:
 * @options: copied
 *
 * Returns: (transfer full): a sandbox that does not run yet
 */
ValSandbox *
val_sandbox_new (const ValSandboxOptions *options)
{
  ValSandbox *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (VAL_TYPE_SANDBOX, NULL);
  self->options = *options;
  self->faults_path = g_strdup (options->faults_path);
  self->options.faults_path = self->faults_path;
  return self;
}

/**
 * val_sandbox_start_async:
 * @self: a sandbox that was not started before
 * @cancellable: (nullable): ends the wait, not the sandbox; see val_sandbox_stop ()
 * @callback: called when it listens or cannot
 * @user_data: for @callback
 *
 * Begins to listen on loopback, on a thread of its own.
 */
void
val_sandbox_start_async (ValSandbox *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_SANDBOX (self));
  g_return_if_fail (self->thread == NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_sandbox_start_async);
  self->thread = g_thread_new ("valence-sandbox", thread_main, task);
}

/**
 * val_sandbox_start_finish:
 * @self: a sandbox
 * @result: of val_sandbox_start_async ()
 * @error: why it does not listen
 *
 * Returns: whether it listens
 */
gboolean
val_sandbox_start_finish (ValSandbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_sandbox_start_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_sandbox_stop:
 * @self: a sandbox
 *
 * Closes every connection and waits for the thread, which never takes long to end.  Does nothing
 * to a sandbox that is not running.
 */
void
val_sandbox_stop (ValSandbox *self)
{
  g_autoptr (GSource) source = NULL;

  g_return_if_fail (VAL_IS_SANDBOX (self));

  if (self->thread == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * val_sandbox_get_base_url:
 * @self: a sandbox
 *
 * Returns: (nullable): the platform's base URL (contract 2), or NULL before it listens
 */
const char *
val_sandbox_get_base_url (ValSandbox *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  return self->base_url;
}

/**
 * val_sandbox_get_user_secret:
 * @self: a sandbox
 *
 * Returns: (nullable): the user secret of this run, or NULL before it listens
 */
const char *
val_sandbox_get_user_secret (ValSandbox *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  return self->user_secret;
}

/**
 * val_sandbox_get_organization_secret:
 * @self: a sandbox
 *
 * Returns: (nullable): the organization secret of this run, or NULL before it listens
 */
const char *
val_sandbox_get_organization_secret (ValSandbox *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  return self->organization_secret;
}

/**
 * val_sandbox_get_email:
 * @self: a sandbox
 *
 * Returns: (nullable): the user's e-mail of this run (contract 1.9), or NULL before it listens
 */
const char *
val_sandbox_get_email (ValSandbox *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  return self->email;
}

/**
 * val_sandbox_get_password:
 * @self: a sandbox
 *
 * Returns: (nullable): the user's password of this run, or NULL before it listens
 */
const char *
val_sandbox_get_password (ValSandbox *self)
{
  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  return self->password;
}

/**
 * val_sandbox_describe:
 * @self: a sandbox that listens
 *
 * Everything that a client of this run needs to know, secrets among it.
 *
 * Returns: (transfer full): one line of JSON
 */
char *
val_sandbox_describe (ValSandbox *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  g_return_val_if_fail (VAL_IS_SANDBOX (self), NULL);

  json_object_set_string_member (object, "baseUrl", self->base_url);
  json_object_set_string_member (object, "providerUrl", self->provider_url);
  json_object_set_string_member (object, "userSecret", self->user_secret);
  json_object_set_string_member (object, "organizationSecret", self->organization_secret);
  json_object_set_string_member (object, "email", self->email);
  json_object_set_string_member (object, "password", self->password);
  json_object_set_string_member (object, "controlUrl", self->control_url);
  json_object_set_string_member (object, "controlToken", self->control_token);
  json_object_set_int_member (object, "port", self->port);
  json_object_set_int_member (object, "instances", self->options.instances);
  json_object_set_int_member (object, "seed", (gint64) self->options.seed);
  if (self->certificate_path != NULL)
    json_object_set_string_member (object, "certificate", self->certificate_path);
  json_node_set_object (node, object);
  return val_json_to_text (node, FALSE);
}
