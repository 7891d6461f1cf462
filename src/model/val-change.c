/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-change-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ValChange
{
  GObject parent_instance;

  gint64 id;
  char *name;         /* (owned) (nullable) */
  char *element_key;  /* (owned) (nullable): a GRefString, since many rows share it */
  char *element_name; /* (owned) (nullable): a GRefString */
  char *old_url;      /* (owned) (nullable) */
  char *new_url;      /* (owned) (nullable): a GRefString */
  char *reason;       /* (owned) (nullable): a GRefString */
  char *detail;       /* (owned) (nullable) */
  ValChangeVerdict verdict;
  ValChangeState state;
  gboolean ticked;
  ValChangeWatch watch; /* (nullable) */
  gpointer plan;        /* (unowned) (nullable): forgets itself when it goes */
};

G_DEFINE_FINAL_TYPE (ValChange, val_change, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_ELEMENT_KEY,
  PROP_ELEMENT_NAME,
  PROP_OLD_URL,
  PROP_NEW_URL,
  PROP_VERDICT,
  PROP_REASON,
  PROP_TICKED,
  PROP_STATE,
  PROP_DETAIL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const verdict_labels[VAL_CHANGE_N_VERDICTS] = {
  [VAL_CHANGE_OK] = N_ ("Change"),
  [VAL_CHANGE_DOUBTFUL] = N_ ("Doubtful"),
  [VAL_CHANGE_SAME] = N_ ("No Change"),
  [VAL_CHANGE_NO_MATCH] = N_ ("Not Matched"),
  [VAL_CHANGE_INVALID] = N_ ("Not Valid"),
  [VAL_CHANGE_EVENTS_OFF] = N_ ("Events Off"),
  [VAL_CHANGE_DISABLED] = N_ ("Disabled"),
  [VAL_CHANGE_POLLING] = N_ ("Polling"),
  [VAL_CHANGE_UNREADABLE] = N_ ("Not Readable"),
  [VAL_CHANGE_MISSING] = N_ ("Not Found"),
};

static const struct
{
  const char *nick;
  const char *label;
} states[VAL_CHANGE_N_STATES] = {
  [VAL_CHANGE_WAITING] = { "waiting", N_ ("Waiting") },
  [VAL_CHANGE_CHECKING] = { "checking", N_ ("Checking") },
  [VAL_CHANGE_WRITING] = { "writing", N_ ("Writing") },
  [VAL_CHANGE_DONE] = { "done", N_ ("Changed") },
  [VAL_CHANGE_DAMAGED] = { "damaged", N_ ("Changed, Not as Meant") },
  [VAL_CHANGE_ALREADY] = { "already", N_ ("Already There") },
  [VAL_CHANGE_CONFLICT] = { "conflict", N_ ("Conflict") },
  [VAL_CHANGE_FAILED] = { "failed", N_ ("Failed") },
  [VAL_CHANGE_UNKNOWN] = { "unknown", N_ ("Outcome Unknown") },
  [VAL_CHANGE_NOT_SENT] = { "not-sent", N_ ("Not Sent") },
};

static char *
share (const char *text)
{
  return text != NULL ? g_ref_string_new_intern (text) : NULL;
}

static gboolean
is_changed_by (ValChangeVerdict verdict)
{
  return verdict == VAL_CHANGE_OK || verdict == VAL_CHANGE_DOUBTFUL;
}

static void
tell_plan (ValChange *self, gboolean was_ticked, ValChangeState was_state)
{
  if (self->watch != NULL)
    self->watch (self, was_ticked, was_state, self->plan);
}

static const char *
get_text (ValChange *self, guint id)
{
  switch (id)
    {
    case PROP_NAME:
      return self->name;
    case PROP_ELEMENT_KEY:
      return self->element_key;
    case PROP_ELEMENT_NAME:
      return self->element_name;
    case PROP_OLD_URL:
      return self->old_url;
    case PROP_NEW_URL:
      return self->new_url;
    case PROP_REASON:
      return self->reason;
    default:
      return self->detail;
    }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ValChange *self = VAL_CHANGE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_VERDICT:
      g_value_set_uint (value, self->verdict);
      break;
    case PROP_TICKED:
      g_value_set_boolean (value, self->ticked);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_NAME:
    case PROP_ELEMENT_KEY:
    case PROP_ELEMENT_NAME:
    case PROP_OLD_URL:
    case PROP_NEW_URL:
    case PROP_REASON:
    case PROP_DETAIL:
      g_value_set_string (value, get_text (self, id));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TICKED:
      val_change_set_ticked (VAL_CHANGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  ValChange *self = VAL_CHANGE (object);

  g_free (self->name);
  g_clear_pointer (&self->element_key, g_ref_string_release);
  g_clear_pointer (&self->element_name, g_ref_string_release);
  g_free (self->old_url);
  g_clear_pointer (&self->new_url, g_ref_string_release);
  g_clear_pointer (&self->reason, g_ref_string_release);
  g_free (self->detail);
  G_OBJECT_CLASS (val_change_parent_class)->finalize (object);
}

static void
install_text (guint id, const char *name)
{
  properties[id] = g_param_spec_string (
      name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
val_change_class_init (ValChangeClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  install_text (PROP_NAME, "name");
  install_text (PROP_ELEMENT_KEY, "element-key");
  install_text (PROP_ELEMENT_NAME, "element-name");
  install_text (PROP_OLD_URL, "old-url");
  install_text (PROP_NEW_URL, "new-url");
  install_text (PROP_REASON, "reason");
  install_text (PROP_DETAIL, "detail");
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_VERDICT] =
      g_param_spec_uint ("verdict", NULL, NULL, 0, VAL_CHANGE_N_VERDICTS - 1, 0, flags);
  properties[PROP_TICKED] =
      g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, VAL_CHANGE_N_STATES - 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_change_init (ValChange *self)
{
}

/**
 * val_change_is_watched:
 * @self: a change
 *
 * Returns: whether it belongs to a plan
 */
gboolean
val_change_is_watched (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), FALSE);

  return self->watch != NULL;
}

/**
 * val_change_watch:
 * @self: a change
 * @watch: (nullable): what is called when it is ticked or its state changes, or NULL for nothing
 * any more
 * @plan: (nullable): passed to @watch; must take itself away before it goes
 */
void
val_change_watch (ValChange *self, ValChangeWatch watch, gpointer plan)
{
  g_return_if_fail (VAL_IS_CHANGE (self));

  self->watch = watch;
  self->plan = plan;
}

/**
 * val_change_new:
 * @facts: what is known of it; copied
 *
 * It is ticked where its verdict is %VAL_CHANGE_OK or %VAL_CHANGE_DOUBTFUL.
 *
 * Returns: (transfer full): a change whose turn has not come
 */
ValChange *
val_change_new (const ValChangeFacts *facts)
{
  ValChange *self;

  g_return_val_if_fail (facts != NULL && facts->id >= 0, NULL);
  g_return_val_if_fail (facts->verdict < VAL_CHANGE_N_VERDICTS, NULL);

  self = g_object_new (VAL_TYPE_CHANGE, NULL);
  self->id = facts->id;
  self->name = g_strdup (facts->name);
  self->element_key = share (facts->element_key);
  self->element_name = share (facts->element_name);
  self->old_url = g_strdup (facts->old_url);
  self->new_url = share (facts->new_url);
  self->reason = share (facts->reason);
  self->verdict = facts->verdict;
  self->ticked = is_changed_by (facts->verdict);
  return self;
}

/**
 * val_change_get_facts:
 * @self: a change
 * @facts: (out caller-allocates): what it was made of; the texts are @self's
 */
void
val_change_get_facts (ValChange *self, ValChangeFacts *facts)
{
  g_return_if_fail (VAL_IS_CHANGE (self));
  g_return_if_fail (facts != NULL);

  *facts = (ValChangeFacts){
    val_change_get_id (self),          val_change_get_name (self),
    val_change_get_element_key (self), val_change_get_element_name (self),
    val_change_get_old_url (self),     val_change_get_new_url (self),
    val_change_get_verdict (self),     val_change_get_reason (self),
  };
}

/**
 * val_change_get_id:
 * @self: a change
 *
 * Returns: id of the instance, or 0 where there is none
 */
gint64
val_change_get_id (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), 0);

  return self->id;
}

/**
 * val_change_get_name:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): name of the instance
 */
const char *
val_change_get_name (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->name;
}

/**
 * val_change_get_element_key:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): key of the instance's element
 */
const char *
val_change_get_element_key (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->element_key;
}

/**
 * val_change_get_element_name:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): name of the instance's element
 */
const char *
val_change_get_element_name (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->element_name;
}

/**
 * val_change_get_old_url:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): what it was when the plan was made
 */
const char *
val_change_get_old_url (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->old_url;
}

/**
 * val_change_get_new_url:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): what it would become; empty where an undo takes away a URL
 * that was not there before; NULL where there is nothing that it could become
 */
const char *
val_change_get_new_url (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->new_url;
}

/**
 * val_change_get_verdict:
 * @self: a change
 *
 * Returns: what the preview says of it
 */
ValChangeVerdict
val_change_get_verdict (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), VAL_CHANGE_MISSING);

  return self->verdict;
}

/**
 * val_change_get_reason:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): why the verdict is what it is, translated
 */
const char *
val_change_get_reason (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->reason;
}

/**
 * val_change_can_tick:
 * @self: a change
 *
 * Returns: whether it can be carried out at all
 */
gboolean
val_change_can_tick (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), FALSE);

  return is_changed_by (self->verdict) || self->verdict == VAL_CHANGE_EVENTS_OFF ||
         self->verdict == VAL_CHANGE_DISABLED || self->verdict == VAL_CHANGE_POLLING;
}

/**
 * val_change_get_ticked:
 * @self: a change
 *
 * Returns: whether it shall be carried out
 */
gboolean
val_change_get_ticked (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), FALSE);

  return self->ticked;
}

/**
 * val_change_set_ticked:
 * @self: a change
 * @ticked: whether it shall be carried out; without effect where val_change_can_tick () says no
 */
void
val_change_set_ticked (ValChange *self, gboolean ticked)
{
  g_return_if_fail (VAL_IS_CHANGE (self));

  ticked = ticked && val_change_can_tick (self);
  if (self->ticked == ticked)
    return;
  self->ticked = ticked;
  tell_plan (self, !ticked, self->state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
}

/**
 * val_change_get_state:
 * @self: a change
 *
 * Returns: how far a job is with it
 */
ValChangeState
val_change_get_state (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), VAL_CHANGE_WAITING);

  return self->state;
}

/**
 * val_change_get_detail:
 * @self: a change
 *
 * Returns: (transfer none) (nullable): more on the state, for people
 */
const char *
val_change_get_detail (ValChange *self)
{
  g_return_val_if_fail (VAL_IS_CHANGE (self), NULL);

  return self->detail;
}

/**
 * val_change_set_state:
 * @self: a change
 * @state: how far the job is with it
 * @detail: (nullable): more on that, for people
 */
void
val_change_set_state (ValChange *self, ValChangeState state, const char *detail)
{
  ValChangeState before;

  g_return_if_fail (VAL_IS_CHANGE (self));
  g_return_if_fail (state < VAL_CHANGE_N_STATES);

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->detail, detail) != 0)
    {
      g_free (self->detail);
      self->detail = g_strdup (detail);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
    }
  before = self->state;
  if (before != state)
    {
      self->state = state;
      tell_plan (self, self->ticked, before);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * val_change_verdict_label:
 * @verdict: a verdict
 *
 * Returns: (transfer none): what people call it, in few words, translated
 */
const char *
val_change_verdict_label (ValChangeVerdict verdict)
{
  g_return_val_if_fail (verdict < VAL_CHANGE_N_VERDICTS, NULL);

  return _ (verdict_labels[verdict]);
}

/**
 * val_change_state_label:
 * @state: a state
 *
 * Returns: (transfer none): what people call it, in few words, translated
 */
const char *
val_change_state_label (ValChangeState state)
{
  g_return_val_if_fail (state < VAL_CHANGE_N_STATES, NULL);

  return _ (states[state].label);
}

/**
 * val_change_state_nick:
 * @state: a state
 *
 * Returns: (transfer none): its name, which stays the same in every version and language
 */
const char *
val_change_state_nick (ValChangeState state)
{
  g_return_val_if_fail (state < VAL_CHANGE_N_STATES, NULL);

  return states[state].nick;
}

/**
 * val_change_state_from_nick:
 * @nick: (nullable): what may be the name of a state
 * @state: (out): the state; untouched where there is none of the name
 *
 * Returns: whether there is a state of that name
 */
gboolean
val_change_state_from_nick (const char *nick, ValChangeState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].nick, nick) == 0)
      {
        *state = (ValChangeState) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * val_change_state_is_final:
 * @state: a state
 *
 * Returns: whether a job does nothing more about an instance in it
 */
gboolean
val_change_state_is_final (ValChangeState state)
{
  return state >= VAL_CHANGE_DONE;
}
