/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValHelpKind:
 * @VAL_HELP_HEADING: of a section
 * @VAL_HELP_PARAGRAPH: plain text
 * @VAL_HELP_BULLET: an item of a list
 * @VAL_HELP_STEP: an item of a numbered list
 * @VAL_HELP_NOTE: a paragraph set apart
 * @VAL_HELP_SCREEN: what is typed or shown in a terminal
 */
typedef enum
{
  VAL_HELP_HEADING,
  VAL_HELP_PARAGRAPH,
  VAL_HELP_BULLET,
  VAL_HELP_STEP,
  VAL_HELP_NOTE,
  VAL_HELP_SCREEN,
} ValHelpKind;

/**
 * ValHelpBlock:
 * @kind: what it is
 * @number: of a step, from 1
 * @section: (nullable): id of the section that a heading begins
 * @markup: its text as Pango markup, translated; links lead to "help:PAGE" or "help:PAGE#SECTION"
 */
typedef struct
{
  ValHelpKind kind;
  guint number;
  char *section;
  char *markup;
} ValHelpBlock;

/* A page of the help, read from the part of Mallard that our pages use. */
typedef struct _ValHelpPage ValHelpPage;

ValHelpPage *val_help_page_new (const char *text, gsize length, GError **error);
void val_help_page_free (ValHelpPage *self);
const char *val_help_page_get_id (const ValHelpPage *self);
const char *val_help_page_get_title (const ValHelpPage *self);
GPtrArray *val_help_page_get_blocks (const ValHelpPage *self);
const ValHelpBlock *val_help_page_find_section (const ValHelpPage *self, const char *section);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValHelpPage, val_help_page_free)

G_END_DECLS
