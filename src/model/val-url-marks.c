/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-url-marks.h"

#include <string.h>

#define SCHEME_LETTERS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
#define AUTHORITY_MARK  "://"
#define AFTER_AUTHORITY "/?#"

/* Only what stands at the same place is compared. */
typedef enum
{
  PLACE_SCHEME,
  PLACE_USER,
  PLACE_HOST,
  PLACE_PORT,
  PLACE_PATH,
  PLACE_QUERY,
  PLACE_FRAGMENT,
  N_PLACES,
} Place;

/* The sign before a part goes with it. */
typedef struct
{
  guint start;
  guint text; /* where its sign ends */
  guint end;
} Part;

typedef struct
{
  const char *url;
  GArray *parts[N_PLACES]; /* of Part */
} Split;

static void
split_clear (Split *split)
{
  for (guint i = 0; i < N_PLACES; i++)
    g_clear_pointer (&split->parts[i], g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Split, split_clear)

static void
add_part (Split *split, Place place, const char *start, const char *text, const char *end)
{
  Part part = { (guint) (start - split->url), (guint) (text - split->url),
                (guint) (end - split->url) };

  g_array_append_val (split->parts[place], part);
}

/* Parts that begin with one of @signs each, but for the first, which may begin with none. */
static void
add_parts (Split *split, Place place, const char *start, const char *end, const char *signs)
{
  while (start < end)
    {
      const char *text = strchr (signs, *start) != NULL ? start + 1 : start;
      const char *next = MIN (text + strcspn (text, signs), end);

      add_part (split, place, start, text, next);
      start = next;
    }
}

static const char *
find_last (const char *start, const char *end, char sign)
{
  while (end > start && end[-1] != sign)
    end--;
  return end > start ? end - 1 : NULL;
}

static void
split_host (Split *split, const char *start, const char *end)
{
  const char *bracket = find_last (start, end, ']');
  const char *colon = find_last (bracket != NULL ? bracket : start, end, ':');
  const char *host_end = colon != NULL ? colon : end;

  if (bracket != NULL)
    add_part (split, PLACE_HOST, start, start, host_end);
  else
    add_parts (split, PLACE_HOST, start, host_end, ".");
  if (colon != NULL)
    add_part (split, PLACE_PORT, colon, colon + 1, end);
}

static void
split_authority (Split *split, const char *start, const char *end)
{
  const char *at = find_last (start, end, '@');

  if (at != NULL)
    add_part (split, PLACE_USER, start, start, at + 1);
  split_host (split, at != NULL ? at + 1 : start, end);
}

static void
split_rest (Split *split, const char *path)
{
  const char *query = path + strcspn (path, "?#");
  const char *fragment = query + strcspn (query, "#");
  const char *end = fragment + strlen (fragment);

  add_parts (split, PLACE_PATH, path, query, "/");
  add_parts (split, PLACE_QUERY, query, fragment, "?&");
  if (fragment < end)
    add_part (split, PLACE_FRAGMENT, fragment, fragment + 1, end);
}

/* What is no URL is a path. */
static void
split_init (Split *split, const char *url)
{
  gsize scheme = strspn (url, SCHEME_LETTERS);
  const char *authority = url + scheme + strlen (AUTHORITY_MARK);

  split->url = url;
  for (guint i = 0; i < N_PLACES; i++)
    split->parts[i] = g_array_new (FALSE, FALSE, sizeof (Part));
  if (scheme == 0 || !g_str_has_prefix (url + scheme, AUTHORITY_MARK))
    {
      split_rest (split, url);
      return;
    }
  add_part (split, PLACE_SCHEME, url, url, url + scheme);
  split_authority (split, authority, authority + strcspn (authority, AFTER_AUTHORITY));
  split_rest (split, authority + strcspn (authority, AFTER_AUTHORITY));
}

static gboolean
is_same (const char *one, gsize one_length, const char *other, gsize other_length)
{
  return one_length == other_length && memcmp (one, other, one_length) == 0;
}

static gboolean
has_same_text (const Split *split, const Part *part, const Split *other, const Part *with)
{
  return is_same (split->url + part->text, part->end - part->text, other->url + with->text,
                  with->end - with->text);
}

/* A sign alone between two marks belongs to both. */
static void
add_mark (GArray *marks, const Split *split, guint start, guint end)
{
  ValUrlMark *last = marks->len > 0 ? &g_array_index (marks, ValUrlMark, marks->len - 1) : NULL;
  ValUrlMark mark = { start, end };

  if (start == end)
    return;
  if (last != NULL && (last->end == start || (last->end + 1 == start &&
                                              strchr ("./?&#:", split->url[last->end]) != NULL)))
    last->end = end;
  else
    g_array_append_val (marks, mark);
}

/* @with: (nullable): what stands at its place in the other URL */
static void
mark_part (GArray *marks,
           const Split *split,
           const Part *part,
           const Split *other,
           const Part *with)
{
  if (with == NULL)
    add_mark (marks, split, part->start, part->end);
  else if (!has_same_text (split, part, other, with))
    add_mark (marks, split, part->text, part->end);
}

/* Of two that are alike but for it. */
static void
mark_sign (GArray *marks,
           const Split *split,
           const Part *part,
           const Split *other,
           const Part *with)
{
  if (has_same_text (split, part, other, with) &&
      !is_same (split->url + part->start, part->text - part->start, other->url + with->start,
                with->text - with->start))
    add_mark (marks, split, part->start, part->text);
}

static guint
count_same (const Split *split,
            const GArray *parts,
            const Split *other,
            const GArray *others,
            int step)
{
  guint length = MIN (parts->len, others->len);
  guint n_same = 0;

  while (n_same < length)
    {
      guint at = step > 0 ? n_same : parts->len - 1 - n_same;
      guint other_at = step > 0 ? n_same : others->len - 1 - n_same;

      if (!has_same_text (split, &g_array_index (parts, Part, at), other,
                          &g_array_index (others, Part, other_at)))
        break;
      n_same++;
    }
  return n_same;
}

/* As many parts on both sides are compared one by one; otherwise those that are alike at the
 * beginning and at the end are left out. */
static void
mark_place (GArray *marks, const Split *split, const Split *other, Place place)
{
  const GArray *parts = split->parts[place];
  const GArray *others = other->parts[place];
  gboolean paired = parts->len == others->len;
  guint n_start = paired ? 0 : count_same (split, parts, other, others, 1);
  guint n_end = paired ? 0 : count_same (split, parts, other, others, -1);

  n_end = MIN (n_end, MIN (parts->len, others->len) - n_start);
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *with = NULL;

      if (i < n_start || paired)
        with = &g_array_index (others, Part, i);
      else if (i >= parts->len - n_end)
        with = &g_array_index (others, Part, i + others->len - parts->len);
      if (paired)
        mark_sign (marks, split, &g_array_index (parts, Part, i), other, with);
      mark_part (marks, split, &g_array_index (parts, Part, i), other, with);
    }
}

/**
 * val_url_marks_new:
 * @url: a URL, or any text
 * @other: what it is compared with
 *
 * A part that has another text at the same place is marked without the sign before it, and one that
 * has no counterpart with it.  Marks are in order, apart, not empty, and between characters of
 * UTF-8.
 *
 * Returns: (transfer full) (element-type ValUrlMark): the parts of @url that are not those of
 * @other
 */
GArray *
val_url_marks_new (const char *url, const char *other)
{
  GArray *marks;
  g_auto (Split) split = { NULL, { NULL } };
  g_auto (Split) other_split = { NULL, { NULL } };

  g_return_val_if_fail (url != NULL && other != NULL, NULL);

  split_init (&split, url);
  split_init (&other_split, other);
  marks = g_array_new (FALSE, FALSE, sizeof (ValUrlMark));
  for (guint place = 0; place < N_PLACES; place++)
    mark_place (marks, &split, &other_split, (Place) place);
  return marks;
}
