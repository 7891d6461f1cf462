/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An account that another tool keeps in a file, with its secrets, which are wiped when it goes.
 * Nothing of it changes once it was read. */
#define VAL_TYPE_IMPORT_PROFILE (val_import_profile_get_type ())
G_DECLARE_FINAL_TYPE (ValImportProfile, val_import_profile, VAL, IMPORT_PROFILE, GObject)

ValImportProfile *val_import_profile_new (const char *name,
                                          const char *base,
                                          const char *user_secret,
                                          const char *organization_secret);
const char *val_import_profile_get_name (ValImportProfile *self);
const char *val_import_profile_get_base_url (ValImportProfile *self);
const char *val_import_profile_get_user_secret (ValImportProfile *self);
const char *val_import_profile_get_organization_secret (ValImportProfile *self);
const char *val_import_profile_get_problem (ValImportProfile *self);
void val_import_profile_set_problem (ValImportProfile *self, const char *problem);
gboolean val_import_profile_has_secrets (ValImportProfile *self);
gboolean val_import_profile_equal (ValImportProfile *self, ValImportProfile *other);

G_END_DECLS
