/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/val-bulk-job-private.h"

#include "api/val-instance-apply.h"
#include "api/val-instance-verdict.h"
#include "api/val-instances-api.h"
#include "api/val-retry.h"
#include "util/val-error.h"
#include "util/val-json.h"
#include "workspace/val-bulk-record-private.h"

#include <glib/gi18n-lib.h>

static void read_now (ValBulkItem *self);
static void write_new (ValBulkItem *self);

ValBulkItem *
_val_bulk_item_new (ValBulkJob *job, guint row)
{
  ValBulkItem *self = g_new0 (ValBulkItem, 1);

  self->job = job;
  self->row = row;
  self->change = g_list_model_get_item (G_LIST_MODEL (job->plan), row);
  self->announced = job->record != NULL && _val_bulk_record_is_lost (job->record, row);
  self->sent = self->announced;
  return self;
}

void
_val_bulk_item_free (ValBulkItem *self)
{
  g_clear_object (&self->change);
  g_clear_object (&self->now);
  g_clear_pointer (&self->patch, json_node_unref);
  g_free (self->failure);
  g_free (self);
}

static const char *
get_url (ValInstance *instance)
{
  return val_instance_get_config (instance, VAL_KEY_CALLBACK_URL);
}

static gboolean
is_new (ValBulkItem *self, ValInstance *instance)
{
  return val_change_same_url (get_url (instance), val_change_get_new_url (self->change));
}

static gboolean
is_old (ValBulkItem *self, ValInstance *instance)
{
  return val_change_same_url (get_url (instance), val_change_get_old_url (self->change));
}

/* Whether a new value may be the job's own doing, however long ago it was sent. */
static gboolean
is_ours (ValBulkItem *self)
{
  return self->announced || self->n_writes > 0;
}

static char *
describe_other (ValInstance *instance)
{
  const char *url = get_url (instance);

  if (url == NULL || *url == '\0')
    return g_strdup (_ ("It has no callback URL now."));
  /* Translators: a URL */
  return g_strdup_printf (_ ("It is %s now."), url);
}

static void
end (ValBulkItem *self, ValChangeState state, const char *detail)
{
  _val_bulk_job_end_item (self->job, self, state, detail);
}

/* Nobody can say what is there: not that it failed, where something was sent. */
static void
end_unread (ValBulkItem *self, const char *why)
{
  end (self, self->sent ? VAL_CHANGE_UNKNOWN : VAL_CHANGE_FAILED, why);
}

/* What the account is refused for, or the network, is not this instance's fault. */
static gboolean
give_back (ValBulkItem *self, const GError *error)
{
  if (!val_error_is_cancelled (error) && !val_error_is (error, VAL_ERROR_UNAUTHORIZED) &&
      !val_error_is (error, VAL_ERROR_TLS))
    return FALSE;
  if (!val_error_is_cancelled (error) && self->refused)
    return FALSE;
  self->refused |= !val_error_is_cancelled (error);
  _val_bulk_job_return_item (self->job, self, error);
  return TRUE;
}

/* Writing. */

/* @value: (nullable): null takes a value away (contract 3.4: text or null) */
static JsonNode *
make_patch (const char *value)
{
  JsonObject *configuration = json_object_new ();
  JsonObject *body = json_object_new ();

  if (value != NULL)
    json_object_set_string_member (configuration, VAL_KEY_CALLBACK_URL, value);
  else
    json_object_set_null_member (configuration, VAL_KEY_CALLBACK_URL);
  json_object_set_object_member (body, "configuration", configuration);
  return val_json_object_node (body);
}

static JsonNode *
get_patch (ValBulkItem *self)
{
  const char *value = val_change_get_new_url (self->change);

  if (value == NULL || *value == '\0')
    value = self->empty_text ? "" : NULL;
  if (self->patch == NULL)
    self->patch = make_patch (value);
  return self->patch;
}

/* Whether nothing but the value changed (contract 3.5: merging is promised nowhere). */
static void
end_written (ValBulkItem *self, ValInstance *after)
{
  ValInstance *before =
      self->now != NULL ? self->now : _val_bulk_job_find (self->job, self->change);
  g_autoptr (ValInstanceVerdict) verdict =
      val_instance_verdict_new (before != NULL ? before : after, get_patch (self), after);
  g_autofree char *detail = NULL;
  g_autofree char *keys = NULL;

  /* A list may be old, so that of what it had otherwise nothing follows. */
  if (self->now == NULL)
    g_ptr_array_set_size (verdict->altered, 0);
  _val_bulk_job_adopt (self->job, after);
  if (val_instance_verdict_is_good (verdict))
    {
      end (self, VAL_CHANGE_DONE, NULL);
      return;
    }
  keys = val_instance_verdict_dup_keys (verdict);
  /* Translators: keys of configuration values */
  detail = g_strdup_printf (_ ("The new value is there, but other values are not as they were: %s"),
                            keys);
  end (self, VAL_CHANGE_DAMAGED, detail);
}

/* The platform was asked, and the value is not there. */
static void
end_not_kept (ValBulkItem *self, ValInstance *now)
{
  g_autofree char *other = describe_other (now);

  _val_bulk_job_adopt (self->job, now);
  if (is_old (self, now))
    end (self, VAL_CHANGE_FAILED, self->failure);
  else
    end (self, VAL_CHANGE_DAMAGED, other);
}

static gboolean
wait_over_cb (gpointer user_data)
{
  ValBulkItem *self = user_data;

  if (_val_bulk_job_may_write (self->job))
    write_new (self);
  else
    _val_bulk_job_return_item (self->job, self, NULL);
  return G_SOURCE_REMOVE;
}

static const char *
get_failure (ValBulkItem *self)
{
  return self->failure != NULL ? self->failure : _ ("The platform did not take it before.");
}

/* What was sent before, if anything, was not carried out. */
static void
write_again (ValBulkItem *self)
{
  const ValAttempt attempt = {
    .idempotent = TRUE,
    .paced = TRUE,
    .number = self->n_writes,
    .status = 503,
    .jitter = g_random_double (),
  };
  guint wait_ms;

  if (self->n_writes == 0)
    write_new (self);
  else if (!val_retry_decide (&attempt, &wait_ms) || !val_pace_may_retry (self->job->pace))
    end (self, VAL_CHANGE_FAILED, get_failure (self));
  else
    g_timeout_add (wait_ms, wait_over_cb, self);
}

/* Whether the platform may have done it all the same. */
static gboolean
leaves_doubt (const GError *error)
{
  return val_error_is (error, VAL_ERROR_UNKNOWN_OUTCOME) ||
         val_error_is (error, VAL_ERROR_SERVER) || val_error_is (error, VAL_ERROR_TIMED_OUT) ||
         val_error_is (error, VAL_ERROR_BAD_ANSWER) || val_error_is (error, VAL_ERROR_TOO_LARGE) ||
         val_error_is (error, VAL_ERROR_NOT_APPLIED);
}

static gboolean
try_empty_text (ValBulkItem *self, const GError *error)
{
  const char *value = val_change_get_new_url (self->change);

  if (!val_error_is (error, VAL_ERROR_NOT_APPLIED) || self->empty_text ||
      (value != NULL && *value != '\0') || self->n_writes >= VAL_RETRY_MAX_ATTEMPTS ||
      !_val_bulk_job_may_write (self->job))
    return FALSE;
  self->empty_text = TRUE;
  self->sent = TRUE;
  g_clear_pointer (&self->patch, json_node_unref);
  write_new (self);
  return TRUE;
}

static void
write_failed (ValBulkItem *self, const GError *error)
{
  gboolean in_doubt = leaves_doubt (error);

  if (try_empty_text (self, error) || (!in_doubt && give_back (self, error)))
    return;
  /* Though this was refused, what was tried before it may be there. */
  if (!in_doubt && !self->sent)
    {
      end (self, VAL_CHANGE_FAILED, error->message);
      return;
    }
  g_free (self->failure);
  self->failure = g_strdup (error->message);
  self->not_kept = !in_doubt || val_error_is (error, VAL_ERROR_NOT_APPLIED);
  self->sent = TRUE;
  read_now (self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkItem *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) after = val_instance_apply_finish (VAL_SESSION (source), result, &error);

  self->n_writes += val_instance_apply_get_n_attempts (result);
  _val_bulk_job_note_answer (self->job, error);
  if (after != NULL)
    end_written (self, after);
  else
    write_failed (self, error);
}

/* What is known where nothing was read: that the value was the old one. */
static ValInstance *
make_before (ValBulkItem *self)
{
  return val_instance_new_known (val_change_get_id (self->change),
                                 val_change_get_old_url (self->change));
}

static void
write_new (ValBulkItem *self)
{
  g_autoptr (ValInstance) before =
      self->now != NULL ? g_object_ref (self->now) : make_before (self);

  self->not_kept = FALSE;
  self->doing = VAL_CHANGE_WRITING;
  _val_bulk_item_tell (self);
  val_instance_apply_once_async (self->job->session, before, get_patch (self), self->n_writes, NULL,
                                 written_cb, self);
}

/* Reading: before a value is overwritten, and after one may have been. */

static void
end_as_it_is (ValBulkItem *self, ValInstance *now, ValChangeState state)
{
  g_autofree char *other = state == VAL_CHANGE_CONFLICT ? describe_other (now) : NULL;

  _val_bulk_job_adopt (self->job, now);
  end (self, state, other);
}

static void
judge (ValBulkItem *self, ValInstance *now)
{
  if (is_new (self, now) && is_ours (self))
    end_written (self, now);
  else if (is_new (self, now))
    end_as_it_is (self, now, VAL_CHANGE_ALREADY);
  else if (self->not_kept)
    end_not_kept (self, now);
  else if (!is_old (self, now))
    end_as_it_is (self, now, VAL_CHANGE_CONFLICT);
  else
    {
      self->sent = FALSE;
      g_set_object (&self->now, now);
      if (_val_bulk_job_may_write (self->job))
        write_again (self);
      else
        _val_bulk_job_return_item (self->job, self, NULL);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ValBulkItem *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ValInstance) now = val_instances_api_get_finish (VAL_SESSION (source), result, &error);

  _val_bulk_job_note_answer (self->job, error);
  if (now == NULL && !give_back (self, error))
    end_unread (self, error->message);
  else if (now == NULL)
    return;
  else if (val_instance_get_id (now) != val_change_get_id (self->change) ||
           !val_instance_has_config (now))
    end_unread (self, _ ("The platform's answer lacks the configuration."));
  else
    judge (self, now);
}

/* @flags: new where this job has sent nothing yet; patient where nobody has: what was looked at is
 * to be written before others are looked at */
static void
look (ValBulkItem *self, ValRequestFlags flags)
{
  self->doing = VAL_CHANGE_CHECKING;
  _val_bulk_item_tell (self);
  val_instances_api_get_async (self->job->session, val_change_get_id (self->change), flags, NULL,
                               read_cb, self);
}

static void
read_now (ValBulkItem *self)
{
  look (self, VAL_REQUEST_NONE);
}

/* What a journal lost with its damaged end may have announced any row. */
static gboolean
looks_first (ValBulkItem *self)
{
  ValBulkRecord *record = self->job->record;

  return self->job->header->options.check_first ||
         (record != NULL && val_bulk_record_get_n_cut (record) > 0);
}

/* What waits for the platform's leave is not being written. */
void
_val_bulk_item_tell (ValBulkItem *self)
{
  val_change_set_state (self->change, self->job->held ? VAL_CHANGE_WAITING : self->doing, NULL);
}

/* Begins, or goes on with, what is to be done about an instance whose intent is on the disk. */
void
_val_bulk_item_run (ValBulkItem *self)
{
  if (self->sent)
    look (self, self->n_writes == 0 ? VAL_REQUEST_NEW : VAL_REQUEST_NONE);
  else if (looks_first (self))
    look (self, VAL_REQUEST_PATIENT | VAL_REQUEST_NEW);
  else
    write_again (self);
}
