/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include <glib/gstdio.h>

static char *
key_path (ValSandboxServer *self)
{
  return g_build_filename (self->certificate_dir, "key.pem", NULL);
}

static gboolean
run_openssl (ValSandboxServer *self, const char *key, GError **error)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error, "openssl",
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-days", "2", "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1", "-keyout", key, "-out",
      self->certificate_path, NULL);

  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}

/**
 * val_sandbox_tls_make:
 * @error: why there is none
 *
 * Makes a certificate for this run in a directory of its own.  It blocks the sandbox's thread,
 * before that has anything else to do.
 *
 * Returns: whether there is one
 */
gboolean
val_sandbox_tls_make (ValSandboxServer *self, GError **error)
{
  g_autofree char *key = NULL;

  self->certificate_dir = g_dir_make_tmp ("valence-sandbox-XXXXXX", error);
  if (self->certificate_dir == NULL)
    return FALSE;
  self->certificate_path = g_build_filename (self->certificate_dir, "certificate.pem", NULL);
  key = key_path (self);
  if (!run_openssl (self, key, error))
    return FALSE;
  self->certificate = g_tls_certificate_new_from_files (self->certificate_path, key, error);
  g_unlink (key);
  return self->certificate != NULL;
}

/**
 * val_sandbox_tls_clear:
 *
 * Removes what val_sandbox_tls_make () left behind.
 */
void
val_sandbox_tls_clear (ValSandboxServer *self)
{
  if (self->certificate_path != NULL)
    g_unlink (self->certificate_path);
  if (self->certificate_dir != NULL)
    {
      g_autofree char *key = key_path (self);

      g_unlink (key);
      g_rmdir (self->certificate_dir);
    }
  g_clear_pointer (&self->certificate_path, g_free);
  g_clear_pointer (&self->certificate_dir, g_free);
  g_clear_object (&self->certificate);
}
