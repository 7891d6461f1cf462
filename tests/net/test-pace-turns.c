/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is, and when. */
#include "api/val-exchange.h"
#include "api/val-pace.h"
#include "api/val-session.h"
#include "support/val-test-util.h"
#include "val-sandbox-client.h"

static const ValSandboxOptions ten = { .instances = 10, .seed = 3 };

static gboolean
is_full (gpointer user_data)
{
  return val_pace_get_in_flight (user_data) == val_pace_get_max_in_flight (user_data);
}

/* All at once they would be answered all at once, forever after; who follows another need not wait.
 */
static void
test_spread (void)
{
  static const ValPaceOutcome good = { .status = 200, .latency = 1000 };
  g_autoptr (ValPace) pace = val_pace_new (8, 0);
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < 8; i++)
    val_pace_enter_async (pace, VAL_PACE_NONE, NULL, NULL, NULL);
  val_test_wait_for (is_full, pace);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 7 * 6250);
  g_assert_false (val_pace_try_enter (pace, VAL_PACE_NONE));
  for (guint i = 0; i < 8; i++)
    {
      val_pace_leave (pace, &good);
      g_assert_true (val_pace_try_enter (pace, VAL_PACE_NONE));
    }
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gint64 *left = user_data;

  g_assert_true (val_pace_enter_finish (VAL_PACE (source), result, NULL));
  *left = g_get_monotonic_time ();
}

static gboolean
has_left (gpointer user_data)
{
  gint64 *left = user_data;

  return *left != 0;
}

static gint64
leave_next (ValPace *pace)
{
  gint64 left = 0;

  val_pace_enter_async (pace, VAL_PACE_NONE, NULL, left_cb, &left);
  val_test_wait_for (has_left, &left);
  return left;
}

/* Once it is known how long answers take, two of them at once do not mean that those who follow
 * will stay together. */
static void
test_distance (void)
{
  static const ValPaceOutcome slow = { .status = 200, .latency = 60000 };
  g_autoptr (ValPace) pace = val_pace_new (8, 0);

  for (guint i = 0; i < 8; i++)
    leave_next (pace);
  for (guint i = 0; i < 24; i++)
    {
      val_pace_leave (pace, &slow);
      leave_next (pace);
    }
  for (guint i = 0; i < 10; i++)
    {
      gint64 began = g_get_monotonic_time ();

      val_pace_leave (pace, &slow);
      val_pace_leave (pace, &slow);
      leave_next (pace);
      g_assert_cmpint (leave_next (pace) - began, >=, 1000);
    }
}

typedef struct
{
  GString *order;
  char name;
} Entry;

static void
note_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;

  g_assert_true (val_pace_enter_finish (VAL_PACE (source), result, NULL));
  g_string_append_c (entry->order, entry->name);
}

static gboolean
is_next (gpointer user_data)
{
  GString *order = user_data;

  return order->len > 0;
}

/* First come, first out, and the patient last. */
static void
test_order (void)
{
  static const ValPaceOutcome good = { .status = 200, .latency = 1000 };
  g_autoptr (ValPace) pace = val_pace_new (1, 0);
  g_autoptr (GString) order = g_string_new (NULL);
  Entry entries[] = { { order, 'a' }, { order, 'B' }, { order, 'c' }, { order, 'D' } };

  g_assert_true (val_pace_try_enter (pace, VAL_PACE_NONE));
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    val_pace_enter_async (pace,
                          g_ascii_islower (entries[i].name) ? VAL_PACE_PATIENT : VAL_PACE_NONE,
                          NULL, note_cb, &entries[i]);
  for (const char *name = "BDac"; *name != '\0'; name++)
    {
      g_assert_cmpuint (order->len, ==, 0);
      val_pace_leave (pace, &good);
      val_test_wait_for (is_next, order);
      g_assert_cmpint (order->str[0], ==, *name);
      g_string_truncate (order, 0);
    }
}

static void
note_either_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;
  g_autoptr (GError) error = NULL;

  if (val_pace_enter_finish (VAL_PACE (source), result, &error))
    g_string_append_c (entry->order, entry->name);
  else
    g_string_append_printf (entry->order, "-%c", entry->name);
}

static void
expect (GString *order, gsize length, const char *text)
{
  while (order->len < length)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (order->str, ==, text);
  g_string_truncate (order, 0);
}

/* What is new does not leave once it was recalled, whether it waits already or comes later. */
static void
test_recall (void)
{
  static const ValPaceOutcome good = { .status = 200, .latency = 1000 };
  g_autoptr (ValPace) pace = val_pace_new (1, 0);
  g_autoptr (GString) order = g_string_new (NULL);
  Entry entries[] = { { order, 'a' }, { order, 'B' }, { order, 'c' }, { order, 'd' } };

  g_assert_true (val_pace_try_enter (pace, VAL_PACE_NEW));
  for (guint i = 0; i < 3; i++)
    val_pace_enter_async (pace, i == 1 ? VAL_PACE_NONE : VAL_PACE_NEW, NULL, note_either_cb,
                          &entries[i]);
  val_pace_set_recalled (pace, TRUE);
  /* Not even by an answer that comes before anybody was told. */
  val_pace_leave (pace, &good);
  expect (order, 5, "-a-cB");
  g_assert_cmpuint (val_pace_get_in_flight (pace), ==, 1);
  val_pace_leave (pace, &good);
  g_assert_false (val_pace_try_enter (pace, VAL_PACE_NEW));
  val_pace_enter_async (pace, VAL_PACE_NEW, NULL, note_either_cb, &entries[3]);
  expect (order, 2, "-d");
  val_pace_set_recalled (pace, FALSE);
  val_pace_enter_async (pace, VAL_PACE_NEW, NULL, note_either_cb, &entries[3]);
  expect (order, 1, "d");
}

static void
exchange_cb (ValSession *session, ValExchange *exchange, GPtrArray *exchanges)
{
  g_ptr_array_add (exchanges, g_object_ref (exchange));
}

static gboolean
are_three (gpointer user_data)
{
  GPtrArray *exchanges = user_data;

  return exchanges->len == 3;
}

/* What is shown of a request is how long the platform took, not how long it waited to leave. */
static void
test_duration (void)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValPace) pace = val_pace_new (8, 1);
  g_autoptr (ValSession) like =
      g_object_new (VAL_TYPE_SESSION, "base-url", val_sandbox_get_base_url (client->sandbox), NULL);
  g_autoptr (ValSession) session = val_session_new_paced (like, pace);
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  const ValRequest request = { .method = "GET", .path = "/organizations/me" };

  g_signal_connect (session, "exchange", G_CALLBACK (exchange_cb), exchanges);
  for (guint i = 0; i < 3; i++)
    val_session_send_async (session, &request, NULL, NULL, NULL);
  val_test_wait_for (are_three, exchanges);
  for (guint i = 1; i < 3; i++)
    {
      ValExchange *before = g_ptr_array_index (exchanges, i - 1);
      ValExchange *exchange = g_ptr_array_index (exchanges, i);

      g_assert_cmpint (val_exchange_get_started (exchange) - val_exchange_get_started (before), >,
                       G_USEC_PER_SEC / 2);
      g_assert_cmpint (val_exchange_get_duration (exchange), <, G_USEC_PER_SEC);
    }
}

typedef struct
{
  guint n_pending;
} Pending;

static void
failed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pending *pending = user_data;

  g_assert_null (val_session_send_finish (VAL_SESSION (source), result, NULL));
  pending->n_pending--;
}

static gboolean
has_ended (gpointer user_data)
{
  return ((Pending *) user_data)->n_pending == 0;
}

/* Where the platform names no time that can be read, the pace holds nobody back, so that each waits
 * by itself.  Of four one waits long enough to be told from none. */
static void
test_unreadable_time (gconstpointer data)
{
  g_autoptr (ValSandboxClient) client = val_sandbox_client_new (&ten);
  g_autoptr (ValPace) pace = val_pace_new (4, 0);
  g_autoptr (ValSession) like =
      g_object_new (VAL_TYPE_SESSION, "base-url", val_sandbox_get_base_url (client->sandbox), NULL);
  g_autoptr (ValSession) session = val_session_new_paced (like, pace);
  g_autofree char *rules =
      g_strdup_printf ("{\"rules\":[{\"status\":503,\"retryAfter\":\"%s\"}]}", (char *) data);
  const ValRequest request = { .method = "GET", .path = "/organizations/me" };
  Pending pending = { .n_pending = 4 };
  gint64 began = g_get_monotonic_time ();

  val_sandbox_reply_free (val_sandbox_client_control (client, "PUT", "/sandbox/faults", rules));
  for (guint i = 0; i < 4; i++)
    val_session_send_async (session, &request, NULL, failed_cb, &pending);
  val_test_wait_for (has_ended, &pending);
  g_assert_cmpint (g_get_monotonic_time () - began, >, G_USEC_PER_SEC / 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace-turns/spread", test_spread);
  g_test_add_func ("/pace-turns/distance", test_distance);
  g_test_add_func ("/pace-turns/order", test_order);
  g_test_add_func ("/pace-turns/recall", test_recall);
  g_test_add_func ("/pace-turns/duration", test_duration);
  g_test_add_data_func ("/pace-turns/unreadable-time/negative", "-5", test_unreadable_time);
  g_test_add_data_func ("/pace-turns/unreadable-time/word", "soon", test_unreadable_time);
  return g_test_run ();
}
