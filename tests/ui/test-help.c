/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "support/val-test-util.h"
#include "ui/val-application.h"
#include "ui/val-error-bar.h"
#include "ui/val-help-page.h"
#include "ui/val-help-window.h"
#include "util/val-error-help.h"
#include "util/val-error.h"

#include <string.h>

#define FOLDER   VAL_APP_PATH "/help"
#define SUFFIX   ".page"
#define LAST_ONE VAL_ERROR_STORAGE

static ValHelpPage *
load (const char *id)
{
  g_autofree char *path = g_strdup_printf (FOLDER "/%s" SUFFIX, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  ValHelpPage *page;

  g_assert_no_error (error);
  page = val_help_page_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return page;
}

static void
assert_place (const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place, "#", 2);
  g_autoptr (ValHelpPage) page = load (parts[0]);

  g_assert_cmpstr (val_help_page_get_id (page), ==, parts[0]);
  if (parts[1] != NULL)
    g_assert_nonnull (val_help_page_find_section (page, parts[1]));
}

/* Each code has a section, under the heading that the message has. */
static void
test_errors (void)
{
  g_autoptr (ValHelpPage) page = load ("problems");

  for (int code = 0; code <= LAST_ONE; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (VAL_ERROR, code, "");
      const char *place = val_error_help (error);
      const ValHelpBlock *heading;

      assert_place (place);
      g_assert_true (g_str_has_prefix (place, "problems#"));
      heading = val_help_page_find_section (page, strchr (place, '#') + 1);
      g_assert_cmpstr (heading->markup, ==, val_error_title (error));
    }
}

static void
test_foreign_errors (void)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "");
  g_autoptr (GError) beyond = g_error_new_literal (VAL_ERROR, 4711, "");

  g_assert_cmpstr (val_error_help (NULL), ==, "problems#failed");
  g_assert_cmpstr (val_error_help (foreign), ==, "problems#failed");
  g_assert_cmpstr (val_error_help (beyond), ==, "problems#failed");
}

/* All of it but links, which are GTK's. */
static void
assert_markup (const char *markup)
{
  g_autoptr (GRegex) regex = g_regex_new ("</?a[^>]*>", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (regex, markup, -1, 0, "", 0, NULL);

  g_assert_true (pango_parse_markup (plain, -1, 0, NULL, NULL, NULL, NULL));
}

static void
assert_links (const char *markup)
{
  g_autoptr (GRegex) regex = g_regex_new ("href=\"help:([^\"]*)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  g_regex_match (regex, markup, 0, &info);
  for (; g_match_info_matches (info); g_match_info_next (info, NULL))
    {
      g_autofree char *place = g_match_info_fetch (info, 1);

      assert_place (place);
    }
}

/* Pango takes every text, every section is known by its id, and every link leads somewhere. */
static void
test_pages (void)
{
  g_auto (GStrv) names = g_resources_enumerate_children (FOLDER, 0, NULL);

  g_assert_cmpuint (g_strv_length (names), >=, 8);
  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *id = g_strndup (*name, strlen (*name) - strlen (SUFFIX));
      g_autoptr (ValHelpPage) page = load (id);
      GPtrArray *blocks = val_help_page_get_blocks (page);

      g_assert_cmpstr (val_help_page_get_title (page), !=, "");
      g_assert_cmpuint (blocks->len, >, 2);
      for (guint i = 0; i < blocks->len; i++)
        {
          const ValHelpBlock *block = g_ptr_array_index (blocks, i);

          assert_markup (block->markup);
          g_assert_true ((block->kind == VAL_HELP_HEADING) == (block->section != NULL));
          assert_links (block->markup);
        }
    }
}

static void
test_reading (void)
{
  const char text[] =
      "<page id=\"a\"><info><link type=\"guide\" xref=\"i\"/></info><title>A &amp; B"
      "</title><p>One\n   <key>F1</key> &lt;two&gt;.</p><section id=\"s\">"
      "<title>S</title><steps><item><p>x</p></item><item><p>y</p></item></steps>"
      "<list><item><p><link xref=\"b#c\">z</link></p></item></list>"
      "<note><p>n</p></note><screen>a --b</screen></section></page>";
  static const struct
  {
    ValHelpKind kind;
    guint number;
    const char *markup;
  } wanted[] = {
    { VAL_HELP_PARAGRAPH, 0, "One <b>F1</b> &lt;two&gt;." },
    { VAL_HELP_HEADING, 0, "S" },
    { VAL_HELP_STEP, 1, "x" },
    { VAL_HELP_STEP, 2, "y" },
    { VAL_HELP_BULLET, 0, "<a href=\"help:b#c\">z</a>" },
    { VAL_HELP_NOTE, 0, "n" },
    { VAL_HELP_SCREEN, 0, "a --b" },
  };
  g_autoptr (ValHelpPage) page = val_help_page_new (text, strlen (text), NULL);
  GPtrArray *blocks = val_help_page_get_blocks (page);

  g_assert_cmpuint (blocks->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < blocks->len; i++)
    {
      const ValHelpBlock *block = g_ptr_array_index (blocks, i);

      g_assert_cmpint (block->kind, ==, wanted[i].kind);
      g_assert_cmpuint (block->number, ==, wanted[i].number);
      g_assert_cmpstr (block->markup, ==, wanted[i].markup);
    }
  g_assert_nonnull (val_help_page_find_section (page, "s"));
  g_assert_null (val_help_page_find_section (page, "t"));
}

static void
test_damaged (void)
{
  const char *const texts[] = { "", "<page>", "<page><p>a</page>", "<page><section id=\"a\"><p>b" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (val_help_page_new (texts[i], strlen (texts[i]), &error));
      g_assert_true (error->domain == G_MARKUP_ERROR);
    }
}

static GtkWidget *
find_label (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = find_label (child, text);

      if (label != NULL)
        return label;
    }
  return NULL;
}

static gboolean
is_in_view (gpointer user_data)
{
  GtkWidget *label = user_data;
  GtkWidget *scroller = gtk_widget_get_ancestor (label, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (label, scroller, &bounds) && bounds.size.height > 0 &&
         bounds.origin.y >= 0 && bounds.origin.y < gtk_widget_get_height (scroller);
}

static void
wait_gone (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (window);
  while (window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* A section far down comes into view; a second call turns the page of the same window. */
static void
test_window (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWindow *window;
  GtkWidget *heading;

  val_help_window_present (application, "problems#storage");
  window = gtk_application_get_windows (application)->data;
  heading = find_label (GTK_WIDGET (window), "File Not Usable");
  g_assert_nonnull (heading);
  val_test_wait_for (is_in_view, heading);
  val_help_window_present (application, "secrets");
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (application)), ==, 1);
  g_assert_null (find_label (GTK_WIDGET (window), "File Not Usable"));
  g_assert_nonnull (find_label (GTK_WIDGET (window), "Element Tokens"));
  val_help_window_present (application, "");
  g_assert_nonnull (find_label (GTK_WIDGET (window), "Element Tokens"));
  wait_gone (window);
}

/* The link of an error leads to its section. */
static void
test_error_bar (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *bar = g_object_new (VAL_TYPE_ERROR_BAR, NULL);
  g_autoptr (GError) error = g_error_new_literal (VAL_ERROR, VAL_ERROR_OAUTH_NO_PORT, "8765");
  GtkWidget *button;

  gtk_window_set_child (GTK_WINDOW (window), bar);
  val_error_bar_show (VAL_ERROR_BAR (bar), error, NULL);
  button = gtk_widget_get_ancestor (find_label (bar, "Help"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_nonnull (
      find_label (GTK_WIDGET (gtk_application_get_windows (application)->data), "Port in Use"));
  wait_gone (gtk_application_get_windows (application)->data);
  wait_gone (GTK_WINDOW (window));
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
  g_test_add_func ("/help/errors", test_errors);
  g_test_add_func ("/help/foreign-errors", test_foreign_errors);
  g_test_add_func ("/help/pages", test_pages);
  g_test_add_func ("/help/reading", test_reading);
  g_test_add_func ("/help/damaged", test_damaged);
  g_test_add_func ("/help/window", test_window);
  g_test_add_func ("/help/error-bar", test_error_bar);
  return g_test_run ();
}
