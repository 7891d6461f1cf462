/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/val-sandbox-private.h"

#include "util/val-json.h"

#include <string.h>

/* Ids of five, six and seven digits: their Base64 ends with one, no and two signs of padding
 * (contract 7). */
static const gint64 first_ids[] = { 20931, 579876, 1234567 };

static const char *const teams[] = {
  "Marketing", "Sales",  "Support", "Finance",  "Operations", "Research",
  "Nordic",    "Iberia", "Retail",  "Partners", "Campaigns",  "Press office",
};

static const char *const purposes[] = { "", "sync", "import", "staging", "archive", "alerts" };

static const char *const tags[] = {
  "marketing", "demo", "production", "staging", "emea", "apac", "owner:dana", "legacy",
};

static const char *const hosts[] = {
  "events.example.com", "hooks.example.com",  "api.example.org",
  "events.example.org", "intake.example.net", "old-hooks.example.net",
};

/* Elements that are common, by key; what follows is drawn from the whole catalogue but for OAuth 1,
 * whose instances only a person's consent makes. */
static const char *const common[] = { "hootsuite", "slack", "sfdc", "pipedrive" };

#define PICK(random, table) table[g_rand_int_range (random, 0, G_N_ELEMENTS (table))]

static const ValSandboxElement *
nth_seeded (ValSandboxCatalogue *catalogue, guint index)
{
  const ValSandboxElement *element;

  for (guint i = 0; (element = val_sandbox_catalogue_nth (catalogue, i)) != NULL; i++)
    if (!val_sandbox_oauth1_is_used_by (element) && index-- == 0)
      return element;
  return NULL;
}

static const ValSandboxElement *
pick_element (ValSandboxCatalogue *catalogue, GRand *random, guint count)
{
  if (g_rand_boolean (random))
    return val_sandbox_catalogue_find (catalogue, PICK (random, common));
  return nth_seeded (catalogue, (guint) g_rand_int_range (random, 0, (gint32) count));
}

static void
name_instance (ValSandboxInstance *instance, GRand *random, guint index)
{
  const char *purpose = PICK (random, purposes);
  g_autofree char *name =
      g_strdup_printf ("%s %s%s%s %u", PICK (random, teams), instance->element->name,
                       *purpose != '\0' ? " " : "", purpose, index + 1);

  val_sandbox_instance_set_name (instance, name);
}

static void
tag_instance (ValSandboxInstance *instance, GRand *random)
{
  g_autoptr (JsonArray) array = json_array_new ();
  guint first = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (tags));
  guint length = (guint) g_rand_int_range (random, 0, 4);

  for (guint i = 0; i < length; i++)
    json_array_add_string_element (array, tags[(first + i * 3) % G_N_ELEMENTS (tags)]);
  val_sandbox_instance_set_tags (instance, array);
}

static char *
invent_token (GRand *random)
{
  guint32 words[8];

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    words[i] = g_rand_int (random);
  return g_base64_encode ((const guchar *) words, sizeof words);
}

static void
fill_required (ValSandboxInstance *instance)
{
  for (guint i = 0; i < instance->element->entries->len; i++)
    {
      const ValSandboxEntry *entry =
          &g_array_index (instance->element->entries, ValSandboxEntry, i);

      if (!entry->required || entry->fallback != NULL ||
          !val_sandbox_instance_shows (instance, entry))
        continue;
      if (g_str_equal (entry->key, "oauth.callback.url"))
        val_sandbox_instance_set (instance, entry->key, "http://localhost:8765/callback");
      else
        val_sandbox_instance_set (instance, entry->key, entry->secret ? "FAKE-SECRET" : "example");
    }
  if (val_sandbox_instance_needs_code (instance))
    {
      val_sandbox_instance_set (instance, "oauth.user.token", "FAKE-ACCESS-TOKEN");
      val_sandbox_instance_set (instance, "oauth.user.refresh_token", "FAKE-REFRESH-TOKEN");
      val_sandbox_instance_set (instance, "oauth.user.refresh_interval", "3599");
    }
}

static void
set_events (ValSandboxInstance *instance, GRand *random)
{
  g_autofree char *url = NULL;
  gint32 kind = g_rand_int_range (random, 0, 10);

  if (val_sandbox_element_entry (instance->element, VAL_SANDBOX_CALLBACK) == NULL || kind == 0)
    return;
  if (kind < 3)
    url = g_strdup_printf ("https://%s/hooks/%s", PICK (random, hosts), instance->element->key);
  else
    url = g_strdup_printf ("https://%s/elements/%s/%" G_GINT64_FORMAT, PICK (random, hosts),
                           instance->element->key, instance->id);
  val_sandbox_instance_set (instance, VAL_SANDBOX_CALLBACK, url);
  if (kind > 2)
    val_sandbox_instance_set (instance, VAL_SANDBOX_EVENTS_ON, "true");
}

/* Every length of id gets a third of the instances, spread over the room that it has. */
static gint64
next_id (ValSandboxServer *server, GRand *random, guint index, guint count)
{
  guint third = MAX (1, (count + 2) / 3);
  guint segment = MIN (index / third, G_N_ELEMENTS (first_ids) - 1);
  gint64 free_id = val_sandbox_store_next_id (server->store);
  gint64 room = segment == 0 ? 79000 : 400000;

  if (index % third == 0 && index / third == segment)
    return MAX (free_id, first_ids[segment]);
  return free_id + g_rand_int_range (random, 0, (gint32) CLAMP (room / third, 1, 97));
}

static void
add_instance (ValSandboxServer *server, GRand *random, guint index, guint count, guint elements)
{
  ValSandboxInstance *instance =
      val_sandbox_instance_new (pick_element (server->catalogue, random, elements));
  const gint64 day = 24 * 60 * 60;

  instance->id = next_id (server, random, index, count);
  instance->token = invent_token (random);
  instance->created = 1672531200 + g_rand_int_range (random, 0, 800) * day +
                      g_rand_int_range (random, 0, (gint32) day);
  name_instance (instance, random, index);
  tag_instance (instance, random);
  fill_required (instance);
  set_events (instance, random);
  instance->disabled = g_rand_int_range (random, 0, 12) == 0;
  instance->invalid = g_rand_int_range (random, 0, 15) == 0;
  val_sandbox_store_add (server->store, instance);
}

/**
 * val_sandbox_population_fill:
 * @server: whose store is empty
 * @count: how many instances
 * @seed: the same one gives the same instances
 */
void
val_sandbox_population_fill (ValSandboxServer *server, guint count, guint64 seed)
{
  const guint32 parts[] = { (guint32) seed, (guint32) (seed >> 32) };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (parts, G_N_ELEMENTS (parts));
  guint elements = 0;

  while (nth_seeded (server->catalogue, elements) != NULL)
    elements++;
  for (guint i = 0; i < count; i++)
    add_instance (server, random, i, count, elements);
}
