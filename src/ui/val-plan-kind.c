/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-plan-kind.h"

#include <glib/gi18n.h>

/* A row that the job is not about. */
#define LEFT_ALONE VAL_CHANGE_N_STATES

struct _ValPlanKind
{
  GObject parent_instance;

  ValPlanMode mode;
  guint code;
  guint count;
};

/* @rank: where rows of the kind stand as long as nobody chose an order: what will be changed, or
 * went wrong, must not be looked for among what is of no concern */
typedef struct
{
  const char *icon;
  const char *style;
  guint rank;
} Look;

enum
{
  PROP_TEXT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Symbols that tell apart without colours. */
static const Look verdict_looks[VAL_CHANGE_N_VERDICTS] = {
  [VAL_CHANGE_OK] = { "document-edit-symbolic", "accent", 0 },
  [VAL_CHANGE_DOUBTFUL] = { "dialog-warning-symbolic", "warning", 0 },
  [VAL_CHANGE_SAME] = { "object-select-symbolic", "dim-label", 3 },
  [VAL_CHANGE_NO_MATCH] = { "action-unavailable-symbolic", "dim-label", 4 },
  [VAL_CHANGE_INVALID] = { "dialog-error-symbolic", "error", 1 },
  [VAL_CHANGE_EVENTS_OFF] = { "notifications-disabled-symbolic", "dim-label", 2 },
  [VAL_CHANGE_DISABLED] = { "media-playback-stop-symbolic", "dim-label", 2 },
  [VAL_CHANGE_POLLING] = { "view-refresh-symbolic", "dim-label", 2 },
  [VAL_CHANGE_UNREADABLE] = { "network-error-symbolic", "error", 1 },
  [VAL_CHANGE_MISSING] = { "dialog-question-symbolic", "error", 1 },
};

static const Look state_looks[VAL_CHANGE_N_STATES + 1] = {
  [VAL_CHANGE_WAITING] = { "content-loading-symbolic", "dim-label", 2 },
  [VAL_CHANGE_CHECKING] = { "system-search-symbolic", "accent", 1 },
  [VAL_CHANGE_WRITING] = { "document-send-symbolic", "accent", 1 },
  [VAL_CHANGE_DONE] = { "emblem-ok-symbolic", "success", 3 },
  [VAL_CHANGE_DAMAGED] = { "dialog-warning-symbolic", "error", 0 },
  [VAL_CHANGE_ALREADY] = { "object-select-symbolic", "success", 3 },
  [VAL_CHANGE_CONFLICT] = { "dialog-warning-symbolic", "warning", 0 },
  [VAL_CHANGE_FAILED] = { "dialog-error-symbolic", "error", 0 },
  [VAL_CHANGE_UNKNOWN] = { "dialog-question-symbolic", "error", 0 },
  [VAL_CHANGE_NOT_SENT] = { "media-playback-stop-symbolic", "dim-label", 2 },
  [LEFT_ALONE] = { "action-unavailable-symbolic", "dim-label", 4 },
};

G_DEFINE_ENUM_TYPE (ValPlanMode,
                    val_plan_mode,
                    G_DEFINE_ENUM_VALUE (VAL_PLAN_MODE_PREVIEW, "preview"),
                    G_DEFINE_ENUM_VALUE (VAL_PLAN_MODE_PROGRESS, "progress"))

G_DEFINE_FINAL_TYPE (ValPlanKind, val_plan_kind, G_TYPE_OBJECT)

static char *
dup_text (ValPlanKind *self)
{
  /* Translators: what is counted, and how many there are */
  return g_strdup_printf (_ ("%s (%'u)"), val_plan_kind_label (self->mode, self->code),
                          self->count);
}

static const Look *
get_look (ValPlanMode mode, guint code)
{
  g_assert (code < val_plan_kind_count_codes (mode));

  return mode == VAL_PLAN_MODE_PREVIEW ? &verdict_looks[code] : &state_looks[code];
}

static void
val_plan_kind_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TEXT)
    g_value_take_string (value, dup_text (VAL_PLAN_KIND (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_plan_kind_class_init (ValPlanKindClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_plan_kind_get_property;
  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_plan_kind_init (ValPlanKind *self)
{
}

/**
 * val_plan_kind_new:
 * @mode: what the rows are looked at for
 * @code: which kind, from val_plan_kind_find_code (), %VAL_PLAN_LIVE or %VAL_PLAN_ANY
 *
 * Returns: (transfer full): a kind of which there is none yet
 */
ValPlanKind *
val_plan_kind_new (ValPlanMode mode, guint code)
{
  ValPlanKind *self;

  g_return_val_if_fail (code >= VAL_PLAN_LIVE || code < val_plan_kind_count_codes (mode), NULL);

  self = g_object_new (VAL_TYPE_PLAN_KIND, NULL);
  self->mode = mode;
  self->code = code;
  return self;
}

/**
 * val_plan_kind_get_code:
 * @self: a kind
 *
 * Returns: which it is, %VAL_PLAN_LIVE or %VAL_PLAN_ANY
 */
guint
val_plan_kind_get_code (ValPlanKind *self)
{
  g_return_val_if_fail (VAL_IS_PLAN_KIND (self), VAL_PLAN_ANY);

  return self->code;
}

/**
 * val_plan_kind_set_count:
 * @self: a kind
 * @count: how many rows there are of it
 */
void
val_plan_kind_set_count (ValPlanKind *self, guint count)
{
  g_return_if_fail (VAL_IS_PLAN_KIND (self));

  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * val_plan_kind_count_codes:
 * @mode: what rows are looked at for
 *
 * Returns: how many kinds there are; their codes begin at 0
 */
guint
val_plan_kind_count_codes (ValPlanMode mode)
{
  return mode == VAL_PLAN_MODE_PREVIEW ? VAL_CHANGE_N_VERDICTS : LEFT_ALONE + 1;
}

/**
 * val_plan_kind_find_code:
 * @mode: what rows are looked at for
 * @change: a row
 *
 * Returns: of which kind it is
 */
guint
val_plan_kind_find_code (ValPlanMode mode, ValChange *change)
{
  g_return_val_if_fail (VAL_IS_CHANGE (change), 0);

  if (mode == VAL_PLAN_MODE_PREVIEW)
    return val_change_get_verdict (change);
  return val_change_get_ticked (change) ? val_change_get_state (change) : LEFT_ALONE;
}

/**
 * val_plan_kind_rank:
 * @mode: what rows are looked at for
 * @change: a row
 *
 * Returns: how far down it stands as long as nobody chose another order
 */
guint
val_plan_kind_rank (ValPlanMode mode, ValChange *change)
{
  g_return_val_if_fail (VAL_IS_CHANGE (change), 0);

  return get_look (mode, val_plan_kind_find_code (mode, change))->rank;
}

/**
 * val_plan_kind_is_live:
 * @change: a row
 *
 * Returns: whether a job is at it, or did not do what it was about
 */
gboolean
val_plan_kind_is_live (ValChange *change)
{
  ValChangeState state;

  g_return_val_if_fail (VAL_IS_CHANGE (change), FALSE);

  state = val_change_get_state (change);
  return val_change_get_ticked (change) &&
         (state == VAL_CHANGE_CHECKING || state == VAL_CHANGE_WRITING ||
          state == VAL_CHANGE_CONFLICT || state == VAL_CHANGE_FAILED ||
          state == VAL_CHANGE_UNKNOWN);
}

/**
 * val_plan_kind_matches:
 * @mode: what rows are looked at for
 * @code: a kind, %VAL_PLAN_LIVE or %VAL_PLAN_ANY
 * @change: a row
 *
 * A job has nothing to tell of what it is not about, unless that is asked for.
 *
 * Returns: whether it is of the kind
 */
gboolean
val_plan_kind_matches (ValPlanMode mode, guint code, ValChange *change)
{
  g_return_val_if_fail (VAL_IS_CHANGE (change), FALSE);

  if (code == VAL_PLAN_ANY)
    return mode == VAL_PLAN_MODE_PREVIEW || val_change_get_ticked (change);
  if (code == VAL_PLAN_LIVE)
    return val_plan_kind_is_live (change);
  return val_plan_kind_find_code (mode, change) == code;
}

/**
 * val_plan_kind_label:
 * @mode: what rows are looked at for
 * @code: a kind, %VAL_PLAN_LIVE or %VAL_PLAN_ANY
 *
 * Returns: (transfer none): what people call it, translated
 */
const char *
val_plan_kind_label (ValPlanMode mode, guint code)
{
  if (code == VAL_PLAN_ANY)
    return _ ("All");
  if (code == VAL_PLAN_LIVE)
    return _ ("Active or Failed");
  if (mode == VAL_PLAN_MODE_PREVIEW)
    return val_change_verdict_label (code);
  return code == LEFT_ALONE ? _ ("Left Alone") : val_change_state_label (code);
}

/**
 * val_plan_kind_icon:
 * @mode: what rows are looked at for
 * @code: a kind
 *
 * Returns: (transfer none): name of its symbol
 */
const char *
val_plan_kind_icon (ValPlanMode mode, guint code)
{
  return get_look (mode, code)->icon;
}

/**
 * val_plan_kind_style:
 * @mode: what rows are looked at for
 * @code: a kind
 *
 * Returns: (transfer none): style class of its symbol
 */
const char *
val_plan_kind_style (ValPlanMode mode, guint code)
{
  return get_look (mode, code)->style;
}
