/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-help-page.h"

#include <string.h>

struct _ValHelpPage
{
  char *id;          /* (owned) */
  char *title;       /* (owned) (nullable): plain text, translated */
  GPtrArray *blocks; /* (owned) (element-type ValHelpBlock) */
};

/* Elements that translators see as one text, and what becomes of those within it. */
static const char *const text_elements[] = { "title", "p", "screen", NULL };

static const struct
{
  const char *element;
  const char *tag;
} inline_elements[] = {
  { "code", "tt" }, { "cmd", "tt" }, { "file", "tt" }, { "gui", "b" },
  { "key", "b" },   { "em", "i" },   { "link", "a" },
};

/* While a page is read. */
typedef struct
{
  ValHelpPage *page;
  char *section; /* (owned) (nullable): whose heading is to come */
  GString *text; /* (owned) (nullable): of the block that is read, as Mallard */
  gboolean step; /* whether the list is numbered */
  guint number;  /* of the last step */
} Reader;

static void
block_free (gpointer data)
{
  ValHelpBlock *block = data;

  g_free (block->section);
  g_free (block->markup);
  g_free (block);
}

static const char *
find_tag (const char *element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (inline_elements); i++)
    if (g_str_equal (inline_elements[i].element, element))
      return inline_elements[i].tag;
  return NULL;
}

/* As xgettext writes it, so that translations are found: quotes stay as they are. */
static void
append_escaped (GString *string, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '&':
        g_string_append (string, "&amp;");
        break;
      case '<':
        g_string_append (string, "&lt;");
        break;
      case '>':
        g_string_append (string, "&gt;");
        break;
      default:
        g_string_append_c (string, text[i]);
      }
}

static char *
normalise (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", *word);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* From Mallard to Pango. */

static void
open_link (GString *markup, const char **names, const char **values)
{
  for (; *names != NULL; names++, values++)
    if (g_str_equal (*names, "xref") || g_str_equal (*names, "href"))
      {
        g_autofree char *address = g_markup_escape_text (*values, -1);

        g_string_append_printf (markup, "<a href=\"%s%s\">", **names == 'x' ? "help:" : "",
                                address);
      }
}

static void
inline_start_cb (GMarkupParseContext *context,
                 const char *element,
                 const char **names,
                 const char **values,
                 gpointer user_data,
                 GError **error)
{
  GString *markup = user_data;
  const char *tag = find_tag (element);

  if (g_strcmp0 (tag, "a") == 0)
    open_link (markup, names, values);
  else if (tag != NULL)
    g_string_append_printf (markup, "<%s>", tag);
}

static void
inline_end_cb (GMarkupParseContext *context,
               const char *element,
               gpointer user_data,
               GError **error)
{
  const char *tag = find_tag (element);

  if (tag != NULL)
    g_string_append_printf (user_data, "</%s>", tag);
}

static void
inline_text_cb (GMarkupParseContext *context,
                const char *text,
                gsize length,
                gpointer user_data,
                GError **error)
{
  append_escaped (user_data, text, length);
}

/* Returns: (transfer full) (nullable) */
static char *
to_pango (const char *mallard, GError **error)
{
  static const GMarkupParser parser = { inline_start_cb, inline_end_cb, inline_text_cb, NULL,
                                        NULL };
  g_autofree char *whole = g_strconcat ("<p>", mallard, "</p>", NULL);
  g_autoptr (GString) markup = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, markup, NULL);

  if (!g_markup_parse_context_parse (context, whole, -1, error) ||
      !g_markup_parse_context_end_parse (context, error))
    return NULL;
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

/* A translation that does not parse is a fault of its own, and no reason to show nothing. */
static char *
translate (const char *mallard)
{
  char *markup =
      *mallard != '\0' ? to_pango (g_dgettext (GETTEXT_PACKAGE, mallard), NULL) : g_strdup ("");

  return markup != NULL ? markup : to_pango (mallard, NULL);
}

/* Reading. */

static const char *
get_parent (GMarkupParseContext *context)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);

  return stack->next != NULL ? stack->next->data : "";
}

static void
append_start (GString *text, const char *element, const char **names, const char **values)
{
  g_string_append_printf (text, "<%s", element);
  for (; *names != NULL; names++, values++)
    {
      g_string_append_printf (text, " %s=\"", *names);
      append_escaped (text, *values, strlen (*values));
      g_string_append_c (text, '"');
    }
  g_string_append_c (text, '>');
}

static void
keep_id (char **id, const char **names, const char **values)
{
  for (; *names != NULL; names++, values++)
    if (g_str_equal (*names, "id"))
      {
        g_free (*id);
        *id = g_strdup (*values);
      }
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Reader *reader = user_data;

  if (reader->text != NULL)
    append_start (reader->text, element, names, values);
  else if (g_strv_contains (text_elements, element))
    reader->text = g_string_new (NULL);
  else if (g_str_equal (element, "page"))
    keep_id (&reader->page->id, names, values);
  else if (g_str_equal (element, "section"))
    keep_id (&reader->section, names, values);
  else if (g_str_equal (element, "steps") || g_str_equal (element, "list"))
    {
      reader->step = g_str_equal (element, "steps");
      reader->number = 0;
    }
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Reader *reader = user_data;

  if (reader->text != NULL)
    append_escaped (reader->text, text, length);
}

static ValHelpKind
choose_kind (Reader *reader, const char *element, const char *parent)
{
  if (g_str_equal (element, "screen"))
    return VAL_HELP_SCREEN;
  if (g_str_equal (element, "title"))
    return VAL_HELP_HEADING;
  if (g_str_equal (parent, "item"))
    return reader->step ? VAL_HELP_STEP : VAL_HELP_BULLET;
  return g_str_equal (parent, "note") ? VAL_HELP_NOTE : VAL_HELP_PARAGRAPH;
}

static void
add_block (Reader *reader, ValHelpKind kind, const char *mallard)
{
  ValHelpBlock *block = g_new0 (ValHelpBlock, 1);

  block->kind = kind;
  block->number = kind == VAL_HELP_STEP ? ++reader->number : 0;
  if (kind == VAL_HELP_HEADING)
    block->section = g_steal_pointer (&reader->section);
  block->markup = kind == VAL_HELP_SCREEN ? g_strdup (mallard) : translate (mallard);
  g_ptr_array_add (reader->page->blocks, block);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  const char *parent = get_parent (context);
  g_autofree char *text = NULL;

  if (reader->text == NULL)
    return;
  if (!g_strv_contains (text_elements, element))
    {
      g_string_append_printf (reader->text, "</%s>", element);
      return;
    }
  text = normalise (reader->text->str);
  g_string_free (g_steal_pointer (&reader->text), TRUE);
  if (g_str_equal (element, "title") && g_str_equal (parent, "page"))
    reader->page->title = g_strdup (g_dgettext (GETTEXT_PACKAGE, text));
  else
    add_block (reader, choose_kind (reader, element, parent), text);
}

/**
 * val_help_page_new:
 * @text: a page in Mallard
 * @length: its bytes
 * @error: #GMarkupError
 *
 * Returns: (transfer full) (nullable): the page, in the language of the user
 */
ValHelpPage *
val_help_page_new (const char *text, gsize length, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (ValHelpPage) page = NULL;
  Reader reader = { 0 };
  g_autoptr (GMarkupParseContext) context = NULL;
  gboolean ok;

  g_return_val_if_fail (text != NULL, NULL);

  page = g_new0 (ValHelpPage, 1);
  page->blocks = g_ptr_array_new_with_free_func (block_free);
  reader.page = page;
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);
  ok = g_markup_parse_context_parse (context, text, (gssize) length, error) &&
       g_markup_parse_context_end_parse (context, error);
  g_free (reader.section);
  if (reader.text != NULL)
    g_string_free (reader.text, TRUE);
  return ok ? g_steal_pointer (&page) : NULL;
}

/**
 * val_help_page_free:
 * @self: (nullable) (transfer full): a page
 */
void
val_help_page_free (ValHelpPage *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/**
 * val_help_page_get_id:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): its id
 */
const char *
val_help_page_get_id (const ValHelpPage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * val_help_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none): its title
 */
const char *
val_help_page_get_title (const ValHelpPage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->title != NULL ? self->title : "";
}

/**
 * val_help_page_get_blocks:
 * @self: a page
 *
 * Returns: (transfer none) (element-type ValHelpBlock): what it consists of, in order
 */
GPtrArray *
val_help_page_get_blocks (const ValHelpPage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->blocks;
}

/**
 * val_help_page_find_section:
 * @self: a page
 * @section: id of a section
 *
 * Returns: (transfer none) (nullable): the heading of the section
 */
const ValHelpBlock *
val_help_page_find_section (const ValHelpPage *self, const char *section)
{
  g_return_val_if_fail (self != NULL && section != NULL, NULL);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const ValHelpBlock *block = g_ptr_array_index (self->blocks, i);

      if (g_strcmp0 (block->section, section) == 0)
        return block;
    }
  return NULL;
}
