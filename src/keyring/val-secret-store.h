/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValSecretKind:
 * @VAL_SECRET_KIND_USER: the account's user secret
 * @VAL_SECRET_KIND_ORGANIZATION: the account's organization secret
 * @VAL_SECRET_KIND_BOOK: the account's book of instance secrets (#ValSecretBook)
 */
typedef enum
{
  VAL_SECRET_KIND_USER,
  VAL_SECRET_KIND_ORGANIZATION,
  VAL_SECRET_KIND_BOOK,
} ValSecretKind;

#define VAL_TYPE_SECRET_STORE (val_secret_store_get_type ())
G_DECLARE_INTERFACE (ValSecretStore, val_secret_store, VAL, SECRET_STORE, GObject)

struct _ValSecretStoreInterface
{
  GTypeInterface parent;

  void (*store_async) (ValSecretStore *self,
                       const char *account,
                       ValSecretKind kind,
                       const char *label,
                       const char *secret,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (ValSecretStore *self, GAsyncResult *result, GError **error);
  void (*lookup_async) (ValSecretStore *self,
                        const char *account,
                        ValSecretKind kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  char *(*lookup_finish) (ValSecretStore *self, GAsyncResult *result, GError **error);
  void (*clear_async) (ValSecretStore *self,
                       const char *account,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*clear_finish) (ValSecretStore *self, GAsyncResult *result, GError **error);
};

/* store: an error in #VAL_ERROR with one of the KEYRING codes says why nothing was kept.
 * lookup: NULL without an error means that there is no such item; a locked keyring is an error.
 * clear: removes all items of the account; TRUE also where there were none; locked is an error. */
void val_secret_store_store_async (ValSecretStore *self,
                                   const char *account,
                                   ValSecretKind kind,
                                   const char *label,
                                   const char *secret,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_secret_store_store_finish (ValSecretStore *self, GAsyncResult *result, GError **error);
void val_secret_store_lookup_async (ValSecretStore *self,
                                    const char *account,
                                    ValSecretKind kind,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *val_secret_store_lookup_finish (ValSecretStore *self, GAsyncResult *result, GError **error);
void val_secret_store_clear_async (ValSecretStore *self,
                                   const char *account,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean val_secret_store_clear_finish (ValSecretStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
