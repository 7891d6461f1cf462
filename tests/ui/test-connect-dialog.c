/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/val-connect-dialog.h"

#include "api/val-elements-api.h"
#include "support/val-test-keyring.h"
#include "support/val-test-platform.h"
#include "support/val-test-util.h"
#include "ui/val-connect-form.h"
#include "ui/val-field-row.h"
#include "util/val-json.h"

#define REDIRECT "http://localhost:8765/valence"

typedef struct
{
  ValTestKeyring *keyring;
  ValTestPlatform *platform;
  GtkWidget *window; /* what is looked at */
  ValInstance *created;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->keyring = val_test_keyring_new ();
  self->platform = val_test_platform_new (VAL_SECRET_STORE (self->keyring));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->created);
  while (g_main_context_iteration (NULL, FALSE))
    ;
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
matches (GtkWidget *widget, GType type, const char *text)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget) &&
         (text == NULL || has_text (widget, "title", text) || has_text (widget, "label", text) ||
          has_text (widget, "tooltip-text", text));
}

static GtkWidget *
find_in (GtkWidget *widget, GType type, const char *text)
{
  GtkWidget *found = matches (widget, type, text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_in (child, type, text);
  return found;
}

typedef struct
{
  GtkWidget *root;
  GType type;
  const char *text;
  gboolean gone;
} Look;

static gboolean
is_as_looked_for (gpointer user_data)
{
  Look *look = user_data;

  return (find_in (look->root, look->type, look->text) == NULL) == look->gone;
}

static GtkWidget *
see (Fixture *self, GType type, const char *text)
{
  Look look = { self->window, type, text, FALSE };

  val_test_wait_for (is_as_looked_for, &look);
  return find_in (self->window, type, text);
}

static void
see_no (Fixture *self, GType type, const char *text)
{
  Look look = { self->window, type, text, TRUE };

  val_test_wait_for (is_as_looked_for, &look);
}

static void
press (Fixture *self, const char *text)
{
  GtkWidget *button = see (self, GTK_TYPE_BUTTON, text);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
type_in (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (see (self, ADW_TYPE_ENTRY_ROW, title)), text);
}

static char *
read_entry (Fixture *self, const char *title)
{
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (see (self, ADW_TYPE_ENTRY_ROW, title))));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
close_window (Fixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_close (GTK_WINDOW (self->window));
  val_test_wait_for (is_gone, &self->window);
}

static void
created_cb (Fixture *self, ValInstance *instance)
{
  g_set_object (&self->created, instance);
}

static void
open_dialog (Fixture *self, const char *element_key)
{
  self->window = GTK_WIDGET (val_connect_dialog_new (NULL, self->platform->workspace, element_key));
  g_signal_connect_swapped (self->window, "created", G_CALLBACK (created_cb), self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static ValConnectForm *
open_form (Fixture *self, const char *element_key)
{
  g_autoptr (ValElement) element = val_test_platform_get_element (self->platform, element_key);
  GtkWidget *form = val_connect_form_new (element, REDIRECT);

  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), form);
  gtk_window_present (GTK_WINDOW (self->window));
  see (self, ADW_TYPE_ENTRY_ROW, "Instance Name");
  return VAL_CONNECT_FORM (form);
}

static void
test_new_destroy (Fixture *self, gconstpointer data)
{
  open_dialog (self, NULL);
  close_window (self);
}

/* Closed while it loads: what comes back finds nobody. */
static void
test_close_at_once (Fixture *self, gconstpointer data)
{
  open_dialog (self, "hootsuite");
  close_window (self);
}

static void
test_search (Fixture *self, gconstpointer data)
{
  GtkWidget *search;

  open_dialog (self, NULL);
  see (self, ADW_TYPE_ACTION_ROW, "Hootsuite");
  see (self, ADW_TYPE_ACTION_ROW, "Slack");
  search = see (self, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such element");
  see (self, ADW_TYPE_STATUS_PAGE, "No Elements Found");
  gtk_editable_set_text (GTK_EDITABLE (search), "HOOT");
  see_no (self, ADW_TYPE_ACTION_ROW, "Slack");
  see (self, ADW_TYPE_ACTION_ROW, "Hootsuite");
  g_signal_emit_by_name (search, "activate");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  close_window (self);
}

static void
fail_catalogue (Fixture *self)
{
  g_autoptr (JsonNode) answer = val_test_platform_control (
      self->platform, "PUT", "/faults",
      "{\"rules\":[{\"path\":\"*/elements\",\"times\":1,\"status\":403,\"message\":\"No\"}]}");
}

static void
test_catalogue_failure (Fixture *self, gconstpointer data)
{
  fail_catalogue (self);
  open_dialog (self, NULL);
  see (self, ADW_TYPE_STATUS_PAGE, "Not Allowed");
  press (self, "_Retry");
  see (self, ADW_TYPE_ACTION_ROW, "Hootsuite");
  close_window (self);
}

static guint
count_required (ValElement *element)
{
  GListModel *fields = val_element_get_fields (element);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (fields); i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      n += val_field_get_required (field);
    }
  return n;
}

static void
check_form_of (Fixture *self, ValElement *listed)
{
  ValConnectForm *form = open_form (self, val_element_get_key (listed));
  g_autofree char *name = val_connect_form_dup_name (form);
  g_autoptr (GHashTable) values = val_connect_form_dup_configuration (form);

  g_assert_cmpstr (name, ==, val_element_get_name (listed));
  g_assert_false (val_connect_form_get_dirty (form));
  g_assert_false (g_hash_table_contains (values, VAL_KEY_OAUTH_CALLBACK));
  if (val_element_supports_webhooks (val_connect_form_get_element (form)))
    g_assert_cmpstr (g_hash_table_lookup (values, VAL_KEY_EVENTS_ENABLED), ==, "true");
  g_assert_cmpuint (count_required (val_connect_form_get_element (form)), >, 0);
  g_assert_false (val_connect_form_validate (form));
  close_window (self);
}

static void
test_form_of_each_element (Fixture *self, gconstpointer data)
{
  GListModel *elements = val_workspace_get_elements (self->platform->workspace);
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  val_workspace_load_elements_async (self->platform->workspace, NULL, val_test_await_cb, &slot);
  result = val_test_await (&slot);
  g_assert_true (val_workspace_load_elements_finish (self->platform->workspace, result, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (elements), >, 10);
  for (guint i = 0; i < g_list_model_get_n_items (elements); i++)
    {
      g_autoptr (ValElement) element = g_list_model_get_item (elements, i);

      check_form_of (self, element);
    }
}

static void
test_groups (Fixture *self, gconstpointer data)
{
  ValConnectForm *form = open_form (self, "bigcommerce");
  GtkWidget *combo = see (self, ADW_TYPE_COMBO_ROW, "Authentication Type");
  GtkWidget *api_key;
  g_autoptr (GHashTable) values = NULL;
  g_autofree char *redirect = val_connect_form_dup_redirect (form);

  g_assert_null (redirect);
  type_in (self, "User name", "dana");
  g_assert_null (find_in (self->window, ADW_TYPE_ENTRY_ROW, "Redirect Address"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 1);
  see_no (self, ADW_TYPE_ENTRY_ROW, "User name");
  see (self, ADW_TYPE_ENTRY_ROW, "Redirect Address");
  api_key = see (self, ADW_TYPE_ENTRY_ROW, data);
  gtk_editable_set_text (GTK_EDITABLE (api_key), "FAKE-CLIENT-ID");
  values = val_connect_form_dup_configuration (form);
  g_assert_false (g_hash_table_contains (values, "username"));
  g_assert_cmpstr (g_hash_table_lookup (values, VAL_KEY_OAUTH_KEY), ==, "FAKE-CLIENT-ID");
  redirect = val_connect_form_dup_redirect (form);
  g_assert_cmpstr (redirect, ==, REDIRECT);
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 0);
  g_free (redirect);
  redirect = read_entry (self, "User name");
  g_assert_cmpstr (redirect, ==, "dana");
  close_window (self);
}

static void
test_hidden (Fixture *self, gconstpointer data)
{
  ValConnectForm *form = open_form (self, "hootsuite");
  GtkWidget *shown = see (self, ADW_TYPE_ACTION_ROW, "Show Hidden Fields");
  g_autoptr (GHashTable) before = val_connect_form_dup_configuration (form);
  g_autoptr (GHashTable) after = NULL;

  g_assert_null (find_in (self->window, ADW_TYPE_ENTRY_ROW, "OAuth scope"));
  g_assert_false (g_hash_table_contains (before, VAL_KEY_OAUTH_SCOPE));
  adw_action_row_activate (ADW_ACTION_ROW (shown));
  type_in (self, "OAuth scope", "offline extra");
  after = val_connect_form_dup_configuration (form);
  g_assert_cmpstr (g_hash_table_lookup (after, VAL_KEY_OAUTH_SCOPE), ==, "offline extra");
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before) + 1);
  close_window (self);
}

static void
test_tags_and_name (Fixture *self, gconstpointer data)
{
  ValConnectForm *form = open_form (self, "hootsuite");
  g_auto (GStrv) tags = NULL;
  g_autofree char *name = NULL;
  const char *const expected[] = { "marketing", "two words", NULL };

  type_in (self, "Instance Name", "  Fresh one ");
  type_in (self, "Tags", " marketing,, two words ,");
  tags = val_connect_form_dup_tags (form);
  name = val_connect_form_dup_name (form);
  g_assert_cmpstrv (tags, expected);
  g_assert_cmpstr (name, ==, "Fresh one");
  g_assert_true (val_connect_form_get_dirty (form));
  close_window (self);
}

static ValFieldRow *
row_of (const char *json)
{
  g_autoptr (JsonNode) node = val_json_parse (json, strlen (json), NULL);
  g_autoptr (ValField) field = val_field_new_from_json (val_json_node_object (node));

  return g_object_ref_sink (VAL_FIELD_ROW (val_field_row_new (field)));
}

static void
assert_verdict (ValFieldRow *row, const char *value, gboolean good)
{
  val_field_row_set_value (row, value);
  g_assert_true (val_field_row_validate (row) == good);
  g_assert_true ((val_field_row_get_problem (row) == NULL) == good);
}

static GtkEditable *
entry_of (GtkWidget *widget)
{
  GtkEditable *found = ADW_IS_ENTRY_ROW (widget) ? GTK_EDITABLE (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = entry_of (child);
  return found;
}

static void
test_field_checks (void)
{
  g_autoptr (ValFieldRow) text = row_of (
      "{\"key\":\"a\",\"name\":\"A\",\"type\":\"TEXTFIELD_32\",\"required\":true,\"active\":true}");
  g_autoptr (ValFieldRow) code =
      row_of ("{\"key\":\"b\",\"name\":\"B\",\"type\":\"TEXTAREA\",\"defaultValue\":\"{}\","
              "\"active\":true}");
  g_autoptr (ValFieldRow) plain =
      row_of ("{\"key\":\"c\",\"name\":\"C\",\"type\":\"TEXTAREA\",\"defaultValue\":\"\","
              "\"active\":true}");
  g_autoptr (ValFieldRow) url =
      row_of ("{\"key\":\"event.notification.callback.url\",\"name\":\"D\","
              "\"type\":\"TEXTFIELD_1000\",\"active\":true}");
  g_autofree char *cut = NULL;
  g_autofree char *whole = NULL;

  assert_verdict (text, "", FALSE);
  assert_verdict (text, "x", TRUE);
  assert_verdict (text, "********", FALSE);
  val_field_row_set_value (text, "");
  gtk_editable_set_text (entry_of (GTK_WIDGET (text)), "0123456789012345678901234567890123456789");
  g_assert_nonnull (val_field_row_get_problem (text));
  cut = val_field_row_dup_value (text);
  g_assert_cmpuint (strlen (cut), ==, 32);
  /* What is there already is not cut, only refused. */
  assert_verdict (text, "0123456789012345678901234567890123456789", FALSE);
  whole = val_field_row_dup_value (text);
  g_assert_cmpuint (strlen (whole), ==, 40);
  assert_verdict (code, "{\"a\":1}", TRUE);
  assert_verdict (code, "{\"a\":}", FALSE);
  assert_verdict (code, "", TRUE);
  assert_verdict (plain, "{\"a\":}", TRUE);
  assert_verdict (url, "https://example.com/hook", TRUE);
  assert_verdict (url, "javascript:alert(1)", FALSE);
}

static void
fill_hootsuite (Fixture *self)
{
  type_in (self, "Instance Name", "Fresh one");
  type_in (self, "API Key", "FAKE-CLIENT-ID");
  type_in (self, "API Secret", "FAKE-CLIENT-SECRET");
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_there (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static char *
copy_by (Fixture *self, const char *button)
{
  char *text = NULL;

  press (self, button);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (self->window), NULL, got_text_cb, &text);
  val_test_wait_for (is_there, &text);
  return text;
}

static gboolean
has_created (gpointer user_data)
{
  return ((Fixture *) user_data)->created != NULL;
}

/* The main job, from the form to the callback URL. */
static void
test_create (Fixture *self, gconstpointer data)
{
  g_autofree char *consent = NULL;
  g_autofree char *webhook = NULL;
  g_autofree char *suggested = NULL;

  open_dialog (self, "hootsuite");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  press (self, "_Continue");
  g_assert_true (gtk_widget_has_css_class (see (self, ADW_TYPE_ENTRY_ROW, "API Key"), "error"));
  fill_hootsuite (self);
  g_assert_false (gtk_widget_has_css_class (see (self, ADW_TYPE_ENTRY_ROW, "API Key"), "error"));
  press (self, "_Continue");
  see (self, ADW_TYPE_STATUS_PAGE, "Continue in Your Browser");
  consent = copy_by (self, "_Copy Address");
  val_test_platform_browse (self->platform, consent);
  val_test_wait_for (has_created, self);
  see (self, GTK_TYPE_LABEL, "Instance Created");
  webhook = copy_by (self, "Copy Webhook URL");
  suggested = read_entry (self, "Callback URL");
  g_assert_cmpstr (webhook, ==, suggested);
  press (self, "_Update Callback URL");
  see (self, GTK_TYPE_LABEL, "Callback URL updated and read back");
  g_assert_cmpstr (val_instance_get_callback_url (self->created), ==, webhook);
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, self->created));
  close_window (self);
}

static void
test_denied_then_back (Fixture *self, gconstpointer data)
{
  g_autofree char *consent = NULL;
  g_autofree char *secret = NULL;

  self->platform->decision = "deny";
  open_dialog (self, "hootsuite");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  fill_hootsuite (self);
  press (self, "_Continue");
  see (self, ADW_TYPE_STATUS_PAGE, "Continue in Your Browser");
  consent = copy_by (self, "_Copy Address");
  val_test_platform_browse (self->platform, consent);
  see (self, ADW_TYPE_STATUS_PAGE, "Access Declined");
  g_assert_null (self->created);
  press (self, "_Back");
  secret = read_entry (self, "API Secret");
  g_assert_cmpstr (secret, ==, "FAKE-CLIENT-SECRET");
  gtk_window_destroy (GTK_WINDOW (self->window));
}

/* Back cancels the attempt: the port is free for the next one, and nothing is asked for.  So does
 * the end of the window. */
static void
test_back_from_consent (Fixture *self, gconstpointer data)
{
  open_dialog (self, "hootsuite");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  fill_hootsuite (self);
  for (guint i = 0; i < 3; i++)
    {
      press (self, "_Continue");
      see (self, ADW_TYPE_STATUS_PAGE, "Continue in Your Browser");
      see (self, GTK_TYPE_LABEL, "Waiting for your consent…");
      press (self, "C_ancel");
      see_no (self, ADW_TYPE_STATUS_PAGE, "Continue in Your Browser");
    }
  press (self, "_Continue");
  see (self, GTK_TYPE_LABEL, "Waiting for your consent…");
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  val_test_wait_for (is_gone, &self->window);
  g_assert_cmpuint (val_test_platform_count_posts (self->platform, NULL), ==, 0);
}

static AdwMessageDialog *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

/* A token that the keyring refuses is shown, and the window does not let it go unasked. */
static void
test_keep_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *consent = NULL;
  g_autofree char *token = NULL;

  open_dialog (self, "hootsuite");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  fill_hootsuite (self);
  press (self, "_Continue");
  see (self, ADW_TYPE_STATUS_PAGE, "Continue in Your Browser");
  consent = copy_by (self, "_Copy Address");
  val_test_keyring_set_refuses (self->keyring, TRUE);
  val_test_platform_browse (self->platform, consent);
  val_test_wait_for (has_created, self);
  see (self, GTK_TYPE_LABEL, "Keyring Locked");
  token = val_workspace_dup_token (self->platform->workspace, self->created);
  see (self, GTK_TYPE_LABEL, token);
  gtk_window_close (GTK_WINDOW (self->window));
  adw_message_dialog_response (find_question (), "stay");
  val_test_keyring_set_refuses (self->keyring, FALSE);
  press (self, "_Try Again");
  see (self, GTK_TYPE_LABEL, "Kept in the keyring");
  see_no (self, GTK_TYPE_LABEL, token);
  g_assert_true (val_workspace_token_is_kept (self->platform->workspace, self->created));
  close_window (self);
}

static void
test_close_asks (Fixture *self, gconstpointer data)
{
  open_dialog (self, "hootsuite");
  type_in (self, "API Key", "FAKE-CLIENT-ID");
  gtk_window_close (GTK_WINDOW (self->window));
  g_assert_nonnull (find_question ());
  adw_message_dialog_response (find_question (), "stay");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  gtk_window_close (GTK_WINDOW (self->window));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  adw_message_dialog_response (find_question (), "discard");
  val_test_wait_for (is_gone, &self->window);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  static const char *const titles[] = { "Instance Name", "Tags", "API Key", "API Secret",
                                        "Redirect Address" };
  GtkWidget *bad;

  open_dialog (self, "hootsuite");
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    gtk_test_accessible_assert_property (see (self, ADW_TYPE_ENTRY_ROW, titles[i]),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL, titles[i]);
  press (self, "_Continue");
  bad = see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  gtk_test_accessible_assert_state (bad, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self->window)), bad));
  close_window (self);
}

static void
test_narrow (Fixture *self, gconstpointer data)
{
  int minimum;

  open_dialog (self, "hootsuite");
  see (self, ADW_TYPE_ENTRY_ROW, "API Key");
  gtk_widget_measure (self->window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  close_window (self);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  GError *error = NULL;

  g_mkdir_with_parents (parent, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The test is the person at the browser itself, so the one that is opened does nothing. */
static void
hide_browsers (void)
{
  g_autofree char *folder = g_dir_make_tmp ("val-no-browser-XXXXXX", NULL);

  write_file (folder, "applications/val-no-browser.desktop",
              "[Desktop Entry]\nType=Application\nName=None\nExec=true %u\n"
              "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n");
  write_file (folder, "mimeapps.list",
              "[Default Applications]\nx-scheme-handler/http=val-no-browser.desktop\n"
              "x-scheme-handler/https=val-no-browser.desktop\n");
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  hide_browsers ();
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/connect-dialog/field-checks", test_field_checks);
  ADD ("/connect-dialog/new-destroy", NULL, test_new_destroy);
  ADD ("/connect-dialog/close-at-once", NULL, test_close_at_once);
  ADD ("/connect-dialog/search", NULL, test_search);
  ADD ("/connect-dialog/catalogue-failure", NULL, test_catalogue_failure);
  ADD ("/connect-dialog/form/each-element", NULL, test_form_of_each_element);
  ADD ("/connect-dialog/form/groups", "Client ID", test_groups);
  ADD ("/connect-dialog/form/hidden", NULL, test_hidden);
  ADD ("/connect-dialog/form/tags-and-name", NULL, test_tags_and_name);
  ADD ("/connect-dialog/create", NULL, test_create);
  ADD ("/connect-dialog/denied", NULL, test_denied_then_back);
  ADD ("/connect-dialog/back-from-consent", NULL, test_back_from_consent);
  ADD ("/connect-dialog/keep-refused", NULL, test_keep_refused);
  ADD ("/connect-dialog/close-asks", NULL, test_close_asks);
  ADD ("/connect-dialog/names", NULL, test_names);
  ADD ("/connect-dialog/narrow", NULL, test_narrow);
  return g_test_run ();
}
