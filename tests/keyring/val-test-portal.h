/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  VAL_TEST_PORTAL_GIVES = 0, /* the values are those of the portal's answers */
  VAL_TEST_PORTAL_DISMISSED = 1,
  VAL_TEST_PORTAL_REFUSES = 2,
} ValTestPortalAnswer;

/* A Secret portal on the session bus, in a thread of its own, since libsecret waits for it; and
 * beside it the name of the Secret Service, which takes no calls but counts them. */
typedef struct _ValTestPortal ValTestPortal;

ValTestPortal *val_test_portal_start (ValTestPortalAnswer answer);
void val_test_portal_set_answer (ValTestPortal *self, ValTestPortalAnswer answer);
int val_test_portal_get_asked (ValTestPortal *self);
int val_test_portal_get_service_calls (ValTestPortal *self);
void val_test_portal_stop (ValTestPortal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValTestPortal, val_test_portal_stop)

G_END_DECLS
