/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Faults on demand, read from a file or put at /sandbox/faults:
 *
 *   {
 *     "seed": 7,                 of "probability"; 0 where it is missing
 *     "tooLargeStatus": 429,     instead of 413 for bodies over 8 MB
 *     "rules": [ {
 *       which requests; each member may be missing:
 *       "method": "PATCH",
 *       "path": "/elements/api-v2/instances/?*",    with * and ?, against the whole path
 *       when, counted over those requests:
 *       "after": 3,              the first three pass
 *       "every": 5,              then each fifth
 *       "times": 2,              at most twice
 *       "probability": 0.1,
 *       "perSecond": 20,         only what exceeds 20 in the last second
 *       what happens:
 *       "latencyMs": 200, "jitterMs": 50,           up to so much longer
 *       "status": 503, "message": "…", "retryAfter": "2",
 *       "retryAfterDate": true,  as the date at which these seconds are over
 *       "applied": true,         the request is carried out all the same
 *       "body": "<html>…", "contentType": "text/html",
 *       "reset": true,           the connection is reset instead of an answer
 *       "truncate": 40,          the connection ends after 40 bytes of the body
 *       "badJson": true,         half of the JSON text
 *       "patchMode": "ignore"    PATCH of an instance changes no configuration;
 *                    "replace"   loses the values that it does not name;
 *                    "pretend"   answers the new values and keeps the old
 *     } ]
 *   }
 *
 * The first rule that applies is the only one.  Requests to /sandbox/ are never disturbed.
 */
#include "sandbox/val-sandbox-private.h"

#include "util/val-error.h"
#include "util/val-json.h"

#include <math.h>

typedef struct
{
  char *method;
  GPatternSpec *path;
  guint64 after;
  guint64 every;
  guint64 times;
  double probability;
  guint per_second;
  guint64 seen;
  guint64 fired;
  GQueue recent; /* of times in microseconds, as pointers to copies */
  ValSandboxFault *fault;
} Rule;

struct _ValSandboxFaults
{
  GPtrArray *rules; /* (element-type Rule) */
  GRand *random;
  guint too_large;
};

static void
fault_clear (gpointer data)
{
  ValSandboxFault *fault = data;

  g_free (fault->body);
  g_free (fault->message);
  g_free (fault->content_type);
  g_free (fault->retry_after);
}

/**
 * val_sandbox_fault_unref:
 * @fault: (transfer full) (nullable): from val_sandbox_faults_pick ()
 */
void
val_sandbox_fault_unref (ValSandboxFault *fault)
{
  if (fault != NULL)
    g_rc_box_release_full (fault, fault_clear);
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->method);
  g_clear_pointer (&rule->path, g_pattern_spec_free);
  g_queue_clear_full (&rule->recent, g_free);
  val_sandbox_fault_unref (rule->fault);
  g_free (rule);
}

/**
 * val_sandbox_faults_new:
 *
 * Returns: (transfer full): no faults
 */
ValSandboxFaults *
val_sandbox_faults_new (void)
{
  ValSandboxFaults *self = g_new0 (ValSandboxFaults, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->random = g_rand_new_with_seed (0);
  self->too_large = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  return self;
}

/**
 * val_sandbox_faults_free:
 * @self: (transfer full): faults
 */
void
val_sandbox_faults_free (ValSandboxFaults *self)
{
  g_ptr_array_unref (self->rules);
  g_rand_free (self->random);
  g_free (self);
}

static ValSandboxPatchMode
read_patch_mode (JsonObject *json)
{
  const char *text = val_json_get_string (json, "patchMode");

  if (g_strcmp0 (text, "ignore") == 0)
    return VAL_SANDBOX_PATCH_IGNORE;
  if (g_strcmp0 (text, "replace") == 0)
    return VAL_SANDBOX_PATCH_REPLACE;
  return g_strcmp0 (text, "pretend") == 0 ? VAL_SANDBOX_PATCH_PRETEND : VAL_SANDBOX_PATCH_MERGE;
}

static ValSandboxFault *
read_fault (JsonObject *json)
{
  ValSandboxFault *fault = g_rc_box_new0 (ValSandboxFault);
  const char *message = val_json_get_string (json, "message");
  const char *type = val_json_get_string (json, "contentType");

  fault->latency_ms = (guint) CLAMP (val_json_get_int (json, "latencyMs", 0), 0, G_MAXINT);
  fault->jitter_ms = (guint) CLAMP (val_json_get_int (json, "jitterMs", 0), 0, G_MAXINT - 1);
  fault->status = (guint) val_json_get_int (json, "status", 0);
  fault->body = g_strdup (val_json_get_string (json, "body"));
  fault->message = g_strdup (message != NULL ? message : "A fault that was asked for");
  fault->content_type = g_strdup (type != NULL ? type : "application/json");
  fault->retry_after = val_json_dup_text (json, "retryAfter");
  fault->retry_after_date = val_json_get_bool (json, "retryAfterDate", FALSE);
  fault->truncate = val_json_get_int (json, "truncate", -1);
  fault->applied = val_json_get_bool (json, "applied", FALSE);
  fault->reset = val_json_get_bool (json, "reset", FALSE);
  fault->bad_json = val_json_get_bool (json, "badJson", FALSE);
  fault->patch_mode = read_patch_mode (json);
  return fault;
}

static double
read_probability (JsonObject *json)
{
  g_autofree char *text = val_json_dup_text (json, "probability");

  return text != NULL ? g_ascii_strtod (text, NULL) : 1.0;
}

static Rule *
read_rule (JsonObject *json)
{
  Rule *rule = g_new0 (Rule, 1);
  const char *path = val_json_get_string (json, "path");

  rule->method = g_strdup (val_json_get_string (json, "method"));
  rule->path = path != NULL ? g_pattern_spec_new (path) : NULL;
  rule->after = (guint64) val_json_get_int (json, "after", 0);
  rule->every = (guint64) val_json_get_int (json, "every", 1);
  rule->times = (guint64) val_json_get_int (json, "times", G_MAXINT64);
  rule->probability = read_probability (json);
  rule->per_second = (guint) val_json_get_int (json, "perSecond", 0);
  rule->fault = read_fault (json);
  g_queue_init (&rule->recent);
  return rule;
}

static const char *
find_mistake (JsonObject *json)
{
  static const char *const known[] = {
    "method",    "path",    "after",     "every",      "times",    "probability",    "perSecond",
    "latencyMs", "status",  "message",   "applied",    "body",     "contentType",    "reset",
    "truncate",  "badJson", "patchMode", "retryAfter", "jitterMs", "retryAfterDate", NULL,
  };
  g_autoptr (GList) names = json_object_get_members (json);
  gint64 status = val_json_get_int (json, "status", 200);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      return l->data;
  if (status < 200 || status > 599)
    return "status";
  return val_json_get_int (json, "every", 1) < 1 ? "every" : NULL;
}

static gboolean
check_rules (JsonArray *rules, GError **error)
{
  for (guint i = 0; i < json_array_get_length (rules); i++)
    {
      JsonObject *json = val_json_node_object (json_array_get_element (rules, i));
      const char *mistake = json != NULL ? find_mistake (json) : "object";

      if (mistake == NULL)
        continue;
      g_set_error (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT, "Rule %u of the faults: %s", i + 1,
                   mistake);
      return FALSE;
    }
  return TRUE;
}

/**
 * val_sandbox_faults_set:
 * @node: see the top of this file
 * @error: #VAL_ERROR_INVALID_INPUT, and the faults stay as they were
 *
 * Returns: whether these are the faults from now on
 */
gboolean
val_sandbox_faults_set (ValSandboxFaults *self, JsonNode *node, GError **error)
{
  JsonObject *object = val_json_node_object (node);
  JsonArray *rules = val_json_get_array (object, "rules");

  if (rules == NULL)
    {
      g_set_error_literal (error, VAL_ERROR, VAL_ERROR_INVALID_INPUT,
                           "Faults need an array named rules");
      return FALSE;
    }
  if (!check_rules (rules, error))
    return FALSE;
  val_sandbox_faults_clear (self);
  self->too_large = (guint) val_json_get_int (object, "tooLargeStatus", self->too_large);
  g_rand_set_seed (self->random, (guint32) val_json_get_int (object, "seed", 0));
  for (guint i = 0; i < json_array_get_length (rules); i++)
    g_ptr_array_add (self->rules, read_rule (json_array_get_object_element (rules, i)));
  return TRUE;
}

/**
 * val_sandbox_faults_load:
 * @path: of a file; read in the sandbox's thread before it listens
 * @error: why it cannot be used
 *
 * Returns: whether these are the faults from now on
 */
gboolean
val_sandbox_faults_load (ValSandboxFaults *self, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  node = val_json_parse (text, length, error);
  return node != NULL && val_sandbox_faults_set (self, node, error);
}

/**
 * val_sandbox_faults_clear:
 *
 * From now on nothing fails.
 */
void
val_sandbox_faults_clear (ValSandboxFaults *self)
{
  g_ptr_array_set_size (self->rules, 0);
  self->too_large = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
}

/**
 * val_sandbox_faults_draw_latency:
 * @fault: one of these faults
 *
 * Returns: how many milliseconds the answer is to be held back
 */
guint
val_sandbox_faults_draw_latency (ValSandboxFaults *self, const ValSandboxFault *fault)
{
  gint32 jitter = (gint32) fault->jitter_ms;

  return fault->latency_ms +
         (jitter > 0 ? (guint) g_rand_int_range (self->random, 0, jitter + 1) : 0);
}

/**
 * val_sandbox_faults_too_large:
 *
 * Returns: status for a body over 8 MB, which has been 413 and 429 (contract 4)
 */
guint
val_sandbox_faults_too_large (ValSandboxFaults *self)
{
  return self->too_large;
}

static gboolean
exceeds_pace (Rule *rule, gint64 now)
{
  gint64 *oldest;

  if (rule->per_second == 0)
    return TRUE;
  while ((oldest = g_queue_peek_head (&rule->recent)) != NULL && now - *oldest >= G_USEC_PER_SEC)
    g_free (g_queue_pop_head (&rule->recent));
  if (g_queue_get_length (&rule->recent) >= rule->per_second)
    return TRUE;
  g_queue_push_tail (&rule->recent, g_memdup2 (&now, sizeof now));
  return FALSE;
}

static gboolean
fires (ValSandboxFaults *self, Rule *rule, gint64 now)
{
  if (++rule->seen <= rule->after || rule->fired >= rule->times)
    return FALSE;
  if ((rule->seen - rule->after) % rule->every != 0 || !exceeds_pace (rule, now))
    return FALSE;
  if (rule->probability < 1.0 && g_rand_double (self->random) >= rule->probability)
    return FALSE;
  rule->fired++;
  return TRUE;
}

/**
 * val_sandbox_faults_pick:
 * @method: of a request
 * @path: of the request, as it came
 * @now: monotonic time in microseconds
 *
 * Returns: (transfer full) (nullable): what is to happen to the request
 */
ValSandboxFault *
val_sandbox_faults_pick (ValSandboxFaults *self, const char *method, const char *path, gint64 now)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      Rule *rule = g_ptr_array_index (self->rules, i);

      if (rule->method != NULL && !g_str_equal (rule->method, method))
        continue;
      if (rule->path != NULL && !g_pattern_spec_match_string (rule->path, path))
        continue;
      if (fires (self, rule, now))
        return g_rc_box_acquire (rule->fault);
    }
  return NULL;
}
