/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ValTomlPair:
 * @path: names of the tables, then the key
 * @value: (nullable): the text, or NULL where the value is no string
 * @offset: where the text stands in the file, without its quotation marks, in bytes
 * @length: how many bytes of the file it takes
 *
 * A key of a TOML file with its value.
 */
typedef struct
{
  char **path;
  char *value;
  gsize offset;
  gsize length;
} ValTomlPair;

GPtrArray *val_import_toml_parse (const char *text, gsize length, GError **error);

G_END_DECLS
