/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-format.h"

#include <glib/gi18n.h>

/**
 * val_format_tags:
 * @tags: (nullable): tags
 *
 * Returns: (transfer full): the tags with commas between them
 */
char *
val_format_tags (const char *const *tags)
{
  return tags != NULL ? g_strjoinv (", ", (GStrv) tags) : g_strdup ("");
}

/**
 * val_format_parse_tags:
 * @text: tags with commas between them
 *
 * Returns: (transfer full): the tags, without blanks around them, empty ones and repetitions
 */
GStrv
val_format_parse_tags (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);

  for (char **part = parts; *part != NULL; part++)
    {
      const char *tag = g_strstrip (*part);

      if (*tag != '\0' && !g_ptr_array_find_with_equal_func (tags, tag, g_str_equal, NULL))
        g_ptr_array_add (tags, g_strdup (tag));
    }
  g_ptr_array_add (tags, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&tags), FALSE);
}

/**
 * val_format_same_tags:
 * @text: tags as typed
 * @tags: (nullable): tags
 *
 * Whether @text already says @tags, so that a comma just typed need not be taken away.
 *
 * Returns: whether both are the same tags in the same order
 */
gboolean
val_format_same_tags (const char *text, const char *const *tags)
{
  static const char *const none[] = { NULL };
  g_auto (GStrv) typed = val_format_parse_tags (text);

  return g_strv_equal ((const char *const *) typed, tags != NULL ? tags : none);
}

/**
 * val_format_id:
 * @id: id of an instance
 *
 * For texts that are translated: the format of a 64-bit number is no literal, and would cut them.
 *
 * Returns: (transfer full): the id in decimal
 */
char *
val_format_id (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

/**
 * val_format_date:
 * @iso8601: (nullable): a date as the platform writes it (contract 3.0)
 *
 * Returns: (transfer full): the date in local time; text that is no date as it is
 */
char *
val_format_date (const char *iso8601)
{
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (iso8601 == NULL)
    return g_strdup (_ ("Unknown"));
  date = g_date_time_new_from_iso8601 (iso8601, NULL);
  if (date == NULL)
    return g_strdup (iso8601);
  local = g_date_time_to_local (date);
  /* Translators: a date and a time of day, as in strftime () */
  return g_date_time_format (local, _ ("%-d %B %Y, %H:%M"));
}

/**
 * val_format_age:
 * @seconds: how long ago something was
 *
 * Returns: (transfer full): that in the largest unit that fits
 */
char *
val_format_age (gint64 seconds)
{
  const gint64 minutes = seconds / 60;
  const gint64 hours = minutes / 60;
  const gint64 days = hours / 24;

  if (minutes < 1)
    return g_strdup (_ ("a moment ago"));
  if (hours < 1)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", (gulong) minutes),
                            (guint) minutes);
  if (days < 1)
    return g_strdup_printf (ngettext ("%u hour ago", "%u hours ago", (gulong) hours),
                            (guint) hours);
  return g_strdup_printf (ngettext ("%u day ago", "%u days ago", (gulong) days), (guint) days);
}

/**
 * val_format_clock:
 * @time: microseconds since 1970
 *
 * Returns: (transfer full): the time of day to the second, in local time
 */
char *
val_format_clock (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  /* Translators: a time of day to the second, as in strftime () */
  return g_date_time_format (date, _ ("%H:%M:%S"));
}

/**
 * val_format_duration:
 * @span: microseconds
 *
 * Returns: (transfer full): how long that is, as short as it can be told
 */
char *
val_format_duration (gint64 span)
{
  if (span < G_USEC_PER_SEC)
    /* Translators: milliseconds */
    return g_strdup_printf (_ ("%d ms"), (int) (span / 1000));
  /* Translators: seconds */
  return g_strdup_printf (_ ("%.1f s"), (double) span / G_USEC_PER_SEC);
}

/**
 * val_format_span:
 * @seconds: how long something takes
 *
 * Returns: (transfer full): that in the two largest units that matter
 */
char *
val_format_span (gint64 seconds)
{
  const gint64 minutes = seconds / 60;

  if (minutes < 1)
    /* Translators: seconds */
    return g_strdup_printf (_ ("%d s"), (int) MAX (seconds, 1));
  if (minutes < 60)
    /* Translators: minutes */
    return g_strdup_printf (_ ("%d min"), (int) minutes);
  /* Translators: hours, minutes */
  return g_strdup_printf (_ ("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
}

/**
 * val_format_element:
 * @instance: an instance
 *
 * Returns: (transfer full): name and key of its element
 */
char *
val_format_element (ValInstance *instance)
{
  const char *name = val_instance_get_element_name (instance);
  const char *key = val_instance_get_element_key (instance);

  if (name == NULL || key == NULL)
    return g_strdup (name != NULL ? name : key != NULL ? key : _ ("Unknown"));
  /* Translators: name of an element, key of an element */
  return g_strdup_printf (_ ("%s (%s)"), name, key);
}

/**
 * val_format_set_text:
 * @editable: an editable
 * @text: (nullable): what it should say
 *
 * Sets the text only where it differs, so that the cursor stays while somebody types.
 */
void
val_format_set_text (GtkEditable *editable, const char *text)
{
  if (text == NULL)
    text = "";
  if (g_strcmp0 (gtk_editable_get_text (editable), text) != 0)
    gtk_editable_set_text (editable, text);
}

/**
 * val_format_set_subtitle:
 * @row: a row
 * @text: (nullable): text of the platform, which is no markup
 */
void
val_format_set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_action_row_set_subtitle (row, escaped);
}
