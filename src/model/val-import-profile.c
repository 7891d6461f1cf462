/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-import-profile.h"

#include "util/val-error.h"
#include "util/val-secret.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

struct _ValImportProfile
{
  GObject parent_instance;

  char *name;                /* (owned) (not nullable) */
  char *base_url;            /* (owned) (nullable): normalised */
  char *user_secret;         /* (owned) (not nullable): as it stands in the file */
  char *organization_secret; /* (owned) (not nullable) */
  char *problem;             /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (ValImportProfile, val_import_profile, G_TYPE_OBJECT)

static gboolean
check_base (ValImportProfile *self, const char *base, GError **error)
{
  if (base != NULL && *base != '\0')
    self->base_url = val_uri_normalise_base (base, error);
  else
    g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, _ ("It has no base URL."));
  return self->base_url != NULL;
}

static gboolean
check_secrets (ValImportProfile *self, GError **error)
{
  const char *missing = NULL;

  if (!val_import_profile_has_secrets (self))
    missing = _ ("It holds no secrets.");
  else if (*self->user_secret == '\0')
    missing = _ ("Its user secret is missing.");
  else if (*self->organization_secret == '\0')
    missing = _ ("Its organization secret is missing.");
  if (missing != NULL)
    g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, missing);
  return missing == NULL && val_secret_check (self->user_secret, NULL, error) &&
         val_secret_check (self->organization_secret, NULL, error);
}

static void
val_import_profile_finalize (GObject *object)
{
  ValImportProfile *self = VAL_IMPORT_PROFILE (object);

  g_free (self->name);
  g_free (self->base_url);
  val_secret_free (self->user_secret);
  val_secret_free (self->organization_secret);
  g_free (self->problem);
  G_OBJECT_CLASS (val_import_profile_parent_class)->finalize (object);
}

static void
val_import_profile_class_init (ValImportProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_import_profile_finalize;
}

static void
val_import_profile_init (ValImportProfile *self)
{
}

/**
 * val_import_profile_new:
 * @name: what the tool calls it
 * @base: (nullable): base URL as it stands in the file
 * @user_secret: (nullable): as it stands in the file
 * @organization_secret: (nullable): as it stands in the file
 *
 * Returns: (transfer full): a profile, with a problem where something needed is missing or unusable
 */
ValImportProfile *
val_import_profile_new (const char *name,
                        const char *base,
                        const char *user_secret,
                        const char *organization_secret)
{
  ValImportProfile *self;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (VAL_TYPE_IMPORT_PROFILE, NULL);
  self->name = g_strdup (name);
  self->user_secret = g_strdup (user_secret != NULL ? user_secret : "");
  self->organization_secret = g_strdup (organization_secret != NULL ? organization_secret : "");
  if (!check_secrets (self, &error) || !check_base (self, base, &error))
    self->problem = g_strdup (error->message);
  return self;
}

/**
 * val_import_profile_get_name:
 * @self: a profile
 *
 * Returns: (transfer none): what the tool calls it
 */
const char *
val_import_profile_get_name (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), NULL);

  return self->name;
}

/**
 * val_import_profile_get_base_url:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the normalised base URL; NULL where the file has none that
 *   can be used, or where the secrets are a problem already
 */
const char *
val_import_profile_get_base_url (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), NULL);

  return self->base_url;
}

/**
 * val_import_profile_get_user_secret:
 * @self: a profile
 *
 * Returns: (transfer none): the user secret as it stands in the file, empty where there is none
 */
const char *
val_import_profile_get_user_secret (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), NULL);

  return self->user_secret;
}

/**
 * val_import_profile_get_organization_secret:
 * @self: a profile
 *
 * Returns: (transfer none): the organization secret as it stands in the file, empty where there is
 *   none
 */
const char *
val_import_profile_get_organization_secret (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), NULL);

  return self->organization_secret;
}

/**
 * val_import_profile_get_problem:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): why it cannot be imported, as a translated sentence
 */
const char *
val_import_profile_get_problem (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), NULL);

  return self->problem;
}

/**
 * val_import_profile_set_problem:
 * @self: a profile that was just read
 * @problem: why it is not to be imported
 */
void
val_import_profile_set_problem (ValImportProfile *self, const char *problem)
{
  g_return_if_fail (VAL_IS_IMPORT_PROFILE (self));

  g_free (self->problem);
  self->problem = g_strdup (problem);
}

/**
 * val_import_profile_has_secrets:
 * @self: a profile
 *
 * Returns: whether at least one of the two secrets stands in the file
 */
gboolean
val_import_profile_has_secrets (ValImportProfile *self)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self), FALSE);

  return *self->user_secret != '\0' || *self->organization_secret != '\0';
}

/**
 * val_import_profile_equal:
 * @self: a profile
 * @other: another
 *
 * Returns: whether both have the same base URL and the same two secrets, whatever their names
 */
gboolean
val_import_profile_equal (ValImportProfile *self, ValImportProfile *other)
{
  g_return_val_if_fail (VAL_IS_IMPORT_PROFILE (self) && VAL_IS_IMPORT_PROFILE (other), FALSE);

  return g_strcmp0 (self->base_url, other->base_url) == 0 &&
         val_secret_equal (self->user_secret, other->user_secret) &&
         val_secret_equal (self->organization_secret, other->organization_secret);
}
