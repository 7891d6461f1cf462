/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValSandboxOptions:
 * @port: port on loopback, or 0 for any
 * @instances: how many seeded instances to start with
 * @seed: of the population and of every invented value but secrets
 * @latency_ms: added to every answer
 * @faults_path: (nullable): file of faults on demand
 * @tls: serve https with a certificate made for this run
 */
typedef struct
{
  guint port;
  guint instances;
  guint64 seed;
  guint latency_ms;
  const char *faults_path;
  gboolean tls;
} ValSandboxOptions;

/* An imitation of the platform and of its providers, on loopback, on a thread of its own. */
#define VAL_TYPE_SANDBOX (val_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (ValSandbox, val_sandbox, VAL, SANDBOX, GObject)

ValSandbox *val_sandbox_new (const ValSandboxOptions *options);
void val_sandbox_start_async (ValSandbox *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean val_sandbox_start_finish (ValSandbox *self, GAsyncResult *result, GError **error);
void val_sandbox_stop (ValSandbox *self);
const char *val_sandbox_get_base_url (ValSandbox *self);
const char *val_sandbox_get_user_secret (ValSandbox *self);
const char *val_sandbox_get_organization_secret (ValSandbox *self);
const char *val_sandbox_get_email (ValSandbox *self);
const char *val_sandbox_get_password (ValSandbox *self);
char *val_sandbox_describe (ValSandbox *self);

G_END_DECLS
