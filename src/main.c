/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

/* Secrets are in memory while the program runs: no core files of it. */
static void
forbid_core_files (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
}

int
main (int argc, char **argv)
{
  g_autoptr (ValApplication) application = NULL;

  forbid_core_files ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, VAL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = val_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
