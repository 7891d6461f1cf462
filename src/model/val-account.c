/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-account.h"

#include "util/val-error.h"
#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

#define KEY_NAME       "Name"
#define KEY_BASE_URL   "BaseUrl"
#define KEY_COLOUR     "Colour"
#define KEY_PRODUCTION "Production"
#define KEY_SANDBOX    "Sandbox"

struct _ValAccount
{
  GObject parent_instance;

  char *uuid;
  char *name;
  char *base_url;
  char *colour;
  gboolean production;
  gboolean sandbox;
};

G_DEFINE_FINAL_TYPE (ValAccount, val_account, G_TYPE_OBJECT)

enum
{
  PROP_UUID = 1,
  PROP_NAME,
  PROP_BASE_URL,
  PROP_COLOUR,
  PROP_PRODUCTION,
  PROP_SANDBOX,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_text (ValAccount *self, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_flag (ValAccount *self, gboolean *field, gboolean value, guint property)
{
  if (!*field == !value)
    return;
  *field = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* Absent is no; a value that cannot be read must not pass for "not production". */
static gboolean
load_flag (GKeyFile *file, const char *group, const char *key, gboolean *value, GError **error)
{
  g_autoptr (GError) inner = NULL;

  *value = g_key_file_get_boolean (file, group, key, &inner);
  if (inner == NULL || g_error_matches (inner, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/* GKeyFile gives a text together with an error where an escape is broken. */
static char *
load_text (GKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autofree char *text = g_key_file_get_string (file, group, key, &inner);

  if (inner == NULL)
    return g_steal_pointer (&text);
  g_propagate_error (error, g_steal_pointer (&inner));
  return NULL;
}

static gboolean
load_name (ValAccount *self, GKeyFile *file, GError **error)
{
  g_free (self->name);
  self->name = load_text (file, self->uuid, KEY_NAME, error);
  return self->name != NULL;
}

static gboolean
load_base_url (ValAccount *self, GKeyFile *file, GError **error)
{
  g_autofree char *written = load_text (file, self->uuid, KEY_BASE_URL, error);

  if (written == NULL)
    return FALSE;
  g_free (self->base_url);
  self->base_url = val_uri_normalise_base (written, error);
  return self->base_url != NULL;
}

static gboolean
load_colour (ValAccount *self, GKeyFile *file, GError **error)
{
  if (!g_key_file_has_key (file, self->uuid, KEY_COLOUR, NULL))
    return TRUE;
  self->colour = load_text (file, self->uuid, KEY_COLOUR, error);
  return self->colour != NULL;
}

static gboolean
load_group (ValAccount *self, GKeyFile *file, GError **error)
{
  return load_name (self, file, error) && load_base_url (self, file, error) &&
         load_colour (self, file, error) &&
         load_flag (file, self->uuid, KEY_PRODUCTION, &self->production, error) &&
         load_flag (file, self->uuid, KEY_SANDBOX, &self->sandbox, error);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValAccount *self = VAL_ACCOUNT (object);

  switch (id)
    {
    case PROP_UUID:
      g_value_set_string (value, self->uuid);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_COLOUR:
      g_value_set_string (value, self->colour);
      break;
    case PROP_PRODUCTION:
      g_value_set_boolean (value, self->production);
      break;
    case PROP_SANDBOX:
      g_value_set_boolean (value, self->sandbox);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ValAccount *self = VAL_ACCOUNT (object);

  switch (id)
    {
    case PROP_UUID:
      self->uuid = g_value_dup_string (value);
      break;
    case PROP_NAME:
      val_account_set_name (self, g_value_get_string (value));
      break;
    case PROP_BASE_URL:
      val_account_set_base_url (self, g_value_get_string (value));
      break;
    case PROP_COLOUR:
      val_account_set_colour (self, g_value_get_string (value));
      break;
    case PROP_PRODUCTION:
      val_account_set_production (self, g_value_get_boolean (value));
      break;
    case PROP_SANDBOX:
      val_account_set_sandbox (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
constructed (GObject *object)
{
  ValAccount *self = VAL_ACCOUNT (object);

  G_OBJECT_CLASS (val_account_parent_class)->constructed (object);
  if (self->uuid == NULL)
    self->uuid = g_uuid_string_random ();
}

static void
finalize (GObject *object)
{
  ValAccount *self = VAL_ACCOUNT (object);

  g_free (self->uuid);
  g_free (self->name);
  g_free (self->base_url);
  g_free (self->colour);
  G_OBJECT_CLASS (val_account_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_UUID] =
      g_param_spec_string ("uuid", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, "", flags);
  properties[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, flags);
  properties[PROP_PRODUCTION] = g_param_spec_boolean ("production", NULL, NULL, FALSE, flags);
  properties[PROP_SANDBOX] = g_param_spec_boolean ("sandbox", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_account_class_init (ValAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = constructed;
  object_class->finalize = finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  install_properties (object_class);
}

static void
val_account_init (ValAccount *self)
{
  self->name = g_strdup ("");
  self->base_url = g_strdup ("");
}

/**
 * val_account_new:
 * @name: what the user calls it
 * @base_url: normalised base URL
 *
 * Returns: (transfer full): an account with a UUID of its own
 */
ValAccount *
val_account_new (const char *name, const char *base_url)
{
  g_return_val_if_fail (name != NULL && base_url != NULL, NULL);

  return g_object_new (VAL_TYPE_ACCOUNT, "name", name, "base-url", base_url, NULL);
}

/**
 * val_account_new_from_key_file:
 * @file: the accounts file
 * @group: the account's UUID
 * @error: #VAL_ERROR_STORAGE where the group is missing or something in it cannot be read
 *
 * Returns: (transfer full) (nullable): the account as written there
 */
ValAccount *
val_account_new_from_key_file (GKeyFile *file, const char *group, GError **error)
{
  g_autoptr (ValAccount) self = NULL;
  g_autoptr (GError) inner = NULL;

  g_return_val_if_fail (file != NULL && group != NULL, NULL);

  self = g_object_new (VAL_TYPE_ACCOUNT, "uuid", group, NULL);
  if (g_uuid_string_is_valid (group) && load_group (self, file, &inner))
    return g_steal_pointer (&self);
  /* Translators: the name of a section of the accounts file, then what is wrong with it */
  g_set_error (error, VAL_ERROR, VAL_ERROR_STORAGE, _ ("Account “%s” cannot be read: %s"), group,
               inner != NULL ? inner->message : _ ("its name is no UUID"));
  return NULL;
}

/**
 * val_account_save:
 * @self: an account
 * @file: the accounts file
 *
 * Writes the account into the group of its UUID.  Keys that this version does not know stay.
 */
void
val_account_save (ValAccount *self, GKeyFile *file)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));
  g_return_if_fail (file != NULL);

  g_key_file_set_string (file, self->uuid, KEY_NAME, self->name);
  g_key_file_set_string (file, self->uuid, KEY_BASE_URL, self->base_url);
  if (self->colour != NULL)
    g_key_file_set_string (file, self->uuid, KEY_COLOUR, self->colour);
  else
    g_key_file_remove_key (file, self->uuid, KEY_COLOUR, NULL);
  g_key_file_set_boolean (file, self->uuid, KEY_PRODUCTION, self->production);
  g_key_file_set_boolean (file, self->uuid, KEY_SANDBOX, self->sandbox);
}

/**
 * val_account_get_uuid:
 * @self: an account
 *
 * Returns: (transfer none): what its secrets are found by in the keyring
 */
const char *
val_account_get_uuid (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), NULL);

  return self->uuid;
}

/**
 * val_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none): what the user calls it; may be empty
 */
const char *
val_account_get_name (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), NULL);

  return self->name;
}

/**
 * val_account_set_name:
 * @self: an account
 * @name: (nullable): what the user calls it; NULL is the same as empty
 */
void
val_account_set_name (ValAccount *self, const char *name)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));

  set_text (self, &self->name, name != NULL ? name : "", PROP_NAME);
}

/**
 * val_account_get_base_url:
 * @self: an account
 *
 * Returns: (transfer none): base URL of its platform, without a slash at the end (contract 2)
 */
const char *
val_account_get_base_url (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), NULL);

  return self->base_url;
}

/**
 * val_account_set_base_url:
 * @self: an account
 * @base_url: (nullable): a base URL that val_uri_normalise_base () gave; NULL is the same as empty
 */
void
val_account_set_base_url (ValAccount *self, const char *base_url)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));

  set_text (self, &self->base_url, base_url != NULL ? base_url : "", PROP_BASE_URL);
}

/**
 * val_account_get_colour:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): name of the colour it is shown in, or NULL for none
 */
const char *
val_account_get_colour (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), NULL);

  return self->colour;
}

/**
 * val_account_set_colour:
 * @self: an account
 * @colour: (nullable): name of a colour, or NULL for none
 */
void
val_account_set_colour (ValAccount *self, const char *colour)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));

  set_text (self, &self->colour, colour, PROP_COLOUR);
}

/**
 * val_account_get_production:
 * @self: an account
 *
 * Returns: whether other people's work depends on it
 */
gboolean
val_account_get_production (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), FALSE);

  return self->production;
}

/**
 * val_account_set_production:
 * @self: an account
 * @production: whether other people's work depends on it
 */
void
val_account_set_production (ValAccount *self, gboolean production)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));

  set_flag (self, &self->production, production, PROP_PRODUCTION);
}

/**
 * val_account_get_sandbox:
 * @self: an account
 *
 * Returns: whether it is on an imitation of the platform
 */
gboolean
val_account_get_sandbox (ValAccount *self)
{
  g_return_val_if_fail (VAL_IS_ACCOUNT (self), FALSE);

  return self->sandbox;
}

/**
 * val_account_set_sandbox:
 * @self: an account
 * @sandbox: whether it is on an imitation of the platform
 */
void
val_account_set_sandbox (ValAccount *self, gboolean sandbox)
{
  g_return_if_fail (VAL_IS_ACCOUNT (self));

  set_flag (self, &self->sandbox, sandbox, PROP_SANDBOX);
}
