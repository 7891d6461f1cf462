/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* The one seam to a sandbox: starts the embedded one, or asks a running one for its account. */
#define VAL_TYPE_SANDBOX_HOST (val_sandbox_host_get_type ())
G_DECLARE_FINAL_TYPE (ValSandboxHost, val_sandbox_host, VAL, SANDBOX_HOST, GObject)

ValSandboxHost *val_sandbox_host_new (const char *url);
void val_sandbox_host_start_async (ValSandboxHost *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_sandbox_host_start_finish (ValSandboxHost *self, GAsyncResult *result, GError **error);
const char *val_sandbox_host_get_base_url (ValSandboxHost *self);
const char *val_sandbox_host_get_user_secret (ValSandboxHost *self);
const char *val_sandbox_host_get_organization_secret (ValSandboxHost *self);

G_END_DECLS
