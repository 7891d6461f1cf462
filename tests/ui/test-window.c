/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "keyring/val-memory-store.h"
#include "support/val-test-util.h"
#include "ui/val-instance-list.h"
#include "ui/val-window.h"

/* The real window on the embedded sandbox, in process. */
typedef struct
{
  ValWorkspace *workspace;
  ValWindow *window;
} Fixture;

static gboolean
is_loaded (gpointer user_data)
{
  Fixture *fixture = user_data;

  return val_workspace_get_total (fixture->workspace) >= 0 &&
         !val_workspace_get_loading (fixture->workspace);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValSecretStore) keyring = val_memory_store_new ();
  g_autofree char *folder = g_dir_make_tmp ("valence-window-XXXXXX", NULL);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "accounts.conf", NULL);

  fixture->workspace = val_workspace_new (keyring, file);
  fixture->window =
      val_window_new (VAL_APPLICATION (g_application_get_default ()), fixture->workspace);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->workspace);
}

static ValInstanceList *
find_list (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      ValInstanceList *list =
          VAL_IS_INSTANCE_LIST (child) ? VAL_INSTANCE_LIST (child) : find_list (child);

      if (list != NULL)
        return list;
    }
  return NULL;
}

static void
open_sandbox (Fixture *fixture)
{
  val_window_open_sandbox (fixture->window, NULL);
  val_test_wait_for (is_loaded, fixture);
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (val_workspace_get_instances (fixture->workspace))), >,
      10);
}

/* Where the focus is; of a list it does not matter in which row. */
static GtkWidget *
get_stop (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  GtkWidget *list = gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW);

  return list != NULL ? list : focus;
}

/* What Tab comes to, until it is where it began. */
static GPtrArray *
walk (Fixture *fixture, GtkDirectionType direction)
{
  GPtrArray *stops = g_ptr_array_new ();

  while (gtk_widget_child_focus (GTK_WIDGET (fixture->window), direction) &&
         !g_ptr_array_find (stops, get_stop (fixture), NULL))
    g_ptr_array_add (stops, get_stop (fixture));
  g_assert_true (get_stop (fixture) == g_ptr_array_index (stops, 0));
  return stops;
}

static guint
count_in (GPtrArray *stops, GType type)
{
  guint n = 0;

  for (guint i = 0; i < stops->len; i++)
    n += gtk_widget_get_ancestor (g_ptr_array_index (stops, i), type) != NULL ? 1 : 0;
  return n;
}

/* Both ways lead past the same, and neither ends somewhere. */
static void
assert_walks (Fixture *fixture, GType once, guint n_buttons)
{
  g_autoptr (GPtrArray) there = walk (fixture, GTK_DIR_TAB_FORWARD);
  g_autoptr (GPtrArray) back = walk (fixture, GTK_DIR_TAB_BACKWARD);

  g_assert_cmpuint (there->len, ==, back->len);
  for (guint i = 0; i < back->len; i++)
    g_assert_true (g_ptr_array_find (there, g_ptr_array_index (back, i), NULL));
  g_assert_cmpuint (count_in (there, once), ==, 1);
  g_assert_cmpuint (count_in (there, GTK_TYPE_BUTTON), >=, n_buttons);
}

/* The order of Tab is that of the places. */
static gboolean
has_places (gpointer user_data)
{
  Fixture *fixture = user_data;

  return gtk_widget_get_height (GTK_WIDGET (fixture->window)) > 0;
}

/* The welcome page lets go of the focus, so that its menu is within reach. */
static void
test_tab_on_welcome (Fixture *fixture, gconstpointer data)
{
  val_test_wait_for (has_places, fixture);
  assert_walks (fixture, GTK_TYPE_MENU_BUTTON, 4);
}

/* However many instances there are, the list is one stop. */
static void
test_tab_past_list (Fixture *fixture, gconstpointer data)
{
  open_sandbox (fixture);
  val_test_wait_for (has_places, fixture);
  assert_walks (fixture, GTK_TYPE_LIST_VIEW, 4);
}

static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  open_sandbox (fixture);
  g_assert_true (val_account_get_sandbox (val_workspace_get_account (fixture->workspace)));
}

static void
test_selection_keeps_drafts (Fixture *fixture, gconstpointer data)
{
  ValInstanceList *list;
  GListModel *instances;
  g_autoptr (ValInstance) first = NULL;
  g_autoptr (ValInstance) second = NULL;
  ValDraft *draft;

  open_sandbox (fixture);
  list = find_list (GTK_WIDGET (fixture->window));
  instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  first = g_list_model_get_item (instances, 0);
  second = g_list_model_get_item (instances, 1);
  val_instance_list_select (list, first);
  g_assert_true (val_instance_list_get_selected (list) == first);
  draft = val_workspace_get_draft (fixture->workspace, first);
  val_draft_set_name (draft, "Typed and not saved");
  val_instance_list_select (list, second);
  g_assert_true (val_instance_list_get_selected (list) == second);
  val_instance_list_select (list, first);
  g_assert_cmpstr (val_draft_get_name (val_workspace_get_draft (fixture->workspace, first)), ==,
                   "Typed and not saved");
  g_assert_true (val_workspace_has_unsaved (fixture->workspace));
  val_draft_revert (draft);
}

static gboolean
is_clean (gpointer user_data)
{
  return !val_draft_get_dirty (user_data);
}

static void
test_save_by_action (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ValInstance) instance = NULL;
  ValDraft *draft;

  open_sandbox (fixture);
  instance =
      g_list_model_get_item (G_LIST_MODEL (val_workspace_get_instances (fixture->workspace)), 0);
  val_instance_list_select (find_list (GTK_WIDGET (fixture->window)), instance);
  draft = val_workspace_get_draft (fixture->workspace, instance);
  val_draft_set_name (draft, "Saved <b>by</b> action");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL));
  val_test_wait_for (is_clean, draft);
  /* Read back as the platform keeps it: HTML is stripped (contract 3.3). */
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Saved by action");
}

static AdwMessageDialog *
find_question (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

static gboolean
is_asked (gpointer user_data)
{
  return find_question () != NULL;
}

/* A button closes the dialog and then responds. */
static void
answer (const char *response)
{
  AdwMessageDialog *dialog;

  val_test_wait_for (is_asked, NULL);
  dialog = find_question ();
  g_object_ref (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  adw_message_dialog_response (dialog, response);
  g_object_unref (dialog);
}

static void
test_production_asks (Fixture *fixture, gconstpointer data)
{
  ValAccount *account;
  g_autoptr (ValInstance) instance = NULL;
  g_autofree char *before = NULL;
  ValDraft *draft;

  open_sandbox (fixture);
  account = val_workspace_get_account (fixture->workspace);
  val_account_set_production (account, TRUE);
  instance =
      g_list_model_get_item (G_LIST_MODEL (val_workspace_get_instances (fixture->workspace)), 0);
  before = g_strdup (val_instance_get_name (instance));
  val_instance_list_select (find_list (GTK_WIDGET (fixture->window)), instance);
  draft = val_workspace_get_draft (fixture->workspace, instance);
  val_draft_set_name (draft, "Asked for");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL);
  val_test_wait_for (is_asked, NULL);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_heading (find_question ()), val_account_get_name (account)));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_question ()), before));
  answer ("cancel");
  g_assert_true (val_draft_get_dirty (draft));
  g_assert_cmpstr (val_instance_get_name (instance), ==, before);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL);
  answer ("go");
  val_test_wait_for (is_clean, draft);
  g_assert_cmpstr (val_instance_get_name (instance), ==, "Asked for");
}

static gboolean
is_disabled (gpointer user_data)
{
  return val_instance_get_disabled (user_data);
}

/* Deleting is asked twice there: for itself, and for the account. */
static void
test_production_actions (Fixture *fixture, gconstpointer data)
{
  GListModel *instances;
  g_autoptr (ValInstance) instance = NULL;
  guint n_before;

  open_sandbox (fixture);
  val_account_set_production (val_workspace_get_account (fixture->workspace), TRUE);
  instances = G_LIST_MODEL (val_workspace_get_instances (fixture->workspace));
  n_before = g_list_model_get_n_items (instances);
  instance = g_list_model_get_item (instances, 0);
  g_assert_false (val_instance_get_disabled (instance));
  val_instance_list_select (find_list (GTK_WIDGET (fixture->window)), instance);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.disable", NULL);
  answer ("go");
  val_test_wait_for (is_disabled, instance);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.delete", NULL);
  answer ("go");
  answer ("cancel");
  g_assert_null (find_question ());
  g_assert_cmpuint (g_list_model_get_n_items (instances), ==, n_before);
}

static void
test_fits_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum;

  open_sandbox (fixture);
  gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 372); /* 360 and the frame that is drawn without a compositor */
}

static void
test_close_while_opening (Fixture *fixture, gconstpointer data)
{
  val_window_open_sandbox (fixture->window, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (ValApplication) application = NULL;

  g_test_init (&argc, &argv, NULL);
  application = val_application_new ();
  g_application_set_default (G_APPLICATION (application));
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add ("/window/tab-on-welcome", Fixture, NULL, set_up, test_tab_on_welcome, tear_down);
  g_test_add ("/window/tab-past-list", Fixture, NULL, set_up, test_tab_past_list, tear_down);
  g_test_add ("/window/sandbox", Fixture, NULL, set_up, test_sandbox, tear_down);
  g_test_add ("/window/selection-keeps-drafts", Fixture, NULL, set_up, test_selection_keeps_drafts,
              tear_down);
  g_test_add ("/window/save-by-action", Fixture, NULL, set_up, test_save_by_action, tear_down);
  g_test_add ("/window/production-asks", Fixture, NULL, set_up, test_production_asks, tear_down);
  g_test_add ("/window/production-actions", Fixture, NULL, set_up, test_production_actions,
              tear_down);
  g_test_add ("/window/fits-narrow", Fixture, NULL, set_up, test_fits_narrow, tear_down);
  g_test_add ("/window/close-while-opening", Fixture, NULL, set_up, test_close_while_opening,
              tear_down);
  return g_test_run ();
}
