/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-secret-schema.h"

/* Attributes are stored unencrypted by most keyrings: they are look-up keys and nothing else. */
static const SecretSchema schema = {
  .name = "io.github.valence_desktop.Valence.Secret",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static const char *const kind_names[] = {
  [VAL_SECRET_KIND_USER] = "user",
  [VAL_SECRET_KIND_ORGANIZATION] = "organization",
  [VAL_SECRET_KIND_BOOK] = "book",
};

/**
 * val_secret_schema:
 *
 * The same in every profile and version of the program, so that none loses sight of its secrets.
 *
 * Returns: (transfer none): the schema of every item that Valence keeps
 */
const SecretSchema *
val_secret_schema (void)
{
  return &schema;
}

/**
 * val_secret_kind_to_string:
 * @kind: a kind of secret
 *
 * Returns: its name in the keyring
 */
const char *
val_secret_kind_to_string (ValSecretKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/**
 * val_secret_schema_attributes:
 * @account: id of the account
 * @kind: a kind of secret
 *
 * Returns: (transfer full) (element-type utf8 utf8): what one item is found by
 */
GHashTable *
val_secret_schema_attributes (const char *account, ValSecretKind kind)
{
  g_return_val_if_fail (account != NULL, NULL);

  return secret_attributes_build (&schema, "account", account, "kind",
                                  val_secret_kind_to_string (kind), NULL);
}
