/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-header.h"

#include "model/val-account.h"

#define DEFAULT_CONCURRENCY  8
#define DEFAULT_ERROR_BUDGET 10

G_DEFINE_BOXED_TYPE (ValBulkHeader, val_bulk_header, val_bulk_header_copy, val_bulk_header_free)

/**
 * val_bulk_header_new:
 * @account: whose instances are to be changed
 * @rule: what the job does, for people
 * @options: how it runs
 *
 * Returns: (transfer full): the beginning of a journal, with an id of its own; how many rows there
 *   are is filled in when the journal is made
 */
ValBulkHeader *
val_bulk_header_new (ValAccount *account, const char *rule, const ValBulkOptions *options)
{
  ValBulkHeader *self;

  g_return_val_if_fail (VAL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (rule != NULL && options != NULL, NULL);

  self = g_new0 (ValBulkHeader, 1);
  self->id = g_uuid_string_random ();
  self->account_uuid = g_strdup (val_account_get_uuid (account));
  self->account_name = g_strdup (val_account_get_name (account));
  self->base_url = g_strdup (val_account_get_base_url (account));
  self->rule = g_strdup (rule);
  self->created = g_get_real_time () / G_USEC_PER_SEC;
  self->options = *options;
  return self;
}

/**
 * val_bulk_header_new_like:
 * @other: of a job, or of what may become one
 * @rule: what the new job does, for people
 * @options: how it runs
 *
 * An undo or another try belongs to the account and the platform that the first job was for,
 * whichever are the current ones.  Another try of an undo is one, too.
 *
 * Returns: (transfer full): the beginning of another journal, with an id of its own
 */
ValBulkHeader *
val_bulk_header_new_like (const ValBulkHeader *other,
                          const char *rule,
                          const ValBulkOptions *options)
{
  ValBulkHeader *self;

  g_return_val_if_fail (other != NULL && rule != NULL && options != NULL, NULL);

  self = g_new0 (ValBulkHeader, 1);
  self->id = g_uuid_string_random ();
  self->account_uuid = g_strdup (other->account_uuid);
  self->account_name = g_strdup (other->account_name);
  self->base_url = g_strdup (other->base_url);
  self->rule = g_strdup (rule);
  self->undo_of = g_strdup (other->undo_of);
  self->created = g_get_real_time () / G_USEC_PER_SEC;
  self->options = *options;
  return self;
}

/**
 * val_bulk_header_copy:
 * @self: a header
 *
 * Returns: (transfer full): another of the same
 */
ValBulkHeader *
val_bulk_header_copy (const ValBulkHeader *self)
{
  ValBulkHeader *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ValBulkHeader, 1);
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->account_uuid = g_strdup (self->account_uuid);
  copy->account_name = g_strdup (self->account_name);
  copy->base_url = g_strdup (self->base_url);
  copy->rule = g_strdup (self->rule);
  copy->undo_of = g_strdup (self->undo_of);
  return copy;
}

/**
 * val_bulk_header_is_of:
 * @self: a header
 * @account: (nullable): an account
 *
 * An account that has moved to another platform is another: the ids are not those of the job.
 *
 * Returns: whether the job is one of @account, where that is now
 */
gboolean
val_bulk_header_is_of (const ValBulkHeader *self, ValAccount *account)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return account != NULL && g_str_equal (self->account_uuid, val_account_get_uuid (account)) &&
         g_str_equal (self->base_url, val_account_get_base_url (account));
}

/**
 * val_bulk_header_free:
 * @self: (transfer full): a header
 */
void
val_bulk_header_free (ValBulkHeader *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->account_uuid);
  g_free (self->account_name);
  g_free (self->base_url);
  g_free (self->rule);
  g_free (self->undo_of);
  g_free (self);
}

/**
 * val_bulk_options_init:
 * @self: (out): options
 *
 * Sets how a job runs where nobody says otherwise.
 */
void
val_bulk_options_init (ValBulkOptions *self)
{
  g_return_if_fail (self != NULL);

  *self = (ValBulkOptions){
    .concurrency = DEFAULT_CONCURRENCY,
    .check_first = TRUE,
    .error_budget = DEFAULT_ERROR_BUDGET,
  };
}
