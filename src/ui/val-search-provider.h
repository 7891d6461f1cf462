/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-offline-list.h"
#include "workspace/val-workspace.h"

G_BEGIN_DECLS

/* Answers the desktop's search (org.gnome.Shell.SearchProvider2) with instances of the current
 * account: name, element and id, nothing else.  Without a window they come from the list of last
 * time.  Signals: show-instance (UUID of the account, id), search (text). */
#define VAL_TYPE_SEARCH_PROVIDER (val_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (ValSearchProvider, val_search_provider, VAL, SEARCH_PROVIDER, GObject)

ValSearchProvider *val_search_provider_new (GApplication *application);
void val_search_provider_set_sources (ValSearchProvider *self,
                                      ValWorkspace *workspace,
                                      ValOfflineList *offline);
gboolean val_search_provider_export (ValSearchProvider *self,
                                     GDBusConnection *connection,
                                     const char *object_path,
                                     GError **error);
void val_search_provider_unexport (ValSearchProvider *self, GDBusConnection *connection);

G_END_DECLS
