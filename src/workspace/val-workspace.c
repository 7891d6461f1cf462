/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "keyring/val-memory-store.h"

enum
{
  PROP_ACCOUNTS = 1,
  PROP_ACCOUNT,
  PROP_SESSION,
  PROP_INSTANCES,
  PROP_ELEMENTS,
  PROP_LOADING,
  PROP_TOTAL,
  PROP_LIST_TIME,
  PROP_KEYRING_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValWorkspace, val_workspace, G_TYPE_OBJECT)

/* Where the secrets of @account are: in the keyring, or in this session only. */
ValSecretStore *
_val_workspace_store_of (ValWorkspace *self, ValAccount *account)
{
  return g_hash_table_contains (self->session_only, val_account_get_uuid (account)) ? self->memory
                                                                                    : self->keyring;
}

/* Everything that belonged to the account before goes with it. */
void
_val_workspace_set_account (ValWorkspace *self, ValAccount *account)
{
  _val_workspace_set_session (self, NULL);
  g_clear_object (&self->book);
  _val_workspace_take_keyring_error (self, NULL);
  g_hash_table_remove_all (self->drafts);
  val_instance_store_clear (self->instances);
  val_request_log_clear (self->requests);
  g_list_store_remove_all (self->elements);
  g_hash_table_remove_all (self->schemas);
  _val_workspace_set_total (self, -1);
  if (account != NULL)
    self->book =
        val_secret_book_new (_val_workspace_store_of (self, account),
                             val_account_get_uuid (account), val_account_get_name (account));
  if (g_set_object (&self->account, account))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
  _val_workspace_open_list (self);
}

void
_val_workspace_set_session (ValWorkspace *self, ValSession *session)
{
  if (!g_set_object (&self->session, session))
    return;
  val_request_log_watch (self->requests, session);
  /* What a refresh over the session before still brings is dropped. */
  self->refresh_serial++;
  self->list_whole = FALSE;
  _val_workspace_set_loading (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

void
_val_workspace_set_loading (ValWorkspace *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

void
_val_workspace_set_total (ValWorkspace *self, gint64 total)
{
  if (self->total == total)
    return;
  self->total = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
}

/* @error: (nullable) (transfer full) */
void
_val_workspace_take_keyring_error (ValWorkspace *self, GError *error)
{
  if (self->keyring_error == NULL && error == NULL)
    return;
  g_clear_error (&self->keyring_error);
  self->keyring_error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEYRING_ERROR]);
}

void
_val_workspace_set_list_time (ValWorkspace *self, gint64 list_time)
{
  if (self->list_time == list_time)
    return;
  self->list_time = list_time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST_TIME]);
}

static void
val_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValWorkspace *self = VAL_WORKSPACE (object);

  switch (id)
    {
    case PROP_ACCOUNTS:
      g_value_set_object (value, self->registry);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_INSTANCES:
      g_value_set_object (value, self->instances);
      break;
    case PROP_ELEMENTS:
      g_value_set_object (value, self->elements);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;
    case PROP_LIST_TIME:
      g_value_set_int64 (value, self->list_time);
      break;
    case PROP_KEYRING_ERROR:
      g_value_set_boxed (value, self->keyring_error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_workspace_finalize (GObject *object)
{
  ValWorkspace *self = VAL_WORKSPACE (object);

  _val_workspace_drop_list (self);
  g_clear_object (&self->history);
  g_clear_object (&self->session);
  g_clear_object (&self->book);
  g_clear_object (&self->account);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_object (&self->instances);
  g_clear_object (&self->elements);
  g_clear_pointer (&self->schemas, g_hash_table_unref);
  g_clear_object (&self->requests);
  g_clear_object (&self->registry);
  g_clear_object (&self->keyring);
  g_clear_object (&self->memory);
  g_clear_object (&self->sandbox_host);
  g_clear_pointer (&self->session_only, g_hash_table_unref);
  g_clear_error (&self->keyring_error);
  G_OBJECT_CLASS (val_workspace_parent_class)->finalize (object);
}

static void
val_workspace_class_init (ValWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_workspace_get_property;
  object_class->finalize = val_workspace_finalize;

  properties[PROP_ACCOUNTS] =
      g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, VAL_TYPE_ACCOUNT, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, VAL_TYPE_SESSION, flags);
  properties[PROP_INSTANCES] =
      g_param_spec_object ("instances", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_ELEMENTS] =
      g_param_spec_object ("elements", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_LIST_TIME] =
      g_param_spec_int64 ("list-time", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_KEYRING_ERROR] =
      g_param_spec_boxed ("keyring-error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_workspace_init (ValWorkspace *self)
{
  self->memory = val_memory_store_new ();
  self->session_only = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->instances = val_instance_store_new ();
  self->requests = val_request_log_new ();
  self->elements = g_list_store_new (VAL_TYPE_ELEMENT);
  self->schemas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->drafts = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->total = -1;
}

/**
 * val_workspace_new:
 * @keyring: where secrets are kept
 * @accounts_file: where accounts are kept; need not exist
 *
 * Returns: (transfer full): a workspace without an account
 */
ValWorkspace *
val_workspace_new (ValSecretStore *keyring, GFile *accounts_file)
{
  ValWorkspace *self;

  g_return_val_if_fail (VAL_IS_SECRET_STORE (keyring), NULL);
  g_return_val_if_fail (G_IS_FILE (accounts_file), NULL);

  self = g_object_new (VAL_TYPE_WORKSPACE, NULL);
  self->keyring = g_object_ref (keyring);
  self->registry = val_account_registry_new (accounts_file);
  return self;
}

/**
 * val_workspace_get_accounts:
 * @self: a workspace
 *
 * Returns: (transfer none): all accounts (element-type ValAccount)
 */
GListModel *
val_workspace_get_accounts (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->registry);
}

/**
 * val_workspace_get_account:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the current account
 */
ValAccount *
val_workspace_get_account (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->account;
}

/**
 * val_workspace_get_session:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the way to the current account's platform, once its secrets
 *   are known
 */
ValSession *
val_workspace_get_session (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->session;
}

/**
 * val_workspace_get_instances:
 * @self: a workspace
 *
 * Returns: (transfer none): the current account's instances; the object stays the same
 */
ValInstanceStore *
val_workspace_get_instances (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->instances;
}

/**
 * val_workspace_get_elements:
 * @self: a workspace
 *
 * Returns: (transfer none): the catalogue, as far as loaded; the object stays the same
 */
GListModel *
val_workspace_get_elements (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->elements);
}

/**
 * val_workspace_get_requests:
 * @self: a workspace
 *
 * Returns: (transfer none): the current account's last requests; the object stays the same
 */
ValRequestLog *
val_workspace_get_requests (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->requests;
}

/**
 * val_workspace_get_loading:
 * @self: a workspace
 *
 * Returns: whether the instances are being loaded
 */
gboolean
val_workspace_get_loading (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), FALSE);

  return self->loading;
}

/**
 * val_workspace_get_total:
 * @self: a workspace
 *
 * Returns: how many instances the platform says there are, or -1
 */
gint64
val_workspace_get_total (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), -1);

  return self->total;
}

/**
 * val_workspace_get_keyring_error:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): why the current account's kept tokens cannot be read
 */
const GError *
val_workspace_get_keyring_error (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return self->keyring_error;
}

/**
 * val_workspace_get_session_only:
 * @self: a workspace
 *
 * Returns: whether the current account's secrets are kept in memory alone, until the program ends
 */
gboolean
val_workspace_get_session_only (ValWorkspace *self)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), FALSE);

  return self->account != NULL && _val_workspace_store_of (self, self->account) == self->memory;
}

/**
 * val_workspace_find_account:
 * @self: a workspace
 * @uuid: (nullable): id of an account
 *
 * Returns: (transfer none) (nullable): the account
 */
ValAccount *
val_workspace_find_account (ValWorkspace *self, const char *uuid)
{
  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);

  return val_account_registry_lookup (self->registry, uuid);
}
