/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-element.h"
#include "workspace/val-workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* What a new or re-authenticated instance needs, by the schema of its element (contract 8).
 * Properties: element (construct-only). */
#define VAL_TYPE_CONNECT_FORM (val_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (ValConnectForm, val_connect_form, VAL, CONNECT_FORM, AdwBin)

GtkWidget *val_connect_form_new (ValElement *element, const char *redirect);
void val_connect_form_copy_instance (ValConnectForm *self, ValInstance *instance);
void val_connect_form_renew_instance (ValConnectForm *self,
                                      ValInstance *instance,
                                      const ValInstanceSecrets *secrets);
ValElement *val_connect_form_get_element (ValConnectForm *self);
gboolean val_connect_form_get_dirty (ValConnectForm *self);
gboolean val_connect_form_validate (ValConnectForm *self);
char *val_connect_form_dup_name (ValConnectForm *self);
GStrv val_connect_form_dup_tags (ValConnectForm *self);
GHashTable *val_connect_form_dup_configuration (ValConnectForm *self);
char *val_connect_form_dup_redirect (ValConnectForm *self);
gboolean val_connect_form_get_existing_grant (ValConnectForm *self);

G_END_DECLS
