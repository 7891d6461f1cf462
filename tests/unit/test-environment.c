/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-environment.h"
#include "util/val-uri.h"

static void
test_table (void)
{
  gsize n_environments = 0;
  const ValEnvironment *environments = val_environment_list (&n_environments);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) bases = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (n_environments, ==, 12);
  for (gsize i = 0; i < n_environments; i++)
    {
      const ValEnvironment *environment = &environments[i];
      g_autofree char *base = val_uri_normalise_base (environment->base_url, NULL);

      g_assert_cmpstr (base, ==, environment->base_url);
      g_assert_cmpstr (environment->name, !=, "");
      g_assert_true (g_hash_table_add (ids, (gpointer) environment->id));
      g_assert_true (g_hash_table_add (bases, (gpointer) environment->base_url));
    }
}

static void
test_lookup (void)
{
  const char *const ids[] = { "us",         "eu",         "us-staging",  "sap-us2",
                              "sap-eu10",   "sap-jp20",   "sap-trial",   "sugarcrm",
                              "us-console", "eu-console", "us-snapshot", "sap-trial-old" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpstr (val_environment_lookup (ids[i])->id, ==, ids[i]);
  g_assert_null (val_environment_lookup ("moon"));
  g_assert_null (val_environment_lookup (NULL));
}

static void
test_documented_bases (void)
{
  g_assert_cmpstr (val_environment_lookup ("us")->base_url, ==,
                   "https://api.cloud-elements.com/elements/api-v2");
  g_assert_cmpstr (val_environment_lookup ("us")->console_url, ==, "https://my.cloudelements.io");
  g_assert_cmpstr (val_environment_lookup ("eu")->base_url, ==,
                   "https://api.cloud-elements.co.uk/elements/api-v2");
  g_assert_cmpstr (val_environment_lookup ("sap-us2")->base_url, ==,
                   "https://api.openconnectors.us2.ext.hana.ondemand.com/elements/api-v2");
  g_assert_null (val_environment_lookup ("sugarcrm")->console_url);
}

static void
test_for_base (void)
{
  const char *const spellings[] = { "https://api.cloud-elements.co.uk/elements/api-v2",
                                    "https://api.cloud-elements.co.uk/elements/api-v2/",
                                    "https://api.cloud-elements.co.uk", "api.cloud-elements.co.uk",
                                    " HTTPS://API.cloud-elements.co.uk:443/ " };

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      const ValEnvironment *environment = val_environment_for_base (spellings[i]);

      g_assert_nonnull (environment);
      g_assert_cmpstr (environment->id, ==, "eu");
    }
  g_assert_null (val_environment_for_base ("https://api.cloud-elements.com.evil.example"));
  g_assert_null (val_environment_for_base ("http://localhost:9200"));
  g_assert_null (val_environment_for_base ("no URL"));
  g_assert_null (val_environment_for_base (""));
  g_assert_null (val_environment_for_base (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/environment/table", test_table);
  g_test_add_func ("/environment/lookup", test_lookup);
  g_test_add_func ("/environment/documented-bases", test_documented_bases);
  g_test_add_func ("/environment/for-base", test_for_base);
  return g_test_run ();
}
