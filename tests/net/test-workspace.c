/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-workspace-fixture.h"

#include "model/val-element.h"
#include "support/val-refusing-store.h"
#include "support/val-test-util.h"
#include "util/val-error.h"
#include "util/val-secret.h"

#define N_INSTANCES 450 /* three pages */

typedef struct
{
  ValWorkspaceFixture base;
  ValAccount *account;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  val_workspace_fixture_set_up (&fixture->base, N_INSTANCES);
  fixture->account = val_test_account_new ("Acme", fixture->base.sandbox);
  val_test_put_on (fixture->base.workspace, fixture->account, fixture->base.sandbox);
  val_test_select (fixture->base.workspace, fixture->account, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  val_workspace_fixture_tear_down (&fixture->base);
  g_clear_object (&fixture->account);
}

static GListModel *
get_instances (Fixture *fixture)
{
  return G_LIST_MODEL (val_workspace_get_instances (fixture->base.workspace));
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (get_instances (fixture));
}

static void
refresh (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  val_test_refresh (fixture->base.workspace, &error);
  g_assert_no_error (error);
}

static void
count_change_cb (GListModel *model, guint position, guint removed, guint added, guint *n_changes)
{
  *n_changes += 1;
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) first = NULL;
  g_autoptr (ValInstance) last = NULL;
  guint n_changes = 0;

  g_assert_cmpint (val_workspace_get_total (fixture->base.workspace), ==, -1);
  g_signal_connect (get_instances (fixture), "items-changed", G_CALLBACK (count_change_cb),
                    &n_changes);
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, N_INSTANCES);
  g_assert_cmpint (val_workspace_get_total (fixture->base.workspace), ==, N_INSTANCES);
  g_assert_false (val_workspace_get_loading (fixture->base.workspace));
  g_assert_cmpuint (n_changes, >=, 3);

  first = g_list_model_get_item (get_instances (fixture), 0);
  last = g_list_model_get_item (get_instances (fixture), N_INSTANCES - 1);
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, N_INSTANCES);
  g_assert_true (val_instance_store_lookup (val_workspace_get_instances (fixture->base.workspace),
                                            val_instance_get_id (first)) == first);
  g_assert_true (val_instance_store_lookup (val_workspace_get_instances (fixture->base.workspace),
                                            val_instance_get_id (last)) == last);
}

static gboolean
some_came (gpointer user_data)
{
  return count (user_data) > 0;
}

static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_refresh_async (fixture->base.workspace, NULL, val_test_await_cb, &slot);
  val_test_wait_for (some_came, fixture);
  refresh (fixture);
  result = val_test_await (&slot);
  g_assert_false (val_workspace_refresh_finish (fixture->base.workspace, result, &error));
  g_assert_true (val_error_is_cancelled (error));
  g_assert_cmpuint (count (fixture), ==, N_INSTANCES);
  g_assert_false (val_workspace_get_loading (fixture->base.workspace));
}

/* What the first account still answers belongs to nobody. */
static void
test_switch_while_loading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSandbox) other = val_test_sandbox_start (5);
  g_autoptr (ValAccount) small = val_test_account_new ("Small", other);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_test_put_on (fixture->base.workspace, small, other);
  val_workspace_refresh_async (fixture->base.workspace, NULL, val_test_await_cb, &slot);
  val_test_wait_for (some_came, fixture);
  g_assert_true (val_workspace_get_loading (fixture->base.workspace));
  g_assert_true (val_test_select (fixture->base.workspace, small, NULL));
  g_assert_false (val_workspace_get_loading (fixture->base.workspace));
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, 5);

  result = val_test_await (&slot);
  g_assert_false (val_workspace_refresh_finish (fixture->base.workspace, result, &error));
  g_assert_true (val_error_is_cancelled (error));
  g_assert_cmpuint (count (fixture), ==, 5);
  g_assert_cmpint (val_workspace_get_total (fixture->base.workspace), ==, 5);
  val_sandbox_stop (other);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_refresh_async (fixture->base.workspace, cancellable, val_test_await_cb, &slot);
  val_test_wait_for (some_came, fixture);
  g_cancellable_cancel (cancellable);
  result = val_test_await (&slot);
  g_assert_false (val_workspace_refresh_finish (fixture->base.workspace, result, &error));
  g_assert_true (val_error_is_cancelled (error));
  g_assert_false (val_workspace_get_loading (fixture->base.workspace));
  g_assert_cmpuint (count (fixture), >, 0);
}

static void
load_elements (Fixture *fixture)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_load_elements_async (fixture->base.workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_load_elements_finish (fixture->base.workspace, result, &error);
  g_assert_no_error (error);
}

static void
test_elements (Fixture *fixture, gconstpointer data)
{
  GListModel *elements = val_workspace_get_elements (fixture->base.workspace);
  gboolean has_hootsuite = FALSE;
  guint n_elements;

  load_elements (fixture);
  n_elements = g_list_model_get_n_items (elements);
  for (guint i = 0; i < n_elements; i++)
    {
      g_autoptr (ValElement) element = g_list_model_get_item (elements, i);

      has_hootsuite |= g_strcmp0 (val_element_get_key (element), "hootsuite") == 0;
    }
  g_assert_true (has_hootsuite);
  load_elements (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (elements), ==, n_elements);
}

static ValInstance *
get_first (Fixture *fixture)
{
  refresh (fixture);
  return g_list_model_get_item (get_instances (fixture), 0);
}

static gboolean
save_draft (Fixture *fixture, ValDraft *draft, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_save_draft_async (fixture->base.workspace, draft, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_save_draft_finish (fixture->base.workspace, result, error);
}

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) instance = get_first (fixture);
  ValDraft *draft = val_workspace_get_draft (fixture->base.workspace, instance);
  g_autoptr (GError) error = NULL;

  g_assert_true (val_workspace_get_draft (fixture->base.workspace, instance) == draft);
  g_assert_false (val_workspace_has_unsaved (fixture->base.workspace));
  val_draft_set_name (draft, "Renamed");
  val_draft_set_config (draft, VAL_KEY_CALLBACK_URL, "https://example.com/hooks");
  g_assert_true (val_workspace_has_unsaved (fixture->base.workspace));

  g_assert_true (save_draft (fixture, draft, &error));
  g_assert_no_error (error);
  g_assert_false (val_workspace_has_unsaved (fixture->base.workspace));
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Renamed");
  g_assert_cmpstr (val_instance_get_callback_url (instance), ==, "https://example.com/hooks");
  refresh (fixture);
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Renamed");
}

static void
test_draft_unchanged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) instance = get_first (fixture);
  ValDraft *draft = val_workspace_get_draft (fixture->base.workspace, instance);
  g_autoptr (GError) error = NULL;

  val_sandbox_stop (fixture->base.sandbox);
  g_assert_true (save_draft (fixture, draft, &error));
  g_assert_no_error (error);
}

/* What was typed is still there when the platform is not. */
static void
test_draft_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) instance = get_first (fixture);
  ValDraft *draft = val_workspace_get_draft (fixture->base.workspace, instance);
  g_autofree char *before = g_strdup (val_instance_get_name (instance));
  g_autoptr (GError) error = NULL;

  val_draft_set_name (draft, "Renamed");
  val_sandbox_stop (fixture->base.sandbox);
  g_assert_false (save_draft (fixture, draft, &error));
  g_assert_error (error, VAL_ERROR, VAL_ERROR_OFFLINE);
  g_assert_true (val_draft_get_dirty (draft));
  g_assert_cmpstr (val_draft_get_name (draft), ==, "Renamed");
  g_assert_cmpstr (val_instance_get_name (instance), ==, before);
}

static void
set_enabled (Fixture *fixture, ValInstance *instance, gboolean enabled)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_set_enabled_async (fixture->base.workspace, instance, enabled, NULL,
                                   val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_workspace_set_enabled_finish (fixture->base.workspace, result, &error);
  g_assert_no_error (error);
}

static void
test_enabled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) instance = get_first (fixture);

  set_enabled (fixture, instance, FALSE);
  g_assert_true (val_instance_get_disabled (instance));
  refresh (fixture);
  g_assert_true (val_instance_get_disabled (instance));
  set_enabled (fixture, instance, TRUE);
  g_assert_false (val_instance_get_disabled (instance));
}

static gboolean
keep (Fixture *fixture, ValInstance *instance, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_keep_async (fixture->base.workspace, val_instance_get_id (instance),
                            val_instance_get_token (instance), "client", VAL_SECRET_MASK, NULL,
                            val_test_await_cb, &slot);
  result = val_test_await (&slot);
  return val_workspace_keep_finish (fixture->base.workspace, result, error);
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = g_object_ref (fixture->base.keyring);
  g_autoptr (ValInstance) instance = get_first (fixture);
  g_autoptr (ValSecretString) token = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (val_workspace_token_is_kept (fixture->base.workspace, instance));
  g_assert_true (keep (fixture, instance, &error));
  g_assert_no_error (error);
  g_assert_true (val_workspace_token_is_kept (fixture->base.workspace, instance));
  token = val_workspace_dup_token (fixture->base.workspace, instance);
  g_assert_cmpstr (token, ==, val_instance_get_token (instance));

  val_workspace_fixture_reopen (&fixture->base, keyring);
  val_test_open (fixture->base.workspace, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (val_workspace_token_is_kept (fixture->base.workspace, instance));
}

/* For an account of this session, tokens too are kept in memory alone. */
static void
test_keep_in_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_refusing_store_new ();
  g_autoptr (ValInstance) instance = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_fixture_reopen (&fixture->base, keyring);
  val_test_put (fixture->base.workspace, fixture->account,
                val_sandbox_get_user_secret (fixture->base.sandbox),
                val_sandbox_get_organization_secret (fixture->base.sandbox), TRUE, &error);
  val_test_select (fixture->base.workspace, fixture->account, &error);
  instance = get_first (fixture);
  g_assert_true (keep (fixture, instance, &error));
  g_assert_no_error (error);
  g_assert_true (val_workspace_token_is_kept (fixture->base.workspace, instance));
}

static void
finish_sandbox (Fixture *fixture, GAsyncResult **slot, GError **error)
{
  g_autoptr (GAsyncResult) result = val_test_await (slot);

  val_workspace_open_sandbox_finish (fixture->base.workspace, result, error);
}

static void
open_sandbox (Fixture *fixture, const char *url, GError **error)
{
  GAsyncResult *slot = NULL;

  val_workspace_open_sandbox_async (fixture->base.workspace, url, NULL, val_test_await_cb, &slot);
  finish_sandbox (fixture, &slot, error);
}

static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = val_workspace_fixture_read (&fixture->base);
  g_autofree char *after = NULL;
  ValAccount *account;
  g_autoptr (GError) error = NULL;

  open_sandbox (fixture, NULL, &error);
  g_assert_no_error (error);
  account = val_workspace_get_account (fixture->base.workspace);
  g_assert_true (val_account_get_sandbox (account));
  refresh (fixture);
  g_assert_cmpuint (count (fixture), >, 0);
  g_assert_cmpuint (count (fixture), <, N_INSTANCES);
  after = val_workspace_fixture_read (&fixture->base);
  g_assert_cmpstr (after, ==, before);

  val_test_select (fixture->base.workspace, fixture->account, &error);
  open_sandbox (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (val_workspace_get_account (fixture->base.workspace) == account);
}

static void
test_sandbox_twice (Fixture *fixture, gconstpointer data)
{
  GListModel *accounts = val_workspace_get_accounts (fixture->base.workspace);
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;

  val_workspace_open_sandbox_async (fixture->base.workspace, NULL, NULL, val_test_await_cb, &slot);
  open_sandbox (fixture, NULL, NULL);
  finish_sandbox (fixture, &slot, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 2);
  g_assert_true (val_account_get_sandbox (val_workspace_get_account (fixture->base.workspace)));
  g_assert_true (val_test_refresh (fixture->base.workspace, &error));
  g_assert_no_error (error);
}

static void
test_sandbox_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_sandbox (fixture, val_sandbox_get_base_url (fixture->base.sandbox), &error);
  g_assert_no_error (error);
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, N_INSTANCES);
}

static void
test_sandbox_elsewhere (Fixture *fixture, gconstpointer data)
{
  ValAccount *before = val_workspace_get_account (fixture->base.workspace);
  g_autoptr (GError) error = NULL;

  open_sandbox (fixture, "http://example.com", &error);
  g_assert_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT);
  g_assert_true (val_workspace_get_account (fixture->base.workspace) == before);
}

/* Removing it ends it; the next one is another. */
static void
test_sandbox_removed (Fixture *fixture, gconstpointer data)
{
  ValAccount *account;
  g_autoptr (GError) error = NULL;

  open_sandbox (fixture, NULL, &error);
  account = val_workspace_get_account (fixture->base.workspace);
  g_assert_true (val_test_remove (fixture->base.workspace, account, &error));
  g_assert_no_error (error);
  g_assert_null (val_workspace_get_account (fixture->base.workspace));
  open_sandbox (fixture, NULL, &error);
  g_assert_no_error (error);
  refresh (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/workspace/refresh", test_refresh);
  ADD ("/workspace/overtaken", test_overtaken);
  ADD ("/workspace/switch-while-loading", test_switch_while_loading);
  ADD ("/workspace/cancel", test_cancel);
  ADD ("/workspace/elements", test_elements);
  ADD ("/workspace/draft", test_draft);
  ADD ("/workspace/draft-unchanged", test_draft_unchanged);
  ADD ("/workspace/draft-failure", test_draft_failure);
  ADD ("/workspace/enabled", test_enabled);
  ADD ("/workspace/keep", test_keep);
  ADD ("/workspace/keep-in-session", test_keep_in_session);
  ADD ("/workspace/sandbox", test_sandbox);
  ADD ("/workspace/sandbox-twice", test_sandbox_twice);
  ADD ("/workspace/sandbox-running", test_sandbox_running);
  ADD ("/workspace/sandbox-elsewhere", test_sandbox_elsewhere);
  ADD ("/workspace/sandbox-removed", test_sandbox_removed);
#undef ADD
  return g_test_run ();
}
