/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-report-print.h"

#include "util/val-error.h"

#include <glib/gi18n.h>

#define FONT        "Monospace 9"
#define FOOT_HEIGHT 24.0 /* points */
#define FOOT_FONT   "Sans 8"

/* One report on its way to paper. */
typedef struct
{
  char *title;         /* (owned) */
  char *text;          /* (owned) */
  PangoLayout *layout; /* (owned) (nullable): the whole of it, from begin-print on */
  GArray *starts;      /* (element-type int): the first line of each page */
} Report;

static void
report_free (Report *report)
{
  g_clear_object (&report->layout);
  g_array_unref (report->starts);
  g_free (report->title);
  g_free (report->text);
  g_free (report);
}

static int
get_line_height (PangoLayoutLine *line)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (line, NULL, &logical);
  return logical.height;
}

/* A page holds whole lines, at least one. */
static void
break_pages (Report *report, double height)
{
  const int room = (int) ((height - FOOT_HEIGHT) * PANGO_SCALE);
  int used = 0;
  int number = 0;

  for (GSList *l = pango_layout_get_lines_readonly (report->layout); l != NULL; l = l->next)
    {
      int line_height = get_line_height (l->data);

      if (number == 0 || used + line_height > room)
        {
          g_array_append_val (report->starts, number);
          used = 0;
        }
      used += line_height;
      number++;
    }
}

static void
set_font (PangoLayout *layout, const char *name)
{
  PangoFontDescription *font = pango_font_description_from_string (name);

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Report *report = user_data;

  report->layout = gtk_print_context_create_pango_layout (context);
  set_font (report->layout, FONT);
  pango_layout_set_width (report->layout,
                          (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (report->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (report->layout, report->text, -1);
  break_pages (report, gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int) MAX (report->starts->len, 1));
}

static void
draw_lines (Report *report, cairo_t *cairo, guint page)
{
  gboolean last = page + 1 >= report->starts->len;
  int end = last ? pango_layout_get_line_count (report->layout)
                 : g_array_index (report->starts, int, page + 1);
  double y = 0;

  for (int i = g_array_index (report->starts, int, page); i < end; i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (report->layout, i);
      PangoRectangle logical;

      pango_layout_line_get_extents (line, NULL, &logical);
      cairo_move_to (cairo, 0, y - (double) logical.y / PANGO_SCALE);
      pango_cairo_show_layout_line (cairo, line);
      y += (double) logical.height / PANGO_SCALE;
    }
}

static void
draw_foot (Report *report, GtkPrintContext *context, guint page)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  /* Translators: number of a page, how many there are, what the pages are about */
  g_autofree char *text =
      g_strdup_printf (_ ("%u of %u — %s"), page + 1, report->starts->len, report->title);

  set_font (layout, FOOT_FONT);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cairo, 0, gtk_print_context_get_height (context) - FOOT_HEIGHT / 2);
  pango_cairo_show_layout (cairo, layout);
}

static void
draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  Report *report = user_data;

  if ((guint) page >= report->starts->len)
    return;
  draw_lines (report, gtk_print_context_get_cairo_context (context), (guint) page);
  draw_foot (report, context, (guint) page);
}

static Report *
report_new (const char *title, const char *text)
{
  Report *report = g_new0 (Report, 1);

  report->title = g_strdup (title);
  report->text = g_strdup (text);
  report->starts = g_array_new (FALSE, FALSE, sizeof (int));
  return report;
}

/* The dialog was closed, or everything went to the printer. */
static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) reason = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  gtk_print_operation_get_error (operation, &reason);
  g_task_return_new_error (task, VAL_ERROR, VAL_ERROR_STORAGE, "%s",
                           reason != NULL ? reason->message
                                          : _ ("The report could not be printed."));
}

/**
 * val_report_print_async:
 * @parent: window that the print dialog belongs to
 * @title: what it is about, for the foot of each page and the queue of the printer
 * @text: what to print
 * @callback: called when it is printed, or is not
 * @user_data: for @callback
 *
 * Asks how to print, and prints.
 */
void
val_report_print_async (GtkWindow *parent,
                        const char *title,
                        const char *text,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Report *report;
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && text != NULL);

  report = report_new (title, text);
  task = g_task_new (parent, NULL, callback, user_data);
  g_task_set_source_tag (task, val_report_print_async);
  g_task_set_task_data (task, report, (GDestroyNotify) report_free);
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), report);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), report);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), task);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

/**
 * val_report_print_finish:
 * @parent: the window
 * @result: what the callback got
 * @error: #VAL_ERROR_STORAGE where it could not be printed
 *
 * Returns: whether it was printed, or the user decided not to
 */
gboolean
val_report_print_finish (GtkWindow *parent, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, parent), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
