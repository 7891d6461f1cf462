/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-help-window.h"

#include "ui/val-browser.h"
#include "ui/val-help-page.h"

#include <glib/gi18n.h>

#define LINK_PREFIX "help:"

struct _ValHelpWindow
{
  AdwWindow parent_instance;

  AdwLeaflet *leaflet;
  GtkListBox *page_list;
  AdwWindowTitle *page_title;
  GtkScrolledWindow *scroller;
  GtkBox *content;

  GPtrArray *pages;    /* (owned) (element-type ValHelpPage) */
  GHashTable *anchors; /* (owned) (element-type utf8 GtkWidget): headings of the page on show */
  GtkWidget *target;   /* (not owned) (nullable): heading to scroll to once it has its place */
};

G_DEFINE_FINAL_TYPE (ValHelpWindow, val_help_window, ADW_TYPE_WINDOW)

/* In the order that somebody new reads them. */
static const char *const page_ids[] = {
  "getting-started",      "creating-instance", "webhook-callback", "working-with-instances",
  "update-callback-urls", "secrets",           "problems",         "command-line"
};

static ValHelpPage *
load_page (const char *id)
{
  g_autofree char *path = g_strdup_printf (VAL_APP_PATH "/help/%s.page", id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  ValHelpPage *page = NULL;

  if (bytes != NULL)
    page = val_help_page_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (page == NULL)
    g_warning ("help page %s: %s", id, error->message);
  return page;
}

/* What a block looks like. */

static GtkWidget *
create_label (const char *markup)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
create_heading (const char *markup)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "use-markup",
                    TRUE, "label", markup, "wrap", TRUE, "xalign", 0.0, "margin-top", 12, NULL);

  gtk_widget_add_css_class (label, "title-4");
  return label;
}

static GtkWidget *
create_item (const char *mark, GtkWidget *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *before = gtk_label_new (mark);

  gtk_label_set_width_chars (GTK_LABEL (before), 3);
  gtk_label_set_xalign (GTK_LABEL (before), 1);
  gtk_widget_set_valign (before, GTK_ALIGN_START);
  gtk_widget_add_css_class (before, "dim-label");
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
create_step (guint number, GtkWidget *label)
{
  /* Translators: number of a step of a procedure */
  g_autofree char *mark = g_strdup_printf (_ ("%u."), number);

  return create_item (mark, label);
}

static GtkWidget *
create_screen (GtkWidget *label)
{
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "help-screen");
  return label;
}

static gboolean link_cb (ValHelpWindow *self, const char *uri);

static GtkWidget *
create_block (ValHelpWindow *self, const ValHelpBlock *block)
{
  GtkWidget *label;

  if (block->kind == VAL_HELP_HEADING)
    return create_heading (block->markup);
  label = create_label (block->markup);
  g_signal_connect_object (label, "activate-link", G_CALLBACK (link_cb), self, G_CONNECT_SWAPPED);
  if (block->kind == VAL_HELP_STEP)
    return create_step (block->number, label);
  if (block->kind == VAL_HELP_BULLET)
    return create_item ("•", label);
  if (block->kind == VAL_HELP_NOTE)
    gtk_widget_add_css_class (label, "help-note");
  return block->kind == VAL_HELP_SCREEN ? create_screen (label) : label;
}

/* Showing. */

static int
find_page (ValHelpWindow *self, const char *id)
{
  for (guint i = 0; i < self->pages->len; i++)
    if (g_strcmp0 (val_help_page_get_id (g_ptr_array_index (self->pages, i)), id) == 0)
      return (int) i;
  return -1;
}

static void
clear_content (ValHelpWindow *self)
{
  GtkWidget *child;

  self->target = NULL;
  g_hash_table_remove_all (self->anchors);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_box_remove (self->content, child);
}

static void
show_page (ValHelpWindow *self, const ValHelpPage *page)
{
  GPtrArray *blocks = val_help_page_get_blocks (page);

  clear_content (self);
  adw_window_title_set_title (self->page_title, val_help_page_get_title (page));
  for (guint i = 0; i < blocks->len; i++)
    {
      const ValHelpBlock *block = g_ptr_array_index (blocks, i);
      GtkWidget *widget = create_block (self, block);

      gtk_box_append (self->content, widget);
      if (block->section != NULL)
        g_hash_table_insert (self->anchors, g_strdup (block->section), widget);
    }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* New widgets have no place before they are laid out. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ValHelpWindow *self = VAL_HELP_WINDOW (widget);
  graphene_rect_t bounds;

  if (self->target == NULL)
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_height (self->target) == 0 ||
      !gtk_widget_compute_bounds (self->target, GTK_WIDGET (self->content), &bounds))
    return G_SOURCE_CONTINUE;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), bounds.origin.y);
  self->target = NULL;
  return G_SOURCE_REMOVE;
}

static void
scroll_to (ValHelpWindow *self, const char *section)
{
  self->target = g_hash_table_lookup (self->anchors, section);
  if (self->target != NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

/* @place: PAGE or PAGE#SECTION; an unknown page is the first */
static void
go_to (ValHelpWindow *self, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place, "#", 2);
  GtkListBoxRow *row =
      gtk_list_box_get_row_at_index (self->page_list, MAX (find_page (self, parts[0]), 0));

  gtk_list_box_select_row (self->page_list, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  if (parts[0] != NULL && parts[1] != NULL)
    scroll_to (self, parts[1]);
  if (parts[0] != NULL)
    adw_leaflet_set_visible_child_name (self->leaflet, "page");
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!val_browser_open_finish (GTK_WIDGET (source), result, &error))
    g_debug ("no browser: %s", error->message);
}

static gboolean
link_cb (ValHelpWindow *self, const char *uri)
{
  if (g_str_has_prefix (uri, LINK_PREFIX))
    go_to (self, uri + strlen (LINK_PREFIX));
  else
    val_browser_open_async (GTK_WIDGET (self), uri, NULL, opened_cb, NULL);
  return GDK_EVENT_STOP;
}

static void
row_selected_cb (ValHelpWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_page (self, g_ptr_array_index (self->pages, gtk_list_box_row_get_index (row)));
}

static void
row_activated_cb (ValHelpWindow *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "page");
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (VAL_HELP_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static GtkWidget *
create_page_row (const ValHelpPage *page)
{
  GtkWidget *label = gtk_label_new (val_help_page_get_title (page));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "help-title");
  return label;
}

static void
val_help_window_finalize (GObject *object)
{
  ValHelpWindow *self = VAL_HELP_WINDOW (object);

  g_ptr_array_unref (self->pages);
  g_hash_table_unref (self->anchors);
  G_OBJECT_CLASS (val_help_window_parent_class)->finalize (object);
}

static void
val_help_window_class_init (ValHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = val_help_window_finalize;
  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_action);
  gtk_widget_class_set_template_from_resource (widget_class, VAL_APP_PATH "/ui/val-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ValHelpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ValHelpWindow, page_list);
  gtk_widget_class_bind_template_child (widget_class, ValHelpWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, ValHelpWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, ValHelpWindow, content);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
}

static void
val_help_window_init (ValHelpWindow *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) val_help_page_free);
  self->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (page_ids); i++)
    {
      ValHelpPage *page = load_page (page_ids[i]);

      if (page == NULL)
        continue;
      g_ptr_array_add (self->pages, page);
      gtk_list_box_append (self->page_list, create_page_row (page));
    }
}

/* Nobody needs help with a program that has no other window any more. */
static void
window_removed_cb (GtkWindow *self, GtkWindow *removed, GtkApplication *application)
{
  GList *windows = gtk_application_get_windows (application);

  if (windows != NULL && windows->next == NULL && windows->data == self)
    gtk_window_destroy (self);
}

static ValHelpWindow *
find_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (VAL_IS_HELP_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* A group of its own: a dialog that waits for an answer does not keep anybody from reading. */
static ValHelpWindow *
create_window (GtkApplication *application)
{
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();
  ValHelpWindow *self = g_object_new (VAL_TYPE_HELP_WINDOW, "application", application, NULL);

  gtk_window_group_add_window (group, GTK_WINDOW (self));
  g_signal_connect_object (application, "window-removed", G_CALLBACK (window_removed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * val_help_window_present:
 * @application: the application
 * @place: a page, or a page and one of its sections ("problems#offline"); empty for the first page,
 * or whichever is open
 *
 * Shows the help; there is one window of it.
 */
void
val_help_window_present (GtkApplication *application, const char *place)
{
  ValHelpWindow *self;

  g_return_if_fail (GTK_IS_APPLICATION (application));
  g_return_if_fail (place != NULL);

  self = find_window (application);
  if (self == NULL || *place != '\0')
    {
      if (self == NULL)
        self = create_window (application);
      go_to (self, place);
    }
  gtk_window_present (GTK_WINDOW (self));
}
