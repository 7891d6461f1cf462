/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-request-log.h"

struct _ValRequestLog
{
  GObject parent_instance;

  GPtrArray *exchanges; /* (owned) (element-type ValExchange): oldest first */
  ValSession *session;  /* (owned) (nullable) */
  GPtrArray *follows;   /* (owned) (element-type GSignalGroup): one a session, blocked if paused */
  gboolean paused;
};

enum
{
  PROP_PAUSED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return VAL_TYPE_EXCHANGE;
}

static guint
get_n_items (GListModel *model)
{
  return VAL_REQUEST_LOG (model)->exchanges->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *exchanges = VAL_REQUEST_LOG (model)->exchanges;

  return position < exchanges->len
             ? g_object_ref (g_ptr_array_index (exchanges, exchanges->len - 1 - position))
             : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ValRequestLog,
                               val_request_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
exchange_cb (ValRequestLog *self, ValExchange *exchange)
{
  gboolean full = self->exchanges->len == VAL_REQUEST_LOG_KEPT;

  if (full)
    {
      g_ptr_array_remove_index (self->exchanges, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), self->exchanges->len, 1, 0);
    }
  g_ptr_array_add (self->exchanges, g_object_ref (exchange));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
}

/* Where nobody listens, a session records nothing. */
static void
follow (ValRequestLog *self, ValSession *session)
{
  GSignalGroup *group = g_signal_group_new (VAL_TYPE_SESSION);

  g_signal_group_connect_swapped (group, "exchange", G_CALLBACK (exchange_cb), self);
  if (self->paused)
    g_signal_group_block (group);
  g_signal_group_set_target (group, session);
  g_ptr_array_add (self->follows, group);
}

static void
block_cb (gpointer group, gpointer user_data)
{
  g_signal_group_block (group);
}

static void
unblock_cb (gpointer group, gpointer user_data)
{
  g_signal_group_unblock (group);
}

/* Of sessions that are gone. */
static void
drop_empty (ValRequestLog *self)
{
  for (guint i = self->follows->len; i > 0; i--)
    {
      g_autoptr (GObject) session =
          g_signal_group_dup_target (g_ptr_array_index (self->follows, i - 1));

      if (session == NULL)
        g_ptr_array_remove_index (self->follows, i - 1);
    }
}

static void
val_request_log_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAUSED)
    g_value_set_boolean (value, VAL_REQUEST_LOG (object)->paused);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_request_log_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAUSED)
    val_request_log_set_paused (VAL_REQUEST_LOG (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
val_request_log_dispose (GObject *object)
{
  ValRequestLog *self = VAL_REQUEST_LOG (object);

  g_ptr_array_set_size (self->follows, 0);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (val_request_log_parent_class)->dispose (object);
}

static void
val_request_log_finalize (GObject *object)
{
  g_ptr_array_unref (VAL_REQUEST_LOG (object)->exchanges);
  g_ptr_array_unref (VAL_REQUEST_LOG (object)->follows);
  G_OBJECT_CLASS (val_request_log_parent_class)->finalize (object);
}

static void
val_request_log_class_init (ValRequestLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = val_request_log_get_property;
  object_class->set_property = val_request_log_set_property;
  object_class->dispose = val_request_log_dispose;
  object_class->finalize = val_request_log_finalize;

  properties[PROP_PAUSED] =
      g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
val_request_log_init (ValRequestLog *self)
{
  self->exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  self->follows = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * val_request_log_new:
 *
 * Returns: (transfer full): an empty log that watches nothing yet
 */
ValRequestLog *
val_request_log_new (void)
{
  return g_object_new (VAL_TYPE_REQUEST_LOG, NULL);
}

/**
 * val_request_log_watch:
 * @self: a log
 * @session: (nullable) (transfer none): whose requests to record from now on, and no other's
 */
void
val_request_log_watch (ValRequestLog *self, ValSession *session)
{
  g_return_if_fail (VAL_IS_REQUEST_LOG (self));

  if (!g_set_object (&self->session, session))
    return;
  g_ptr_array_set_size (self->follows, 0);
  if (session != NULL)
    follow (self, session);
}

/**
 * val_request_log_watch_too:
 * @self: a log
 * @session: (transfer none): whose requests to record as well, while it lives or until the next
 *   val_request_log_watch ()
 */
void
val_request_log_watch_too (ValRequestLog *self, ValSession *session)
{
  g_return_if_fail (VAL_IS_REQUEST_LOG (self));
  g_return_if_fail (VAL_IS_SESSION (session));

  drop_empty (self);
  follow (self, session);
}

/**
 * val_request_log_clear:
 * @self: a log
 *
 * Forgets all that was recorded.
 */
void
val_request_log_clear (ValRequestLog *self)
{
  guint n_items;

  g_return_if_fail (VAL_IS_REQUEST_LOG (self));

  n_items = self->exchanges->len;
  g_ptr_array_set_size (self->exchanges, 0);
  if (n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_items, 0);
}

/**
 * val_request_log_get_paused:
 * @self: a log
 *
 * Returns: whether nothing is recorded at the moment
 */
gboolean
val_request_log_get_paused (ValRequestLog *self)
{
  g_return_val_if_fail (VAL_IS_REQUEST_LOG (self), FALSE);

  return self->paused;
}

/**
 * val_request_log_set_paused:
 * @self: a log
 * @paused: whether to record nothing
 */
void
val_request_log_set_paused (ValRequestLog *self, gboolean paused)
{
  g_return_if_fail (VAL_IS_REQUEST_LOG (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  g_ptr_array_foreach (self->follows, paused ? block_cb : unblock_cb, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}
