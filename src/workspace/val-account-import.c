/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-account-import.h"

#include "util/val-error.h"
#include "util/val-secret.h"
#include "workspace/val-plain-file.h"
#include "workspace/val-workspace-private.h"

#include <glib/gi18n-lib.h>

struct _ValAccountImport
{
  GObject parent_instance;

  ValWorkspace *workspace; /* (owned) (not nullable) */
  GFile *file;             /* (owned) (not nullable) */
  ValImport *import;       /* (owned) (nullable): once the file was read */
  GPtrArray *kept;         /* (owned) (element-type ValImportProfile): now in the keyring */
  GPtrArray *accounts;     /* (owned) (element-type ValAccount): what became of each of them */
};

G_DEFINE_FINAL_TYPE (ValAccountImport, val_account_import, G_TYPE_OBJECT)

/* What a thread works on; it knows nothing of the object, which must not end there. */
typedef struct
{
  char *path;      /* (owned) */
  GPtrArray *kept; /* (owned) (nullable) (element-type ValImportProfile) */
  ValImportBlanking blanking;
} FileOp;

/* Profiles on their way, one after the other. */
typedef struct
{
  GPtrArray *profiles; /* (owned) (element-type ValImportProfile) */
  ValAccount *account; /* (owned) (nullable): the one that is being kept */
  guint position;
} KeepOp;

static void
file_op_free (FileOp *op)
{
  g_free (op->path);
  g_clear_pointer (&op->kept, g_ptr_array_unref);
  g_free (op);
}

static void
keep_op_free (KeepOp *op)
{
  g_ptr_array_unref (op->profiles);
  g_clear_object (&op->account);
  g_free (op);
}

static GPtrArray *
copy_profiles (GPtrArray *profiles)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < profiles->len; i++)
    g_ptr_array_add (copy, g_object_ref (profiles->pdata[i]));
  return copy;
}

/* Looking in the usual places. */

static void
add_if_there (GPtrArray *files, char *path)
{
  g_autofree char *owned = path;
  g_autoptr (GFile) file = g_file_new_for_path (owned);

  if (g_file_test (owned, G_FILE_TEST_IS_REGULAR) &&
      !g_ptr_array_find_with_equal_func (files, file, (GEqualFunc) g_file_equal, NULL))
    g_ptr_array_add (files, g_steal_pointer (&file));
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  const char *home = g_get_home_dir ();

  add_if_there (files, g_build_filename (home, ".config", "ce", "cectl.toml", NULL));
  add_if_there (files, g_build_filename (g_get_user_config_dir (), "ce", "cectl.toml", NULL));
  add_if_there (files, g_build_filename (home, ".cectl.toml", NULL));
  add_if_there (files, g_build_filename (home, ".doctor", "config.json", NULL));
  g_task_return_pointer (task, files, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * val_account_import_find_async:
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks where CECTL and Doctor keep their accounts.
 */
void
val_account_import_find_async (GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, val_account_import_find_async);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * val_account_import_find_finish:
 * @result: from the callback
 * @error: #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type GFile): the files that are there, possibly none
 */
GPtrArray *
val_account_import_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
val_account_import_finalize (GObject *object)
{
  ValAccountImport *self = VAL_ACCOUNT_IMPORT (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->file);
  g_clear_pointer (&self->import, val_import_free);
  g_ptr_array_unref (self->kept);
  g_ptr_array_unref (self->accounts);
  G_OBJECT_CLASS (val_account_import_parent_class)->finalize (object);
}

static void
val_account_import_class_init (ValAccountImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_account_import_finalize;
}

static void
val_account_import_init (ValAccountImport *self)
{
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * val_account_import_new:
 * @workspace: where the accounts are to go
 * @file: a local file of CECTL or Doctor
 *
 * Returns: (transfer full): an import that has read nothing yet
 */
ValAccountImport *
val_account_import_new (ValWorkspace *workspace, GFile *file)
{
  ValAccountImport *self;

  g_return_val_if_fail (VAL_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (VAL_TYPE_ACCOUNT_IMPORT, NULL);
  self->workspace = g_object_ref (workspace);
  self->file = g_object_ref (file);
  return self;
}

/**
 * val_account_import_get_file:
 * @self: an import
 *
 * Returns: (transfer none): its file
 */
GFile *
val_account_import_get_file (ValAccountImport *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), NULL);

  return self->file;
}

/**
 * val_account_import_get_tool:
 * @self: an import that was read
 *
 * Returns: whose file it is
 */
ValImportTool
val_account_import_get_tool (ValAccountImport *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), VAL_IMPORT_CECTL);
  g_return_val_if_fail (self->import != NULL, VAL_IMPORT_CECTL);

  return val_import_get_tool (self->import);
}

/**
 * val_account_import_get_profiles:
 * @self: an import
 *
 * Returns: (transfer none) (nullable): the #ValImportProfile of the file, once it was read
 */
GListModel *
val_account_import_get_profiles (ValAccountImport *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), NULL);

  return self->import != NULL ? val_import_get_profiles (self->import) : NULL;
}

static gboolean
same_name (ValAccount *account, const char *name)
{
  g_autofree char *one = g_utf8_casefold (val_account_get_name (account), -1);
  g_autofree char *other = g_utf8_casefold (name, -1);

  return g_str_equal (one, other);
}

/* @base_url: (nullable): any */
static ValAccount *
find_named (ValAccountImport *self, const char *name, const char *base_url)
{
  GListModel *accounts = val_workspace_get_accounts (self->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (ValAccount) account = g_list_model_get_item (accounts, i);

      if (same_name (account, name) &&
          (base_url == NULL || g_str_equal (val_account_get_base_url (account), base_url)))
        return account;
    }
  return NULL;
}

/**
 * val_account_import_find_account:
 * @self: an import
 * @profile: one of its profiles
 *
 * Returns: (transfer none) (nullable): the account of the same name at the same place, which
 *   importing gives new secrets
 */
ValAccount *
val_account_import_find_account (ValAccountImport *self, ValImportProfile *profile)
{
  const char *base_url;

  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), NULL);
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (profile), NULL);

  base_url = val_import_profile_get_base_url (profile);
  if (base_url == NULL)
    return NULL;
  return find_named (self, val_import_profile_get_name (profile), base_url);
}

/**
 * val_account_import_get_n_kept:
 * @self: an import
 *
 * Returns: how many profiles the keyring has by now
 */
guint
val_account_import_get_n_kept (ValAccountImport *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), 0);

  return self->kept->len;
}

/**
 * val_account_import_is_kept:
 * @self: an import
 * @profile: one of its profiles
 *
 * Returns: whether the keyring has this profile by now
 */
gboolean
val_account_import_is_kept (ValAccountImport *self, ValImportProfile *profile)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT_IMPORT (self), FALSE);

  return g_ptr_array_find (self->kept, profile, NULL);
}

/* Reading. */

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FileOp *op = task_data;
  GError *error = NULL;
  g_autoptr (ValPlainFile) file = val_plain_file_read (op->path, &error);
  ValImport *import = NULL;

  if (file != NULL)
    import = val_import_parse (op->path, val_plain_file_get_text (file), &error);
  if (import != NULL)
    g_task_return_pointer (task, import, (GDestroyNotify) val_import_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValAccountImport *self = g_task_get_source_object (task);
  GError *error = NULL;
  ValImport *import = g_task_propagate_pointer (G_TASK (result), &error);

  if (import == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&self->import, val_import_free);
  self->import = import;
  g_task_return_boolean (task, TRUE);
}

/* @kept: (nullable) */
static void
run_in_thread (GTask *task, GPtrArray *kept, GAsyncReadyCallback done, GTaskThreadFunc run)
{
  ValAccountImport *self = g_task_get_source_object (task);
  g_autoptr (GTask) inner = g_task_new (NULL, g_task_get_cancellable (task), done, task);
  FileOp *op = g_new0 (FileOp, 1);

  op->path = g_file_get_path (self->file);
  op->kept = kept != NULL ? copy_profiles (kept) : NULL;
  g_task_set_source_tag (inner, run_in_thread);
  /* What was done to the file is told, whoever has lost interest meanwhile. */
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, op, (GDestroyNotify) file_op_free);
  if (op->path != NULL)
    g_task_run_in_thread (inner, run);
  else
    g_task_return_new_error (inner, VAL_ERROR, VAL_ERROR_STORAGE, "%s",
                             _ ("The file is not on this computer."));
}

/**
 * val_account_import_read_async:
 * @self: an import
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the file.
 */
void
val_account_import_read_async (ValAccountImport *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_ACCOUNT_IMPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_account_import_read_async);
  run_in_thread (task, NULL, read_cb, read_in_thread);
}

/**
 * val_account_import_read_finish:
 * @self: an import
 * @result: from the callback
 * @error: #VAL_ERROR_STORAGE, or #VAL_ERROR_INVALID_INPUT with line and column of the damage
 *
 * Returns: whether the file was read
 */
gboolean
val_account_import_read_finish (ValAccountImport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Keeping. */

static char *
free_name (ValAccountImport *self, const char *name)
{
  g_autofree char *candidate = g_strdup (name);

  for (guint i = 2; find_named (self, candidate, NULL) != NULL; i++)
    {
      g_free (candidate);
      candidate = g_strdup_printf ("%s %u", name, i);
    }
  return g_steal_pointer (&candidate);
}

static ValAccount *
make_account (ValAccountImport *self, ValImportProfile *profile)
{
  ValAccount *known = val_account_import_find_account (self, profile);
  g_autofree char *name = NULL;

  if (known != NULL)
    return g_object_ref (known);
  name = free_name (self, val_import_profile_get_name (profile));
  return val_account_new (name, val_import_profile_get_base_url (profile));
}

static void keep_next (GTask *task);

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValAccountImport *self = g_task_get_source_object (task);
  KeepOp *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!val_workspace_put_account_finish (VAL_WORKSPACE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_add (self->kept, g_object_ref (op->profiles->pdata[op->position]));
  g_ptr_array_add (self->accounts, g_steal_pointer (&op->account));
  op->position++;
  keep_next (g_steal_pointer (&task));
}

/* @owned_task: (transfer full) */
static void
keep_next (GTask *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  ValAccountImport *self = g_task_get_source_object (task);
  KeepOp *op = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  ValImportProfile *profile;

  while (op->position < op->profiles->len &&
         val_account_import_is_kept (self, op->profiles->pdata[op->position]))
    op->position++;
  if (g_task_return_error_if_cancelled (task))
    return;
  if (op->position == op->profiles->len)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  profile = op->profiles->pdata[op->position];
  op->account = make_account (self, profile);
  val_workspace_put_account_async (self->workspace, op->account,
                                   val_import_profile_get_user_secret (profile),
                                   val_import_profile_get_organization_secret (profile), FALSE,
                                   cancellable, put_cb, g_steal_pointer (&task));
}

/**
 * val_account_import_keep_async:
 * @self: an import
 * @profiles: (element-type ValImportProfile): profiles without a problem
 * @cancellable: (nullable): to stop after the one under way
 * @callback: called when done
 * @user_data: for @callback
 *
 * Puts @profiles into keyring and accounts file, one after the other.  The first that fails ends
 * it; those before it stay, and are passed over at the next attempt.
 */
void
val_account_import_keep_async (ValAccountImport *self,
                               GPtrArray *profiles,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  KeepOp *op;
  GTask *task;

  g_return_if_fail (VAL_IS_ACCOUNT_IMPORT (self));
  g_return_if_fail (profiles != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_account_import_keep_async);
  g_task_set_check_cancellable (task, FALSE);
  op = g_new0 (KeepOp, 1);
  op->profiles = copy_profiles (profiles);
  g_task_set_task_data (task, op, (GDestroyNotify) keep_op_free);
  keep_next (task);
}

/**
 * val_account_import_keep_finish:
 * @self: an import
 * @result: from the callback
 * @error: as of val_workspace_put_account_finish ()
 *
 * Returns: whether all of them were kept
 */
gboolean
val_account_import_keep_finish (ValAccountImport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Cleaning. */

static void
clean_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FileOp *op = task_data;
  GError *error = NULL;
  g_autoptr (ValPlainFile) file = val_plain_file_read (op->path, &error);
  g_autoptr (ValImport) import = NULL;
  g_autoptr (GBytes) rest = NULL;

  if (file != NULL)
    import = val_import_parse (op->path, val_plain_file_get_text (file), &error);
  if (import != NULL)
    rest = val_import_blank (import, op->kept, &op->blanking);
  if (rest != NULL && (op->blanking.n_blanked == 0 || val_plain_file_replace (file, rest, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
cleaned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FileOp *op = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_pointer (task, g_memdup2 (&op->blanking, sizeof op->blanking), g_free);
  else
    g_task_return_error (task, error);
}

static gboolean
holds_secret (const char *kept, const char *written)
{
  g_autoptr (ValSecretString) clean = NULL;

  return val_secret_check (written, &clean, NULL) && val_secret_equal (kept, clean);
}

static void verify_next (GTask *task);

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ValAccountImport *self = g_task_get_source_object (task);
  guint *position = g_task_get_task_data (task);
  ValImportProfile *profile = self->kept->pdata[*position];
  g_autoptr (ValSecretString) user = NULL;
  g_autoptr (ValSecretString) organization = NULL;
  GError *error = NULL;

  if (!_val_workspace_complete_secrets_finish (VAL_WORKSPACE (source), result, &user, &organization,
                                               &error))
    g_task_return_error (task, error);
  else if (!holds_secret (user, val_import_profile_get_user_secret (profile)) ||
           !holds_secret (organization, val_import_profile_get_organization_secret (profile)))
    /* Translators: name of an account */
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_APPLIED,
                             _ ("The keyring has other secrets for “%s”. The file stays as it is."),
                             val_import_profile_get_name (profile));
  else
    {
      (*position)++;
      verify_next (g_steal_pointer (&task));
    }
}

/* Nothing leaves the file before the keyring has given all of it back.
 * @owned_task: (transfer full) */
static void
verify_next (GTask *owned_task)
{
  g_autoptr (GTask) task = owned_task;
  ValAccountImport *self = g_task_get_source_object (task);
  guint *position = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  ValAccount *account;

  if (*position == self->kept->len)
    {
      run_in_thread (g_steal_pointer (&task), self->kept, cleaned_cb, clean_in_thread);
      return;
    }
  account = self->accounts->pdata[*position];
  if (_val_workspace_store_of (self->workspace, account) != self->workspace->keyring)
    g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_NOT_APPLIED, "%s",
                             _ ("The secrets are not in the keyring. The file stays as it is."));
  else
    _val_workspace_complete_secrets_async (self->workspace, account, NULL, NULL, cancellable,
                                           looked_up_cb, g_steal_pointer (&task));
}

/**
 * val_account_import_clean_async:
 * @self: an import
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the secrets of all kept profiles back from the keyring.  If they are there, reads the file
 * anew and empties the secrets of these profiles in it.
 */
void
val_account_import_clean_async (ValAccountImport *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (VAL_IS_ACCOUNT_IMPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, val_account_import_clean_async);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  verify_next (task);
}

/**
 * val_account_import_clean_finish:
 * @self: an import
 * @result: from the callback
 * @blanking: (out): what was done
 * @error: one of the keyring's codes, #VAL_ERROR_NOT_APPLIED where the keyring does not have the
 *   secrets, #VAL_ERROR_STORAGE or #VAL_ERROR_INVALID_INPUT; the file is as before
 *
 * Returns: whether the secrets of the kept profiles are out of the file
 */
gboolean
val_account_import_clean_finish (ValAccountImport *self,
                                 GAsyncResult *result,
                                 ValImportBlanking *blanking,
                                 GError **error)
{
  g_autofree ValImportBlanking *done = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (blanking != NULL, FALSE);

  done = g_task_propagate_pointer (G_TASK (result), error);
  if (done != NULL)
    *blanking = *done;
  return done != NULL;
}
