/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-environment.h"

#include "util/val-uri.h"

#include <glib/gi18n-lib.h>

/* The console of the SAP regions is not documented, so none is offered there. */
static const ValEnvironment environments[] = {
  { "us", N_ ("Cloud Elements, United States"), "https://api.cloud-elements.com/elements/api-v2",
    "https://my.cloudelements.io" },
  { "eu", N_ ("Cloud Elements, Europe"), "https://api.cloud-elements.co.uk/elements/api-v2",
    "https://my.cloudelements.co.uk" },
  { "us-staging", N_ ("Cloud Elements, United States Staging"),
    "https://staging.cloud-elements.com/elements/api-v2", "https://my-staging.cloudelements.io" },
  { "us-console", N_ ("Cloud Elements, United States (Old Host)"),
    "https://console.cloud-elements.com/elements/api-v2", "https://my.cloudelements.io" },
  { "eu-console", N_ ("Cloud Elements, Europe (Old Host)"),
    "https://console.cloud-elements.co.uk/elements/api-v2", "https://my.cloudelements.co.uk" },
  { "us-snapshot", N_ ("Cloud Elements, Snapshot"),
    "https://snapshot.cloud-elements.com/elements/api-v2", NULL },
  { "sap-us2", N_ ("SAP Open Connectors, US2"),
    "https://api.openconnectors.us2.ext.hana.ondemand.com/elements/api-v2", NULL },
  { "sap-eu10", N_ ("SAP Open Connectors, EU10"),
    "https://api.openconnectors.eu10.ext.hana.ondemand.com/elements/api-v2", NULL },
  { "sap-jp20", N_ ("SAP Open Connectors, JP20"),
    "https://api.openconnectors.jp20.ext.hana.ondemand.com/elements/api-v2", NULL },
  { "sap-trial", N_ ("SAP Open Connectors, Trial"),
    "https://api.openconnectors.trial.us10.ext.hana.ondemand.com/elements/api-v2", NULL },
  { "sap-trial-old", N_ ("SAP Open Connectors, Trial (Old Host)"),
    "https://api.openconnectors.ext.hanatrial.ondemand.com/elements/api-v2", NULL },
  { "sugarcrm", N_ ("SugarCRM Integrate"), "https://api-us.integrate.sugarapps.com/elements/api-v2",
    NULL },
};

/**
 * val_environment_list:
 * @n_environments: (out): how many there are
 *
 * The environments with a preset (contract 2), the documented ones first.
 *
 * Returns: (transfer none) (array length=n_environments): a constant table
 */
const ValEnvironment *
val_environment_list (gsize *n_environments)
{
  g_return_val_if_fail (n_environments != NULL, NULL);

  *n_environments = G_N_ELEMENTS (environments);
  return environments;
}

/**
 * val_environment_lookup:
 * @id: (nullable): stable key of an environment
 *
 * Returns: (transfer none) (nullable): the environment, or NULL where @id is not one of ours
 */
const ValEnvironment *
val_environment_lookup (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (environments); i++)
    if (g_strcmp0 (environments[i].id, id) == 0)
      return &environments[i];
  return NULL;
}

/**
 * val_environment_for_base:
 * @base_url: (nullable): a base URL, normalised or as typed
 *
 * Returns: (transfer none) (nullable): the environment with that base, or NULL
 */
const ValEnvironment *
val_environment_for_base (const char *base_url)
{
  g_autofree char *base = base_url != NULL ? val_uri_normalise_base (base_url, NULL) : NULL;

  for (gsize i = 0; base != NULL && i < G_N_ELEMENTS (environments); i++)
    if (g_str_equal (environments[i].base_url, base))
      return &environments[i];
  return NULL;
}
