/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-workspace-private.h"

#include "api/val-pace.h"

/**
 * val_workspace_new_paced_session:
 * @self: a workspace
 * @pace: what each request asks before it leaves
 *
 * A long job has connections of its own, so that the window's requests do not wait behind its, and
 * goes on with the account that it began with.  Its requests are among val_workspace_get_requests
 * () while that account is the current one.
 *
 * Returns: (transfer full) (nullable): a session with the current account's secrets, or NULL while
 *   they are not known
 */
ValSession *
val_workspace_new_paced_session (ValWorkspace *self, ValPace *pace)
{
  ValSession *session;

  g_return_val_if_fail (VAL_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (VAL_IS_PACE (pace), NULL);

  if (self->session == NULL)
    return NULL;
  session = val_session_new_paced (self->session, pace);
  val_request_log_watch_too (self->requests, session);
  return session;
}
