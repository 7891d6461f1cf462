/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bulk job as the program runs it, journal and request log included, beside other means of
 * sending the same requests. */
#include "benchmark/figures.h"
#include "benchmark/val-bench-rivals.h"
#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "util/val-json.h"
#include "workspace/val-bulk-job.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LATENCY_US 50000
#define N_ROUNDS   7
/* The rival that starts a program a request is measured by fewer, and its time multiplied. */
#define XARGS_SHARE 10

/* What we promise. */
#define OVER_LIMIT   1.02
#define OVER_LIBSOUP 1.5
#define BEFORE_XARGS 35
#define MAX_STALL_MS 16
#define FIGURE_WIDTH "%s, %u in flight"

typedef struct
{
  guint n_items;
  GSubprocess *server;
  char *origin;
  char *base;
  SoupSession *control;
  ValWorkspace *workspace;
  ValAccount *account;
  GFile *folder;
  Figures *figures;
} Bench;

/* How long the main loop was away from its poll, while a job runs, and how much of the longest time
 * it worked: for the rest the machine did something else. */
typedef struct
{
  gboolean counts;
  gint64 left;
  double left_cpu;
  gint64 longest;
  double longest_cpu;
} Stall;

static Stall *
get_stall (void)
{
  static Stall stall;

  return &stall;
}

/* What this thread itself had to do, however busy the machine is; in seconds. */
static double
get_thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
note_stall (Stall *stall)
{
  gint64 away = g_get_monotonic_time () - stall->left;

  if (!stall->counts || stall->left == 0 || away <= stall->longest)
    return;
  stall->longest = away;
  stall->longest_cpu = get_thread_cpu () - stall->left_cpu;
}

static int
measured_poll (GPollFD *fds, guint n_fds, int timeout)
{
  Stall *stall = get_stall ();
  int n_ready;

  note_stall (stall);
  n_ready = g_poll (fds, n_fds, timeout);
  stall->left = g_get_monotonic_time ();
  stall->left_cpu = get_thread_cpu ();
  return n_ready;
}

/* The server. */

static void
start_server (Bench *self, const char *program)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *port = NULL;

  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   &error, program, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  port = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  self->origin = g_strdup_printf ("http://127.0.0.1:%s", port);
  self->base = g_strconcat (self->origin, "/elements/api-v2", NULL);
  self->control = soup_session_new ();
}

static guint
ask_server (Bench *self, const char *path, const char *count)
{
  g_autofree char *url = g_strconcat (self->origin, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->control, message, NULL, &error);
  g_autoptr (JsonNode) node = NULL;
  gsize size;
  const char *text;

  g_assert_no_error (error);
  text = g_bytes_get_data (bytes, &size);
  node = val_json_parse (text, size, NULL);
  return (guint) val_json_get_int (val_json_node_object (node), count, 0);
}

static void
prepare_server (Bench *self, guint latency_us)
{
  g_autofree char *path = g_strdup_printf ("/control/latency/%u", latency_us);

  ask_server (self, path, "requests");
  ask_server (self, "/control/reset", "requests");
}

/* The program's side. */

static void
open_account (Bench *self)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) put = NULL;
  g_autoptr (GAsyncResult) selected = NULL;

  self->account = val_account_new ("Benchmark", self->base);
  val_workspace_put_account_async (self->workspace, self->account, "FAKE-user", "FAKE-organization",
                                   TRUE, NULL, val_test_await_cb, &slot);
  put = val_test_await (&slot);
  g_assert_true (val_workspace_put_account_finish (self->workspace, put, NULL));
  val_workspace_select_async (self->workspace, self->account, NULL, val_test_await_cb, &slot);
  selected = val_test_await (&slot);
  g_assert_true (val_workspace_select_finish (self->workspace, selected, NULL));
}

/* The window's list, which follows what a job does. */
static void
fill_list (Bench *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint id = 1; id <= self->n_items; id++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"id\":%u,\"name\":\"Instance %u\",\"element\":{\"key\":\"hootsuite\"},"
          "\"configuration\":{\"" VAL_KEY_CALLBACK_URL "\":\"\"}}",
          id, id);

      g_ptr_array_add (all, val_instance_new_from_json (text, strlen (text), NULL));
    }
  val_instance_store_put_page (val_workspace_get_instances (self->workspace), all);
}

static void
open_workspace (Bench *self, const char *folder)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autofree char *path = g_build_filename (folder, "bulk-journals", NULL);
  g_autoptr (GFile) file = NULL;

  self->folder = g_file_new_for_path (path);
  file = g_file_get_child (self->folder, "accounts.conf");
  self->workspace = val_workspace_new (keyring, file);
  open_account (self);
  fill_list (self);
}

static ValChangePlan *
make_plan (Bench *self)
{
  ValChangePlan *plan = val_change_plan_new ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint id = 1; id <= self->n_items; id++)
    {
      g_autofree char *name = g_strdup_printf ("Instance %u", id);
      g_autofree char *old_url = g_strdup_printf ("https://old.example.com/hooks/%u", id);
      g_autofree char *new_url = g_strdup_printf ("https://new.example.com/hooks/%u", id);
      const ValChangeFacts facts = { .id = id,
                                     .name = name,
                                     .element_key = "hootsuite",
                                     .element_name = "Hootsuite",
                                     .old_url = old_url,
                                     .new_url = new_url };

      g_ptr_array_add (changes, val_change_new (&facts));
    }
  val_change_plan_take (plan, changes);
  return plan;
}

static ValBulkJob *
make_job (Bench *self, guint in_flight, gboolean check_first)
{
  const ValBulkOptions options = { .concurrency = in_flight, .check_first = check_first };
  g_autoptr (ValBulkHeader) header = val_bulk_header_new (self->account, "Benchmark", &options);
  g_autoptr (ValChangePlan) plan = make_plan (self);

  return val_bulk_job_new (self->workspace, plan, header, self->folder);
}

static void
await_job (ValBulkJob *job)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  val_bulk_job_run_async (job, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  val_bulk_job_run_finish (job, result, &error);
  g_assert_no_error (error);
}

/* Seconds from the beginning, the journal with its plan included, to the end. */
static double
run_job (Bench *self, guint in_flight, gboolean check_first)
{
  g_autoptr (ValBulkJob) job = make_job (self, in_flight, check_first);
  gint64 begun = g_get_monotonic_time ();
  double seconds;

  get_stall ()->left = 0;
  get_stall ()->counts = TRUE;
  await_job (job);
  get_stall ()->counts = FALSE;
  seconds = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
  g_assert_cmpuint (val_change_plan_count_state (val_bulk_job_get_plan (job), VAL_CHANGE_DONE), ==,
                    self->n_items);
  g_assert_true (g_file_delete (val_bulk_job_get_file (job), NULL, NULL));
  return seconds;
}

/* Figures. */

static void
add (Bench *self, const char *what, guint in_flight, double value, double target, double against)
{
  g_autofree char *name = g_strdup_printf (FIGURE_WIDTH, what, in_flight);

  figures_add (self->figures, name, value, "s", target, against);
}

static void
add_connections (Bench *self, guint in_flight)
{
  g_autofree char *connections = g_strdup_printf ("connections opened, %u in flight", in_flight);
  g_autofree char *open = g_strdup_printf ("requests open at once, %u in flight", in_flight);

  figures_add (self->figures, connections, ask_server (self, "/control/counts", "connections"), "",
               in_flight + 1, -1);
  figures_add (self->figures, open, ask_server (self, "/control/counts", "maxOpen"), "", in_flight,
               -1);
}

/* One request an item; with a check before each write, two. */
static void
compare_with_limit (Bench *self, guint in_flight, gboolean check_first, double against)
{
  double limit =
      (check_first ? 2.0 : 1.0) * self->n_items * LATENCY_US / G_USEC_PER_SEC / in_flight;

  prepare_server (self, LATENCY_US);
  add (self, check_first ? "50 ms, checked before" : "50 ms", in_flight,
       run_job (self, in_flight, check_first),
       against > 0 ? MIN (limit * OVER_LIMIT, against) : limit * OVER_LIMIT, against);
  add_connections (self, in_flight);
}

static int
compare_doubles (gconstpointer one, gconstpointer other)
{
  double a = *(const double *) one;
  double b = *(const double *) other;

  return (a > b) - (a < b);
}

static double
find_median (double *values)
{
  qsort (values, N_ROUNDS, sizeof *values, compare_doubles);
  return values[N_ROUNDS / 2];
}

/* In turn, so that a busy machine disturbs all of them alike. */
static void
compare_without_latency (Bench *self, guint in_flight)
{
  double ours[N_ROUNDS];
  double libsoup[N_ROUNDS];
  double curl[N_ROUNDS];
  double cpu[N_ROUNDS];
  double libsoup_cpu[N_ROUNDS];
  double xargs;

  prepare_server (self, 0);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      libsoup_cpu[i] = -get_thread_cpu ();
      libsoup[i] = val_bench_run_libsoup (self->base, self->n_items, in_flight);
      libsoup_cpu[i] += get_thread_cpu ();
      cpu[i] = -get_thread_cpu ();
      ours[i] = run_job (self, in_flight, FALSE);
      cpu[i] += get_thread_cpu ();
      curl[i] = val_bench_run_curl (self->base, self->n_items, in_flight);
    }
  xargs = val_bench_run_xargs (self->base, self->n_items / XARGS_SHARE, in_flight) * XARGS_SHARE;
  add (self, "0 ms, beside a bare libsoup loop", in_flight, find_median (ours),
       find_median (libsoup) * OVER_LIBSOUP, find_median (libsoup));
  add (self, "0 ms, processor, beside a bare loop", in_flight, find_median (cpu),
       find_median (libsoup_cpu) * OVER_LIBSOUP, find_median (libsoup_cpu));
  add (self, "0 ms, beside xargs (a tenth, times ten)", in_flight, find_median (ours),
       xargs / BEFORE_XARGS, xargs);
  add (self, "0 ms, beside curl --parallel", in_flight, find_median (ours),
       find_median (libsoup) * OVER_LIBSOUP, find_median (curl));
}

static void
compare_with_latency (Bench *self, guint in_flight)
{
  double curl;

  prepare_server (self, LATENCY_US);
  curl = val_bench_run_curl (self->base, self->n_items, in_flight);
  compare_with_limit (self, in_flight, FALSE, curl);
  compare_with_limit (self, in_flight, TRUE, -1);
}

/* A processor that dozes off between two requests takes longer to wake up than anybody here to
 * answer.  Who may asks for none of that, which helps all of them alike.
 * Returns: what is to be closed at the end, or below 0 */
static int
keep_awake (void)
{
  const gint32 microseconds = 0;
  int fd = g_open ("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && write (fd, &microseconds, sizeof microseconds) == sizeof microseconds;

  g_print ("processors %s\n", ok ? "are kept awake" : "may doze between two requests");
  return fd;
}

int
main (int argc, char **argv)
{
  Bench self = { .n_items = argc > 3 ? (guint) atoi (argv[3]) : 10000 };
  int awake = keep_awake ();

  g_assert_cmpint (argc, >, 2);
  start_server (&self, argv[2]);
  open_workspace (&self, argv[1]);
  g_main_context_set_poll_func (NULL, measured_poll);
  self.figures = figures_new ("bulk");
  compare_without_latency (&self, 8);
  compare_with_latency (&self, 8);
  compare_with_latency (&self, 32);
  figures_add (self.figures, "longest stall of the main loop",
               (double) get_stall ()->longest / 1000.0, "ms", MAX_STALL_MS, -1);
  figures_add (self.figures, "processor time in it", get_stall ()->longest_cpu * 1000.0, "ms",
               MAX_STALL_MS, -1);
  g_subprocess_force_exit (self.server);
  if (awake >= 0)
    close (awake);
  return figures_finish (self.figures, argv[1]) ? 0 : 1;
}
