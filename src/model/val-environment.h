/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValEnvironment:
 * @id: stable key kept in the accounts file
 * @name: untranslated name, marked for translation
 * @base_url: API base, normalised
 * @console_url: (nullable): the web console, where it is known
 *
 * One of the places the platform is run at (contract 2).
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *base_url;
  const char *console_url;
} ValEnvironment;

const ValEnvironment *val_environment_list (gsize *n_environments);
const ValEnvironment *val_environment_lookup (const char *id);
const ValEnvironment *val_environment_for_base (const char *base_url);

G_END_DECLS
