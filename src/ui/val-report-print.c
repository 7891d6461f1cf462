/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-report-print.h"

#include "util/val-error.h"

#include <glib/gi18n.h>

#define FONT        "Monospace 9"
#define FOOT_HEIGHT 24.0 /* points */
#define FOOT_FONT   "Sans 8"

/* So much is laid out at once: all of a report would take minutes. */
#define MAX_PIECE 2000 /* bytes */
#define SLICE_US  8000

/* A line on paper: where the piece of text begins that it is of, and which of its lines it is. */
typedef struct
{
  gsize at;
  int line;
} Place;

/* One report on its way to paper. */
typedef struct
{
  char *title;         /* (owned) */
  GBytes *text;        /* (owned) */
  PangoLayout *layout; /* (owned) (nullable): of one piece, from begin-print on */
  GArray *starts;      /* (element-type Place): the first line of each page */
  gsize at;            /* so far the pages are known */
  int used;            /* of the last page, in Pango's units */
} Report;

static void
report_free (Report *report)
{
  g_clear_object (&report->layout);
  g_array_unref (report->starts);
  g_free (report->title);
  g_bytes_unref (report->text);
  g_free (report);
}

/* Lays out a line of the text, or as much of it as is a piece.
 * Returns: where the next one begins */
static gsize
lay_out (Report *report, gsize at)
{
  gsize size;
  const char *text = g_bytes_get_data (report->text, &size);
  gsize most = MIN (size - at, MAX_PIECE);
  const char *end = memchr (text + at, '\n', most);
  gsize length = end != NULL ? (gsize) (end - text) - at : most;

  /* Not in the middle of a character. */
  if (end == NULL && at + length < size)
    while (length > 1 && ((guchar) text[at + length] & 0xc0) == 0x80)
      length--;
  pango_layout_set_text (report->layout, text + at, (int) length);
  return at + length + (at + length < size && text[at + length] == '\n' ? 1 : 0);
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
break_piece (Report *report, int room)
{
  Place place = { .at = report->at };

  report->at = lay_out (report, report->at);
  for (GSList *l = pango_layout_get_lines_readonly (report->layout); l != NULL; l = l->next)
    {
      int height = get_line_height (l->data);

      if (report->starts->len == 0 || report->used + height > room)
        {
          g_array_append_val (report->starts, place);
          report->used = 0;
        }
      report->used += height;
      place.line++;
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

  g_clear_object (&report->layout);
  report->layout = gtk_print_context_create_pango_layout (context);
  set_font (report->layout, FONT);
  pango_layout_set_width (report->layout,
                          (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (report->layout, PANGO_WRAP_WORD_CHAR);
  g_array_set_size (report->starts, 0);
  report->at = 0;
  report->used = 0;
}

/* Called again and again until all pages are known, with the window's turns between. */
static gboolean
paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Report *report = user_data;
  const int room = (int) ((gtk_print_context_get_height (context) - FOOT_HEIGHT) * PANGO_SCALE);
  gint64 deadline = g_get_monotonic_time () + SLICE_US;

  while (report->at < g_bytes_get_size (report->text))
    {
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      break_piece (report, room);
    }
  gtk_print_operation_set_n_pages (operation, (int) MAX (report->starts->len, 1));
  return TRUE;
}

/* @end: the line of the piece at which to stop, or -1
 * Returns: where the next piece begins */
static gsize
draw_piece (Report *report, cairo_t *cairo, const Place *start, int end, double *y)
{
  gsize next = lay_out (report, start->at);
  GSList *l = g_slist_nth (pango_layout_get_lines_readonly (report->layout), (guint) start->line);

  for (int i = start->line; l != NULL && i != end; i++, l = l->next)
    {
      PangoRectangle logical;

      pango_layout_line_get_extents (l->data, NULL, &logical);
      cairo_move_to (cairo, 0, *y - (double) logical.y / PANGO_SCALE);
      pango_cairo_show_layout_line (cairo, l->data);
      *y += (double) logical.height / PANGO_SCALE;
    }
  return next;
}

static void
draw_lines (Report *report, cairo_t *cairo, guint page)
{
  Place place = g_array_index (report->starts, Place, page);
  Place end = { .at = g_bytes_get_size (report->text) };
  double y = 0;

  if (page + 1 < report->starts->len)
    end = g_array_index (report->starts, Place, page + 1);
  while (place.at < end.at)
    {
      place.at = draw_piece (report, cairo, &place, -1, &y);
      place.line = 0;
    }
  if (end.line > place.line)
    draw_piece (report, cairo, &place, end.line, &y);
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
report_new (const char *title, GBytes *text)
{
  Report *report = g_new0 (Report, 1);

  report->title = g_strdup (title);
  report->text = g_bytes_ref (text);
  report->starts = g_array_new (FALSE, FALSE, sizeof (Place));
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
 * val_report_print_operation_new:
 * @title: what it is about, for the foot of each page and the queue of the printer
 * @text: what to print, UTF-8
 *
 * Returns: (transfer full): what prints it, a few lines at a time
 */
GtkPrintOperation *
val_report_print_operation_new (const char *title, GBytes *text)
{
  GtkPrintOperation *operation;
  Report *report;

  g_return_val_if_fail (title != NULL && text != NULL, NULL);

  operation = gtk_print_operation_new ();
  report = report_new (title, text);
  g_object_set_data_full (G_OBJECT (operation), "report", report, (GDestroyNotify) report_free);
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), report);
  g_signal_connect (operation, "paginate", G_CALLBACK (paginate_cb), report);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), report);
  return operation;
}

/**
 * val_report_print_async:
 * @parent: window that the print dialog belongs to
 * @title: as for val_report_print_operation_new ()
 * @text: as for val_report_print_operation_new ()
 * @callback: called when it is printed, or is not
 * @user_data: for @callback
 *
 * Asks how to print, and prints.
 */
void
val_report_print_async (GtkWindow *parent,
                        const char *title,
                        GBytes *text,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GtkPrintOperation) operation = NULL;
  GTask *task;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (title != NULL && text != NULL);

  operation = val_report_print_operation_new (title, text);
  task = g_task_new (parent, NULL, callback, user_data);
  g_task_set_source_tag (task, val_report_print_async);
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
