/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/val-configuration-pane.h"

#include "keyring/val-memory-store.h"
#include "model/val-draft-check.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "ui/val-configuration-row.h"
#include "ui/val-editor.h"
#include "ui/val-setting-row.h"
#include "util/val-json.h"

#define CONFIGURATION                                                                              \
  "{\"authentication.type\":\"basic\",\"username\":\"keeper\",\"password\":\"********\","          \
  "\"store.url\":\"https://shop.example\",\"oauth.api.key\":\"********\","                         \
  "\"event.poller.configuration\":\"{}\",\"base.url\":\"https://api.example\","                    \
  "\"legacy.mode\":\"slow\",\"legacy.password\":\"FAKE-LEGACY\"}"

typedef struct
{
  ValSecretStore *keyring;
  ValTestPlatform *platform;
  ValInstance *instance;
  ValDraft *draft;
  GtkWidget *window;
  ValConfigurationPane *pane;
} Fixture;

static ValInstance *
new_instance (const char *key, const char *configuration)
{
  g_autofree char *text =
      configuration != NULL
          ? g_strdup_printf ("{\"id\":1,\"element\":{\"key\":\"%s\"},\"configuration\":%s}", key,
                             configuration)
          : g_strdup_printf ("{\"id\":1,\"element\":{\"key\":\"%s\"}}", key);

  return val_instance_new_from_json (text, strlen (text), NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->keyring = val_memory_store_new ();
  self->platform = val_test_platform_new (self->keyring);
}

static void
show_pane (Fixture *self, ValInstance *instance)
{
  self->instance = g_object_ref (instance);
  self->draft = g_object_ref (val_workspace_get_draft (self->platform->workspace, instance));
  self->pane = g_object_new (VAL_TYPE_CONFIGURATION_PANE, NULL);
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->pane));
  val_configuration_pane_set_draft (self->pane, self->platform->workspace, self->draft);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->draft);
  g_clear_object (&self->instance);
  val_test_platform_free (self->platform);
  g_assert_finalize_object (self->keyring);
}

/* Looking at widgets as a person does: by their text, and only at what is on show. */

static gboolean
has_text (GtkWidget *widget, const char *property, const char *text)
{
  g_autofree char *value = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), property) == NULL)
    return FALSE;
  g_object_get (widget, property, &value, NULL);
  return g_strcmp0 (value, text) == 0;
}

static gboolean
suits (GtkWidget *widget, GType type, const char *text)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget) &&
         (text == NULL || has_text (widget, "title", text) || has_text (widget, "label", text));
}

static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  GtkWidget *found = suits (widget, type, text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type, text);
  return found;
}

typedef struct
{
  GtkWidget *root;
  GType type;
  const char *text;
} Look;

static gboolean
is_there (gpointer user_data)
{
  Look *look = user_data;

  return find (look->root, look->type, look->text) != NULL;
}

static GtkWidget *
see (Fixture *self, GType type, const char *text)
{
  Look look = { self->window, type, text };

  g_test_message ("looking for %s", text);
  val_test_wait_for (is_there, &look);
  return find (self->window, type, text);
}

static gboolean
sees (Fixture *self, GType type, const char *text)
{
  return find (self->window, type, text) != NULL;
}

static GtkEditable *
see_entry (Fixture *self, const char *title)
{
  return GTK_EDITABLE (see (self, ADW_TYPE_ENTRY_ROW, title));
}

static void
type_in (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (see_entry (self, title), text);
}

/* The row of a secret, as long as nobody replaces it. */
static GtkWidget *
see_secret (Fixture *self, const char *title)
{
  GtkWidget *row = see (self, ADW_TYPE_ACTION_ROW, title);

  return gtk_widget_get_ancestor (row, VAL_TYPE_CONFIGURATION_ROW);
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = find (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
assert_changes (Fixture *self, const char *change)
{
  g_auto (GStrv) changes = val_draft_list_changes (self->draft);

  g_assert_cmpstr (changes[0], ==, change);
  if (change != NULL)
    g_assert_null (changes[1]);
}

static void
show_shop (Fixture *self)
{
  g_autoptr (ValInstance) instance = new_instance ("bigcommerce", CONFIGURATION);

  show_pane (self, instance);
  see (self, ADW_TYPE_ENTRY_ROW, "Store URL");
}

static void
test_form (Fixture *self, gconstpointer data)
{
  show_shop (self);
  g_assert_cmpstr (gtk_editable_get_text (see_entry (self, "Store URL")), ==,
                   "https://shop.example");
  g_assert_cmpstr (gtk_editable_get_text (see_entry (self, "User name")), ==, "keeper");
  /* Nobody chose its group; the others have panes of their own. */
  g_assert_false (sees (self, G_TYPE_OBJECT, "Client ID"));
  g_assert_false (sees (self, G_TYPE_OBJECT, "Event Notification Callback URL"));
  g_assert_false (sees (self, G_TYPE_OBJECT, "Events Enabled"));
  g_assert_false (sees (self, G_TYPE_OBJECT, "Callback Notification Signature Key"));
  see (self, GTK_TYPE_LABEL, "Minutes between polls\nDefault: 15");
  assert_changes (self, NULL);
  g_assert_true (val_configuration_pane_can_save (self->pane));
}

static void
test_required (Fixture *self, gconstpointer data)
{
  show_shop (self);
  type_in (self, "Store URL", "");
  see (self, GTK_TYPE_LABEL, "This field is required.");
  g_assert_false (val_configuration_pane_can_save (self->pane));
  assert_changes (self, "configuration.store.url");
  type_in (self, "Store URL", "https://shop.example");
  g_assert_false (sees (self, GTK_TYPE_LABEL, "This field is required."));
  g_assert_true (val_configuration_pane_can_save (self->pane));
  assert_changes (self, NULL);
}

static void
test_json (Fixture *self, gconstpointer data)
{
  GtkWidget *view;
  GtkTextBuffer *buffer;

  show_shop (self);
  view = see (self, GTK_TYPE_TEXT_VIEW, NULL);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_set_text (buffer, "{\n]", -1);
  g_assert_false (val_configuration_pane_can_save (self->pane));
  gtk_text_buffer_set_text (buffer, "[]", -1);
  g_assert_true (val_configuration_pane_can_save (self->pane));
  assert_changes (self, "configuration.event.poller.configuration");
  val_draft_revert (self->draft);
  assert_changes (self, NULL);
}

static void
test_switch (Fixture *self, gconstpointer data)
{
  GtkWidget *row, *toggle;

  show_shop (self);
  row = see (self, ADW_TYPE_ACTION_ROW, "Filter null values from the response");
  toggle = find (row, GTK_TYPE_SWITCH, NULL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  g_assert_cmpstr (val_draft_get_config (self->draft, "filter.response.nulls"), ==, "false");
  val_draft_revert (self->draft);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  assert_changes (self, NULL);
}

static void
test_groups (Fixture *self, gconstpointer data)
{
  GtkWidget *combo;

  show_shop (self);
  combo = see (self, ADW_TYPE_COMBO_ROW, "Authentication Type");
  type_in (self, "User name", "other");
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 1);
  /* Masked by the platform, so a secret although the schema calls it a text. */
  g_assert_nonnull (find (see_secret (self, "Client ID"), GTK_TYPE_BUTTON, "_Replace…"));
  g_assert_nonnull (find (see_secret (self, "Client secret"), GTK_TYPE_BUTTON, "_Enter…"));
  g_assert_false (sees (self, ADW_TYPE_ENTRY_ROW, "User name"));
  g_assert_false (val_configuration_pane_can_save (self->pane));
  assert_changes (self, "configuration.authentication.type");
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 0);
  assert_changes (self, NULL);
  g_assert_cmpstr (gtk_editable_get_text (see_entry (self, "User name")), ==, "keeper");
}

static void
test_secret (Fixture *self, gconstpointer data)
{
  GtkWidget *row;

  show_shop (self);
  row = see_secret (self, "API token");
  g_assert_cmpstr (
      adw_action_row_get_subtitle (ADW_ACTION_ROW (find (row, ADW_TYPE_ACTION_ROW, NULL))), ==,
      "Set");
  press (row, "_Replace…");
  type_in (self, "API token", "FAKE-NEW");
  g_assert_cmpstr (val_draft_get_config (self->draft, "password"), ==, "FAKE-NEW");
  press (row, "_Cancel");
  assert_changes (self, NULL);
  g_assert_nonnull (find (row, GTK_TYPE_BUTTON, "_Replace…"));

  /* What was typed before is not there any more; a mask is no secret; nothing is no change. */
  press (row, "_Replace…");
  g_assert_cmpstr (gtk_editable_get_text (see_entry (self, "API token")), ==, "");
  type_in (self, "API token", "********");
  see (self, GTK_TYPE_LABEL, "A mask is no secret. The secret stays as it is.");
  assert_changes (self, NULL);
  type_in (self, "API token", "FAKE-NEW");
  type_in (self, "API token", "");
  assert_changes (self, NULL);
  g_assert_true (val_configuration_pane_can_save (self->pane));
  type_in (self, "API token", "FAKE-NEW");
  val_draft_revert (self->draft);
  g_assert_nonnull (find (row, GTK_TYPE_BUTTON, "_Replace…"));
}

static void
test_hidden (Fixture *self, gconstpointer data)
{
  GtkWidget *row, *toggle;

  show_shop (self);
  g_assert_false (sees (self, ADW_TYPE_ENTRY_ROW, "Base URL"));
  row = see (self, ADW_TYPE_ACTION_ROW, "Show Hidden Settings");
  toggle = find (row, GTK_TYPE_SWITCH, NULL);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  g_assert_cmpstr (gtk_editable_get_text (see_entry (self, "Base URL")), ==, "https://api.example");
}

static void
test_other (Fixture *self, gconstpointer data)
{
  GtkWidget *expander, *secret, *plain;

  show_shop (self);
  expander = see (self, ADW_TYPE_EXPANDER_ROW, "Other Settings");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  plain = see (self, VAL_TYPE_SETTING_ROW, "legacy.mode");
  secret = see (self, VAL_TYPE_SETTING_ROW, "legacy.password");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (plain)), ==, "slow");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (secret)), ==, "••••••••");
  g_assert_false (sees (self, VAL_TYPE_SETTING_ROW, "username"));
}

/* A value that the schema does not list is neither lost nor shown as another one. */
static void
test_unlisted (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance =
      new_instance ("bigcommerce", "{\"authentication.type\":\"custom\","
                                   "\"event.vendor.type\":\"carrier-pigeon\"}");
  GtkWidget *row, *toggle;

  show_pane (self, instance);
  row = see (self, ADW_TYPE_ACTION_ROW, "Show Hidden Settings");
  toggle = find (row, GTK_TYPE_SWITCH, NULL);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  row = see (self, ADW_TYPE_COMBO_ROW, "Event Type");
  see (self, GTK_TYPE_LABEL, "carrier-pigeon");
  assert_changes (self, NULL);
}

/* A list may come without configurations. */
static void
test_load_on_demand (Fixture *self, gconstpointer data)
{
  GListModel *instances = G_LIST_MODEL (val_workspace_get_instances (self->platform->workspace));
  g_autoptr (ValInstance) full = g_list_model_get_item (instances, 0);
  g_autofree char *text =
      g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"element\":{\"key\":\"%s\"}}",
                       val_instance_get_id (full), val_instance_get_element_key (full));
  g_autoptr (ValInstance) bare = val_instance_new_from_json (text, strlen (text), NULL);

  show_pane (self, bare);
  see (self, VAL_TYPE_CONFIGURATION_ROW, NULL);
  g_assert_true (val_instance_has_config (bare));
}

static void
test_error (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance = new_instance ("no-such-element", "{}");

  show_pane (self, instance);
  press (gtk_widget_get_ancestor (see (self, GTK_TYPE_BUTTON, "_Try Again"), ADW_TYPE_STATUS_PAGE),
         "_Try Again");
  see (self, GTK_TYPE_BUTTON, "_Try Again");
  /* Another instance is not told about it. */
  val_configuration_pane_set_draft (self->pane, self->platform->workspace, NULL);
  g_assert_true (val_configuration_pane_can_save (self->pane));
}

/* Closed while it loads: what comes back finds nobody. */
static void
test_close_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (ValInstance) instance = new_instance ("slack", "{}");

  show_pane (self, instance);
}

static void
test_editor (Fixture *self, gconstpointer data)
{
  GtkWidget *editor;
  gboolean can_save;

  show_shop (self);
  editor = g_object_ref_sink (g_object_new (VAL_TYPE_EDITOR, NULL));
  val_editor_set_workspace (VAL_EDITOR (editor), self->platform->workspace);
  val_editor_show (VAL_EDITOR (editor), self->instance, 1);
  val_draft_set_config (self->draft, "store.url", "https://other.example");
  g_object_get (editor, "can-save", &can_save, NULL);
  g_assert_true (can_save);
  val_draft_set_config (self->draft, "store.url", "");
  g_object_get (editor, "can-save", &can_save, NULL);
  g_assert_false (can_save);
  g_assert_finalize_object (editor);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/configuration-pane/form", test_form },
    { "/configuration-pane/required", test_required },
    { "/configuration-pane/json", test_json },
    { "/configuration-pane/switch", test_switch },
    { "/configuration-pane/groups", test_groups },
    { "/configuration-pane/secret", test_secret },
    { "/configuration-pane/hidden", test_hidden },
    { "/configuration-pane/other", test_other },
    { "/configuration-pane/unlisted", test_unlisted },
    { "/configuration-pane/load-on-demand", test_load_on_demand },
    { "/configuration-pane/error", test_error },
    { "/configuration-pane/close-at-once", test_close_at_once },
    { "/configuration-pane/editor", test_editor },
  };

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
