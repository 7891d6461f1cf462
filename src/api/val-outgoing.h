/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A request that was found fit to be sent, for as many attempts as it takes.  Only for
 * val-session-send.c. */
typedef struct
{
  char *method;
  GUri *uri;
  gboolean idempotent;
  gboolean single;           /* not repeated all the same once it may have been carried out */
  gboolean changes;          /* something at the platform */
  guint n_before;            /* attempts that were made elsewhere */
  const ValReading *reading; /* (nullable) */
  ValPaceFlags turn;         /* while it waits for the pace */

  /*< private >*/
  GBytes *body;
  char *element_token;
  char *bearer;
  gboolean authorized;
} ValOutgoing;

ValOutgoing *val_outgoing_new (ValSession *session, const ValRequest *request, GError **error);
void val_outgoing_free (ValOutgoing *self);
gboolean val_outgoing_redirect (ValOutgoing *self, const char *location);
SoupMessage *val_outgoing_build (ValOutgoing *self, ValSession *session, gboolean new_connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValOutgoing, val_outgoing_free)

G_END_DECLS
