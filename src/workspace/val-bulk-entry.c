/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-entry-private.h"

#include "model/val-search-text.h"

struct _ValBulkEntry
{
  GObject parent_instance;

  ValBulkFacts *facts; /* (owned) (not nullable) */
  guint look;          /* the number of the look that told them */
  char *search_text;   /* (owned) (not nullable) */
};

enum
{
  PROP_HEADER = 1,
  PROP_END,
  PROP_FILE,
  PROP_RUNNING,
  PROP_DAMAGE,
  PROP_N_DONE,
  PROP_N_FAILED,
  PROP_N_CONFLICTS,
  PROP_N_UNKNOWN,
  PROP_N_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ValBulkEntry, val_bulk_entry, G_TYPE_OBJECT)

static guint
get_number (const ValBulkFacts *facts, guint id)
{
  switch (id)
    {
    case PROP_N_DONE:
      return facts->counts[VAL_CHANGE_DONE];
    case PROP_N_FAILED:
      return facts->counts[VAL_CHANGE_FAILED] + facts->counts[VAL_CHANGE_DAMAGED];
    case PROP_N_CONFLICTS:
      return facts->counts[VAL_CHANGE_CONFLICT];
    case PROP_N_UNKNOWN:
      return facts->counts[VAL_CHANGE_UNKNOWN];
    case PROP_END:
      return facts->end;
    default:
      return facts->counts[VAL_CHANGE_WAITING] + facts->counts[VAL_CHANGE_NOT_SENT];
    }
}

static char *
make_search_text (const ValBulkFacts *facts)
{
  g_autoptr (GDateTime) began = g_date_time_new_from_unix_local (val_bulk_facts_get_time (facts));
  g_autofree char *date = began != NULL ? g_date_time_format (began, "%Y-%m-%d %x") : g_strdup ("");
  g_autofree char *name = g_file_get_basename (facts->file);
  g_autofree char *text = NULL;

  if (facts->header != NULL)
    text = g_strjoin ("\n", facts->header->rule, facts->header->account_name, date, name, NULL);
  else
    text = g_strjoin ("\n", date, name, NULL);
  return val_search_text_fold (text);
}

static void
notify_differences (ValBulkEntry *self, const ValBulkFacts *before)
{
  const ValBulkFacts *now = self->facts;

  if ((now->header == NULL) != (before->header == NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADER]);
  if (now->running != before->running)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (g_strcmp0 (now->damage, before->damage) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DAMAGE]);
  if (now->end != before->end)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_END]);
  for (guint id = PROP_N_DONE; id < N_PROPS; id++)
    if (get_number (now, id) != get_number (before, id))
      g_object_notify_by_pspec (G_OBJECT (self), properties[id]);
}

static void
val_bulk_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const ValBulkFacts *facts = VAL_BULK_ENTRY (object)->facts;

  switch (id)
    {
    case PROP_HEADER:
      g_value_set_boxed (value, facts->header);
      break;
    case PROP_FILE:
      g_value_set_object (value, facts->file);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, facts->running);
      break;
    case PROP_DAMAGE:
      g_value_set_string (value, facts->damage);
      break;
    case PROP_END:
    case PROP_N_DONE:
    case PROP_N_FAILED:
    case PROP_N_CONFLICTS:
    case PROP_N_UNKNOWN:
    case PROP_N_LEFT:
      g_value_set_uint (value, get_number (facts, id));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
val_bulk_entry_finalize (GObject *object)
{
  ValBulkEntry *self = VAL_BULK_ENTRY (object);

  g_clear_pointer (&self->facts, val_bulk_facts_free);
  g_free (self->search_text);
  G_OBJECT_CLASS (val_bulk_entry_parent_class)->finalize (object);
}

static void
install_number (guint id, const char *name)
{
  properties[id] =
      g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
val_bulk_entry_class_init (ValBulkEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = val_bulk_entry_get_property;
  object_class->finalize = val_bulk_entry_finalize;

  properties[PROP_HEADER] = g_param_spec_boxed ("header", NULL, NULL, VAL_TYPE_BULK_HEADER, flags);
  properties[PROP_END] =
      g_param_spec_uint ("end", NULL, NULL, VAL_BULK_OPEN, VAL_BULK_CLOSED, VAL_BULK_OPEN, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_DAMAGE] = g_param_spec_string ("damage", NULL, NULL, NULL, flags);
  install_number (PROP_N_DONE, "n-done");
  install_number (PROP_N_FAILED, "n-failed");
  install_number (PROP_N_CONFLICTS, "n-conflicts");
  install_number (PROP_N_UNKNOWN, "n-unknown");
  install_number (PROP_N_LEFT, "n-left");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_bulk_entry_init (ValBulkEntry *self)
{
}

/* @facts: (transfer full)
 * @look: later ones have higher numbers */
ValBulkEntry *
_val_bulk_entry_new (ValBulkFacts *facts, guint look)
{
  ValBulkEntry *self = g_object_new (VAL_TYPE_BULK_ENTRY, NULL);

  self->facts = facts;
  self->look = look;
  self->search_text = make_search_text (facts);
  return self;
}

const ValBulkFacts *
_val_bulk_entry_get_facts (ValBulkEntry *self)
{
  return self->facts;
}

guint
_val_bulk_entry_get_look (ValBulkEntry *self)
{
  return self->look;
}

/* @facts: (transfer full): of the same file */
void
_val_bulk_entry_take_facts (ValBulkEntry *self, ValBulkFacts *facts, guint look)
{
  g_autoptr (ValBulkFacts) before = self->facts;

  self->facts = facts;
  self->look = look;
  g_free (self->search_text);
  self->search_text = make_search_text (facts);
  g_object_freeze_notify (G_OBJECT (self));
  notify_differences (self, before);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * val_bulk_entry_get_file:
 * @self: an entry
 *
 * Returns: (transfer none): its journal
 */
GFile *
val_bulk_entry_get_file (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), NULL);

  return self->facts->file;
}

/**
 * val_bulk_entry_get_header:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): what the journal begins with; may be %NULL where there is
 *   damage
 */
const ValBulkHeader *
val_bulk_entry_get_header (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), NULL);

  return self->facts->header;
}

/**
 * val_bulk_entry_get_end:
 * @self: an entry
 *
 * Returns: how the job ended
 */
ValBulkEnd
val_bulk_entry_get_end (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), VAL_BULK_OPEN);

  return self->facts->end;
}

/**
 * val_bulk_entry_get_running:
 * @self: an entry
 *
 * Returns: whether the job was going on when the history was loaded, in this process or another
 */
gboolean
val_bulk_entry_get_running (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), FALSE);

  return self->facts->running;
}

/**
 * val_bulk_entry_get_damage:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): why the journal cannot be used, translated
 */
const char *
val_bulk_entry_get_damage (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), NULL);

  return self->facts->damage;
}

/**
 * val_bulk_entry_get_n_cut:
 * @self: an entry
 *
 * Returns: as val_bulk_record_get_n_cut ()
 */
guint64
val_bulk_entry_get_n_cut (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), 0);

  return self->facts->n_cut;
}

/**
 * val_bulk_entry_get_search_text:
 * @self: an entry
 *
 * Returns: (transfer none): rule, account, date and name of the file, as val_search_text_fold ()
 *   gives them
 */
const char *
val_bulk_entry_get_search_text (ValBulkEntry *self)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), NULL);

  return self->search_text;
}

/**
 * val_bulk_entry_count:
 * @self: an entry
 * @state: a state
 *
 * Returns: how many instances that the job was to change are in @state
 */
guint
val_bulk_entry_count (ValBulkEntry *self, ValChangeState state)
{
  g_return_val_if_fail (VAL_IS_BULK_ENTRY (self), 0);
  g_return_val_if_fail (state < VAL_CHANGE_N_STATES, 0);

  return self->facts->counts[state];
}
