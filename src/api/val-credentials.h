/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-redact.h"
#include "val-types.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The two secrets of an account: immutable, counted, wiped when the last holder lets go. */
#define VAL_TYPE_CREDENTIALS (val_credentials_get_type ())
GType val_credentials_get_type (void);

ValCredentials *
val_credentials_new (const char *user_secret, const char *organization_secret, GError **error);
ValCredentials *val_credentials_ref (ValCredentials *self);
void val_credentials_unref (ValCredentials *self);
void
val_credentials_authorize (ValCredentials *self, SoupMessage *message, const char *element_token);
void val_credentials_introduce (ValCredentials *self, ValRedactor *redactor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValCredentials, val_credentials_unref)

G_END_DECLS
