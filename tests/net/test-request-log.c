/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-workspace-fixture.h"

#include "api/val-usage-api.h"
#include "support/val-test-util.h"

#include <string.h>

static void
set_up (ValWorkspaceFixture *fixture, gconstpointer data)
{
  val_workspace_fixture_set_up (fixture, 5);
}

static void
tear_down (ValWorkspaceFixture *fixture, gconstpointer data)
{
  val_workspace_fixture_tear_down (fixture);
}

static ValAccount *
open_account (ValWorkspaceFixture *fixture, const char *name)
{
  ValAccount *account = val_test_account_new (name, fixture->sandbox);

  g_assert_true (val_test_put_on (fixture->workspace, account, fixture->sandbox));
  g_assert_true (val_test_select (fixture->workspace, account, NULL));
  return account;
}

static GListModel *
requests (ValWorkspaceFixture *fixture)
{
  return G_LIST_MODEL (val_workspace_get_requests (fixture->workspace));
}

static void
test_records (ValWorkspaceFixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = open_account (fixture, "One");
  g_autoptr (ValExchange) exchange = NULL;
  guint before = g_list_model_get_n_items (requests (fixture));

  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), >, before);
  exchange = g_list_model_get_item (requests (fixture), 0);
  g_assert_cmpstr (val_exchange_get_path (exchange), ==, "/instances");
  g_assert_nonnull (strstr (val_exchange_get_response_body (exchange), "\"token\": \"«TOKEN»\""));
  g_assert_true (g_list_model_get_item_type (requests (fixture)) == VAL_TYPE_EXCHANGE);
  g_assert_null (g_list_model_get_item (requests (fixture), 100000));
}

static void
test_account_switch (ValWorkspaceFixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) one = open_account (fixture, "One");
  g_autoptr (ValAccount) other = NULL;

  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), >, 0);
  other = open_account (fixture, "Other");
  g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), ==, 0);
}

static void
test_pause (ValWorkspaceFixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = open_account (fixture, "One");
  ValRequestLog *log = val_workspace_get_requests (fixture->workspace);

  val_request_log_clear (log);
  val_request_log_set_paused (log, TRUE);
  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), ==, 0);
  val_request_log_set_paused (log, FALSE);
  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), >, 0);
}

static void
assert_at (ValWorkspaceFixture *fixture, guint position, ValExchange *expected)
{
  g_autoptr (ValExchange) exchange = g_list_model_get_item (requests (fixture), position);

  g_assert_true (exchange == expected);
}

static void
test_bounded (ValWorkspaceFixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = open_account (fixture, "One");
  ValSession *session = val_workspace_get_session (fixture->workspace);
  guint n_items = g_list_model_get_n_items (requests (fixture));
  g_autoptr (ValExchange) first = NULL;
  g_autoptr (ValExchange) newest = NULL;

  for (guint i = 0; i < VAL_REQUEST_LOG_KEPT + 7; i++)
    {
      g_autoptr (ValExchange) exchange = g_object_new (VAL_TYPE_EXCHANGE, NULL);

      g_signal_emit_by_name (session, "exchange", exchange);
      n_items = MIN (n_items + 1, VAL_REQUEST_LOG_KEPT);
      g_assert_cmpuint (g_list_model_get_n_items (requests (fixture)), ==, n_items);
      if (i == 7)
        g_set_object (&first, exchange);
      g_set_object (&newest, exchange);
    }
  g_assert_cmpuint (n_items, ==, VAL_REQUEST_LOG_KEPT);
  assert_at (fixture, 0, newest);
  assert_at (fixture, VAL_REQUEST_LOG_KEPT - 1, first);
}

/* The sandbox knows a request by the id that it answered with. */
static void
test_usage (ValWorkspaceFixture *fixture, gconstpointer data)
{
  g_autoptr (ValAccount) account = open_account (fixture, "One");
  ValSession *session = val_workspace_get_session (fixture->workspace);
  g_autoptr (ValExchange) exchange = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValUsage) usage = NULL;
  GAsyncResult *slot = NULL;

  g_assert_true (val_test_refresh (fixture->workspace, NULL));
  exchange = g_list_model_get_item (requests (fixture), 0);
  val_usage_api_get_async (session, val_exchange_get_request_id (exchange), NULL, val_test_await_cb,
                           &slot);
  result = val_test_await (&slot);
  usage = val_usage_api_get_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (usage->status, ==, "SUCCESS");
  g_assert_true (g_str_has_suffix (usage->uri, "/instances"));
  g_assert_cmpstr (usage->api, ==, "GET /instances");
}

static void
add (const char *path, void (*test) (ValWorkspaceFixture *, gconstpointer))
{
  g_test_add (path, ValWorkspaceFixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/request-log/records", test_records);
  add ("/request-log/account-switch", test_account_switch);
  add ("/request-log/pause", test_pause);
  add ("/request-log/bounded", test_bounded);
  add ("/request-log/usage", test_usage);
  return g_test_run ();
}
