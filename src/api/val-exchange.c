/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-exchange-private.h"

#include "util/val-secret.h"

G_DEFINE_FINAL_TYPE (ValExchange, val_exchange, G_TYPE_OBJECT)

static void
val_exchange_finalize (GObject *object)
{
  ValExchange *self = VAL_EXCHANGE (object);

  g_clear_pointer (&self->draft, val_exchange_draft_free);
  g_free (self->method);
  g_free (self->base_url);
  g_free (self->path);
  g_free (self->query);
  g_free (self->request_body);
  g_free (self->response_body);
  g_free (self->request_id);
  g_free (self->error);
  G_OBJECT_CLASS (val_exchange_parent_class)->finalize (object);
}

static void
val_exchange_class_init (ValExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = val_exchange_finalize;
}

static void
val_exchange_init (ValExchange *self)
{
}

void
val_exchange_draft_free (ValExchangeDraft *draft)
{
  g_clear_pointer (&draft->credentials, val_credentials_unref);
  val_secret_clear (&draft->element_token);
  g_free (draft->base_url);
  g_free (draft->path);
  g_free (draft->query);
  g_free (draft->request_id);
  g_free (draft->error);
  g_clear_pointer (&draft->sent, json_node_unref);
  g_clear_pointer (&draft->received, g_byte_array_unref);
  g_free (draft);
}

/**
 * val_exchange_get_method:
 * @self: an exchange
 *
 * Returns: (transfer none): the method
 */
const char *
val_exchange_get_method (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  return self->method;
}

/**
 * val_exchange_get_base_url:
 * @self: an exchange
 *
 * Returns: (transfer none): the base URL that the path is below
 */
const char *
val_exchange_get_base_url (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->base_url;
}

/**
 * val_exchange_get_path:
 * @self: an exchange
 *
 * Returns: (transfer none): the path below the base URL, escaped
 */
const char *
val_exchange_get_path (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->path;
}

/**
 * val_exchange_get_query:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the encoded query, with names in place of secrets
 */
const char *
val_exchange_get_query (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->query;
}

/**
 * val_exchange_get_status:
 * @self: an exchange
 *
 * Returns: the status of the answer, or 0 where none came
 */
guint
val_exchange_get_status (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->status;
}

/**
 * val_exchange_get_started:
 * @self: an exchange
 *
 * Returns: when it began, in microseconds since 1970
 */
gint64
val_exchange_get_started (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->started;
}

/**
 * val_exchange_get_duration:
 * @self: an exchange
 *
 * Returns: how long it took with all attempts, in microseconds
 */
gint64
val_exchange_get_duration (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->duration;
}

/**
 * val_exchange_get_attempts:
 * @self: an exchange
 *
 * Returns: how many times it was sent
 */
guint
val_exchange_get_attempts (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->attempts;
}

/**
 * val_exchange_get_instance:
 * @self: an exchange
 *
 * Returns: the id of the element instance it is about, or 0
 */
gint64
val_exchange_get_instance (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->instance;
}

/**
 * val_exchange_get_request_id:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the platform's id of it (contract 3.0)
 */
const char *
val_exchange_get_request_id (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->request_id;
}

/**
 * val_exchange_get_request_body:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): what was sent, for people, with names in place of secrets
 */
const char *
val_exchange_get_request_body (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->request_body;
}

/**
 * val_exchange_get_request_cut:
 * @self: an exchange
 *
 * Returns: whether more was sent than is kept
 */
gboolean
val_exchange_get_request_cut (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), FALSE);

  val_exchange_write_out (self);
  return self->request_cut;
}

/**
 * val_exchange_get_response_body:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): what was answered, for people, with names in place of
 * secrets; NULL also where it was no JSON, which is not kept
 */
const char *
val_exchange_get_response_body (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->response_body;
}

/**
 * val_exchange_get_response_cut:
 * @self: an exchange
 *
 * Returns: whether more was answered than is kept
 */
gboolean
val_exchange_get_response_cut (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), FALSE);

  val_exchange_write_out (self);
  return self->response_cut;
}

/**
 * val_exchange_get_response_size:
 * @self: an exchange
 *
 * Returns: bytes of the answer
 */
gsize
val_exchange_get_response_size (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), 0);

  return self->response_size;
}

/**
 * val_exchange_get_error:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): what went wrong, without secrets
 */
const char *
val_exchange_get_error (ValExchange *self)
{
  g_return_val_if_fail (VAL_IS_EXCHANGE (self), NULL);

  val_exchange_write_out (self);
  return self->error;
}
