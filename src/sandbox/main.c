/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox.h"

#include <glib-unix.h>
#include <stdlib.h>

typedef struct
{
  GMainLoop *loop;
  ValSandbox *sandbox;
  int status;
} Program;

static gboolean
signal_cb (gpointer user_data)
{
  Program *program = user_data;

  g_main_loop_quit (program->loop);
  return G_SOURCE_CONTINUE;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (!val_sandbox_start_finish (program->sandbox, result, &error))
    {
      g_printerr ("valence-sandbox: %s\n", error->message);
      program->status = EXIT_FAILURE;
      g_main_loop_quit (program->loop);
      return;
    }
  line = val_sandbox_describe (program->sandbox);
  g_print ("%s\n", line);
}

static int
run (const ValSandboxOptions *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ValSandbox) sandbox = val_sandbox_new (options);
  Program program = { loop, sandbox, EXIT_SUCCESS };
  guint term = g_unix_signal_add (SIGTERM, signal_cb, &program);
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, &program);

  val_sandbox_start_async (sandbox, NULL, started_cb, &program);
  g_main_loop_run (loop);
  val_sandbox_stop (sandbox);
  g_source_remove (term);
  g_source_remove (interrupt);
  return program.status;
}

static gboolean
parse (int *argc, char ***argv, ValSandboxOptions *options, char **faults, GError **error)
{
  int port = 0, instances = 25, latency = 0;
  gint64 seed = 1;
  gboolean tls = FALSE;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on loopback, or 0 for any", "N" },
    { "instances", 0, 0, G_OPTION_ARG_INT, &instances, "Instances to begin with", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Seed of the invented instances", "N" },
    { "latency-ms", 0, 0, G_OPTION_ARG_INT, &latency, "Delay of every answer", "N" },
    { "faults", 0, 0, G_OPTION_ARG_FILENAME, faults, "Faults on demand", "FILE" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &tls, "Serve https with a certificate of this run", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- imitate the platform on loopback");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || port < 0 || port > G_MAXUINT16 || instances < 0 || latency < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "an argument is out of range or unknown");
      return FALSE;
    }
  *options = (ValSandboxOptions){ .port = (guint) port,
                                  .instances = (guint) instances,
                                  .seed = (guint64) seed,
                                  .latency_ms = (guint) latency,
                                  .faults_path = *faults,
                                  .tls = tls };
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *faults = NULL;
  g_autoptr (GError) error = NULL;
  ValSandboxOptions options;

  if (parse (&argc, &argv, &options, &faults, &error))
    return run (&options);
  g_printerr ("valence-sandbox: %s\n", error->message);
  return 2;
}
