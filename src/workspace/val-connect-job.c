/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-connect-job.h"

#include "api/val-instances-api.h"
#include "util/val-error.h"
#include "util/val-secret.h"
#include "workspace/val-connect-body.h"
#include "workspace/val-connect-renew.h"
#include "workspace/val-connect-search.h"

#include <glib/gi18n-lib.h>

/* Providers let a code live for about ten minutes (contract 6.6). */
#define CONSENT_SECONDS 600

/* What one run needs of its own: the caller's input lives only as long as the call. */
typedef struct
{
  ValConnectInput *input; /* (owned) */
  GHashTable *known;      /* (owned) (nullable) (element-type gint64): ids before POST */
  GDateTime *sent;        /* (owned) (nullable): when POST went out */
  ValInstance *stored;    /* (owned) (nullable): what came of it */
} ConnectRun;

struct _ValConnectJob
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) */
  ValElement *element;     /* (owned) */
  ValInstance *renewed;    /* (owned) (nullable): to be re-authenticated; NULL for a new one */
  ValSession *session;     /* (owned) (nullable): of the run; the account may be switched */
  ValOAuthFlow *flow;      /* (owned) (nullable) */
  ValConnectPhase phase;

  /* What is to be kept, until the job goes away, so that keeping can be tried again. */
  gint64 id;
  char *token;         /* (owned) (nullable): secret */
  char *client_id;     /* (owned) (nullable) */
  char *client_secret; /* (owned) (nullable): secret */
  char *signature_key; /* (owned) (nullable): secret */
  GError *keep_error;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValConnectJob, val_connect_job, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PHASE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
connect_run_free (ConnectRun *run)
{
  g_clear_object (&run->stored);
  g_clear_pointer (&run->input, val_connect_input_free);
  g_clear_pointer (&run->known, g_hash_table_unref);
  g_clear_pointer (&run->sent, g_date_time_unref);
  g_free (run);
}

static ConnectRun *
connect_run_new (const ValConnectInput *input)
{
  ConnectRun *run = g_new0 (ConnectRun, 1);

  run->input = val_connect_input_copy (input);
  return run;
}

static void
set_phase (ValConnectJob *self, ValConnectPhase phase)
{
  if (self->phase == phase)
    return;
  self->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
remember_secrets (ValConnectJob *self, ConnectRun *run, ValInstance *instance)
{
  GHashTable *values = run->input->configuration;

  self->id = val_instance_get_id (instance);
  self->token = g_strdup (val_instance_get_token (instance));
  self->client_id = g_strdup (g_hash_table_lookup (values, VAL_KEY_OAUTH_KEY));
  self->client_secret = g_strdup (g_hash_table_lookup (values, VAL_KEY_OAUTH_SECRET));
  self->signature_key = g_strdup (g_hash_table_lookup (values, VAL_KEY_SIGNATURE_KEY));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValConnectJob *self = VAL_CONNECT_JOB (source);
  ConnectRun *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* The job has done its work either way; get_keep_error () tells. */
  val_connect_job_keep_finish (self, result, &error);
  set_phase (self, VAL_CONNECT_DONE);
  g_task_return_pointer (task, g_steal_pointer (&run->stored), g_object_unref);
}

static gboolean
account_is_open (ValConnectJob *self)
{
  return val_workspace_get_session (self->workspace) == self->session;
}

static void
adopt (GTask *task, ValInstance *created)
{
  ValConnectJob *self = g_task_get_source_object (task);
  ConnectRun *run = g_task_get_task_data (task);
  ValInstance *stored = created;

  remember_secrets (self, run, created);
  if (account_is_open (self))
    stored = val_instance_store_put (val_workspace_get_instances (self->workspace), created);
  g_set_object (&run->stored, stored);
  set_phase (self, VAL_CONNECT_KEEPING);
  val_connect_job_keep_async (self, NULL, kept_cb, g_object_ref (task));
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) found = val_connect_search_finish (VAL_SESSION (source), result, &error);

  if (found != NULL)
    adopt (task, found);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
search (GTask *task)
{
  ValConnectJob *self = g_task_get_source_object (task);
  ConnectRun *run = g_task_get_task_data (task);
  const ValConnectSearch lost = {
    .element_key = val_element_get_key (self->element),
    .name = run->input->name,
    .known = run->known,
    .sent = run->sent,
  };

  val_connect_search_async (self->session, &lost, NULL, searched_cb, g_object_ref (task));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) instance =
      val_instances_api_create_finish (VAL_SESSION (source), result, &error);

  if (instance != NULL)
    adopt (task, instance);
  else if (val_error_is (error, VAL_ERROR_UNKNOWN_OUTCOME))
    search (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GHashTable *
list_known_ids (ValWorkspace *workspace)
{
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (workspace));
  GHashTable *known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n = g_list_model_get_n_items (instances);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ValInstance) instance = g_list_model_get_item (instances, i);
      gint64 id = val_instance_get_id (instance);

      g_hash_table_add (known, g_memdup2 (&id, sizeof id));
    }
  return known;
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_connect_renew_finish (VAL_SESSION (source), result, &error);

  if (now != NULL)
    adopt (task, now);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
renew (GTask *task, ValRedirect *redirect)
{
  ValConnectJob *self = g_task_get_source_object (task);
  ConnectRun *run = g_task_get_task_data (task);
  g_autoptr (JsonNode) body =
      val_connect_body_new_reauthenticate (self->element, self->renewed, run->input, redirect);

  val_connect_renew_async (self->session, self->renewed, body, NULL, renewed_cb,
                           g_object_ref (task));
}

static void
create (GTask *task, ValRedirect *redirect)
{
  ValConnectJob *self = g_task_get_source_object (task);
  ConnectRun *run = g_task_get_task_data (task);
  g_autoptr (JsonNode) body = val_connect_body_new (self->element, run->input, redirect);

  run->known = list_known_ids (self->workspace);
  run->sent = g_date_time_new_now_utc ();
  val_instances_api_create_async (self->session, body, NULL, created_cb, g_object_ref (task));
}

/* From here on nothing takes the request back: cancelling is not seen any more, so that whoever
 * waits gets to know what became of it. */
static void
send_request (GTask *task, ValRedirect *redirect)
{
  ValConnectJob *self = g_task_get_source_object (task);

  g_task_set_check_cancellable (task, FALSE);
  set_phase (self, VAL_CONNECT_CREATING);
  if (self->renewed != NULL)
    renew (task, redirect);
  else
    create (task, redirect);
}

static void
consent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ConnectRun *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (ValRedirect) redirect =
      val_oauth_flow_run_finish (VAL_OAUTH_FLOW (source), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (redirect == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  val_connect_input_set_callback_url (run->input,
                                      val_oauth_flow_get_callback_url (VAL_OAUTH_FLOW (source)));
  send_request (task, redirect);
}

static void
follow_flow (ValConnectJob *self)
{
  switch (val_oauth_flow_get_phase (self->flow))
    {
    case VAL_OAUTH_ASKING:
      set_phase (self, VAL_CONNECT_ASKING);
      break;
    case VAL_OAUTH_WAITING:
      set_phase (self, VAL_CONNECT_CONSENT);
      break;
    case VAL_OAUTH_IDLE:
    case VAL_OAUTH_DONE:
    default:
      break;
    }
}

static void
ask_consent (GTask *task, ValConsent consent, ValOAuthLaunch launch, gpointer launch_data)
{
  ValConnectJob *self = g_task_get_source_object (task);
  const ConnectRun *run = g_task_get_task_data (task);
  const ValConnectInput *input = run->input;
  const ValOAuthRequest request = {
    .element_key = val_element_get_key (self->element),
    .api_key = val_connect_input_lookup (input, self->element, VAL_KEY_OAUTH_KEY),
    .api_secret = val_connect_input_lookup (input, self->element, VAL_KEY_OAUTH_SECRET),
    .callback_url = input->callback_url,
    .scope = val_connect_input_lookup (input, self->element, VAL_KEY_OAUTH_SCOPE),
    .site_address = val_connect_input_find_site_address (input, self->element),
  };

  self->flow = val_oauth_flow_new (self->session, consent, input->callback_url);
  g_signal_connect_object (self->flow, "notify::phase", G_CALLBACK (follow_flow), self,
                           G_CONNECT_SWAPPED);
  val_oauth_flow_run_async (self->flow, &request, CONSENT_SECONDS, launch, launch_data,
                            g_task_get_cancellable (task), consent_cb, g_object_ref (task));
}

static void
return_not_kept (GTask *task, GError *error)
{
  ValConnectJob *self = g_task_get_source_object (task);

  g_clear_error (&self->keep_error);
  self->keep_error = g_error_copy (error);
  g_task_return_error (task, error);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValConnectJob *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!val_workspace_keep_finish (VAL_WORKSPACE (source), result, &error))
    {
      return_not_kept (task, error);
      return;
    }
  g_clear_error (&self->keep_error);
  g_task_return_boolean (task, TRUE);
}

static void
val_connect_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValConnectJob *self = VAL_CONNECT_JOB (object);

  switch (prop_id)
    {
    case PROP_PHASE:
      g_value_set_uint (value, self->phase);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_connect_job_dispose (GObject *object)
{
  ValConnectJob *self = VAL_CONNECT_JOB (object);

  g_clear_object (&self->flow);
  g_clear_object (&self->session);
  g_clear_object (&self->renewed);
  g_clear_object (&self->element);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (val_connect_job_parent_class)->dispose (object);
}

static void
val_connect_job_finalize (GObject *object)
{
  ValConnectJob *self = VAL_CONNECT_JOB (object);

  val_secret_clear (&self->token);
  val_secret_clear (&self->client_id);
  val_secret_clear (&self->client_secret);
  val_secret_clear (&self->signature_key);
  g_clear_error (&self->keep_error);
  G_OBJECT_CLASS (val_connect_job_parent_class)->finalize (object);
}

static void
val_connect_job_class_init (ValConnectJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_connect_job_get_property;
  object_class->dispose = val_connect_job_dispose;
  object_class->finalize = val_connect_job_finalize;

  properties[PROP_PHASE] =
      g_param_spec_uint ("phase", NULL, NULL, VAL_CONNECT_IDLE, VAL_CONNECT_DONE, VAL_CONNECT_IDLE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_connect_job_init (ValConnectJob *self)
{
}

/**
 * val_connect_job_new:
 * @workspace: where the instance and its secrets go
 * @element: what the instance is to be of; with its fields (contract 8)
 *
 * Returns: (transfer full): a job, good for one run
 */
ValConnectJob *
val_connect_job_new (ValWorkspace *workspace, ValElement *element)
{
  ValConnectJob *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);

  self = g_object_new (VAL_TYPE_CONNECT_JOB, NULL);
  self->workspace = g_object_ref (workspace);
  self->element = g_object_ref (element);
  return self;
}

/**
 * val_connect_job_new_reauthenticate:
 * @workspace: where the instance is and its secrets go
 * @element: what the instance is of; with its fields (contract 8)
 * @instance: what is to get new credentials; with its configuration
 *
 * Returns: (transfer full): a job, good for one run; the instance keeps its id and token
 */
ValConnectJob *
val_connect_job_new_reauthenticate (ValWorkspace *workspace,
                                    ValElement *element,
                                    ValInstance *instance)
{
  ValConnectJob *self;

  g_return_val_if_fail (VAL_IS_INSTANCE (instance), NULL);

  self = val_connect_job_new (workspace, element);
  self->renewed = g_object_ref (instance);
  return self;
}

/**
 * val_connect_job_run_async:
 * @self: a job that was not run before
 * @input: the filled-in form; copied
 * @launch: (scope async): opens the consent page; not called without OAuth
 * @launch_data: for @launch
 * @cancellable: (nullable): ends the wait for consent; once %VAL_CONNECT_CREATING has begun it is
 *   not heeded any more
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gets the user's consent where the element wants it (contract 6), creates the instance by one
 * `POST /instances` (contract 3.3) or re-authenticates it by one `PUT` (contract 3.6), puts it into
 * the workspace and keeps its token.
 */
void
val_connect_job_run_async (ValConnectJob *self,
                           const ValConnectInput *input,
                           ValOAuthLaunch launch,
                           gpointer launch_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ValConsent consent;

  g_return_if_fail (VAL_IS_CONNECT_JOB (self));
  g_return_if_fail (input != NULL && input->name != NULL && input->configuration != NULL);
  g_return_if_fail (self->phase == VAL_CONNECT_IDLE);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_connect_job_run_async);
  g_set_object (&self->session, val_workspace_get_session (self->workspace));
  if (self->session == NULL)
    {
      g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("No account is open."));
      return;
    }
  g_task_set_task_data (task, connect_run_new (input), (GDestroyNotify) connect_run_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  consent = val_connect_input_get_consent (input, self->element);
  if (consent != VAL_CONSENT_NONE)
    ask_consent (task, consent, launch, launch_data);
  else
    send_request (task, NULL);
}

/**
 * val_connect_job_run_finish:
 * @self: a job
 * @result: what the callback got
 * @error: #VAL_ERROR, or %G_IO_ERROR_CANCELLED before the request was sent
 *
 * A token that could not be kept is no error here: see val_connect_job_get_keep_error ().
 *
 * Returns: (transfer full): the instance, as the workspace holds it; NULL on error.  After
 *   %VAL_ERROR_UNKNOWN_OUTCOME no instance appeared although one was asked for
 */
ValInstance *
val_connect_job_run_finish (ValConnectJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_connect_job_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * val_connect_job_get_phase:
 * @self: a job
 *
 * Returns: how far it is; stays where it was when the job failed
 */
ValConnectPhase
val_connect_job_get_phase (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), VAL_CONNECT_IDLE);

  return self->phase;
}

/**
 * val_connect_job_paste:
 * @self: a job that waits for consent
 * @text: what the user pasted: the address that the browser ended at
 * @error: one of the OAUTH codes of #VAL_ERROR; the job waits on
 *
 * Returns: whether @text was what the job waits for
 */
gboolean
val_connect_job_paste (ValConnectJob *self, const char *text, GError **error)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (self->flow != NULL, FALSE);

  return val_oauth_flow_paste (self->flow, text, error);
}

/**
 * val_connect_job_get_consent_url:
 * @self: a job
 *
 * Returns: (nullable): the provider's consent page, known from %VAL_CONNECT_CONSENT on
 */
const char *
val_connect_job_get_consent_url (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), NULL);

  return self->flow != NULL ? val_oauth_flow_get_consent_url (self->flow) : NULL;
}

/**
 * val_connect_job_get_listening:
 * @self: a job
 *
 * Returns: whether the redirect can be caught here; FALSE means that it has to be pasted
 */
gboolean
val_connect_job_get_listening (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), FALSE);

  return self->flow != NULL && val_oauth_flow_get_listening (self->flow);
}

/**
 * val_connect_job_get_listen_error:
 * @self: a job
 *
 * Returns: (nullable): why the redirect cannot be caught although its address is this computer's;
 *   the job goes on, with what is pasted
 */
const GError *
val_connect_job_get_listen_error (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), NULL);

  return self->flow != NULL ? val_oauth_flow_get_listen_error (self->flow) : NULL;
}

/**
 * val_connect_job_keep_async:
 * @self: a job whose run has ended well
 * @cancellable: (nullable): ends the wait
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts the instance's token and the secrets it was created with into the keyring.  The run does
 * this itself; this is for another try after val_connect_job_get_keep_error ().
 */
void
val_connect_job_keep_async (ValConnectJob *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ValInstanceSecrets secrets;

  g_return_if_fail (VAL_IS_CONNECT_JOB (self));
  g_return_if_fail (self->phase >= VAL_CONNECT_KEEPING);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_connect_job_keep_async);
  if (!account_is_open (self))
    {
      return_not_kept (task, g_error_new_literal (VAL_ERROR, VAL_ERROR_FAILED,
                                                  _ ("Another account has been opened, so the "
                                                     "token was not kept.")));
      return;
    }
  secrets.token = self->token;
  secrets.client_id = self->client_id;
  secrets.client_secret = self->client_secret;
  secrets.signature_key = self->signature_key;
  val_workspace_keep_secrets_async (self->workspace, self->id, &secrets, cancellable, keep_cb,
                                    g_object_ref (task));
}

/**
 * val_connect_job_keep_finish:
 * @self: a job
 * @result: what the callback got
 * @error: #VAL_ERROR with one of the KEYRING codes
 *
 * Returns: whether the secrets are kept
 */
gboolean
val_connect_job_keep_finish (ValConnectJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, val_connect_job_keep_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * val_connect_job_get_keep_error:
 * @self: a job
 *
 * Returns: (nullable): why the token is not in the keyring; NULL where it is
 */
const GError *
val_connect_job_get_keep_error (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), NULL);

  return self->keep_error;
}

/**
 * val_connect_job_get_token:
 * @self: a job
 *
 * For the user to save where the keyring refused.
 *
 * Returns: (nullable): the new instance's token, a secret; NULL before there is one
 */
const char *
val_connect_job_get_token (ValConnectJob *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_JOB (self), NULL);

  return self->token;
}
