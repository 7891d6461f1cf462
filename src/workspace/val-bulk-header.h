/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib-object.h>

G_BEGIN_DECLS

#define VAL_BULK_MAX_CONCURRENCY 64

/**
 * ValBulkOptions:
 * @concurrency: requests in flight at most, 1 to %VAL_BULK_MAX_CONCURRENCY
 * @rate: requests in any one second at most, or 0 for no bound
 * @check_first: whether the present value is read before it is overwritten
 * @canary: whether one, then 5 %, then the rest, each only once the part before went well
 * @error_budget: out of a hundred as many may fail before the job stops by itself, 0 to 100
 */
typedef struct
{
  guint concurrency;
  guint rate;
  gboolean check_first;
  gboolean canary;
  guint error_budget;
} ValBulkOptions;

/* What a journal begins with. */
#define VAL_TYPE_BULK_HEADER (val_bulk_header_get_type ())

/**
 * ValBulkHeader:
 * @id: of the job, a UUID
 * @account_uuid: of the account
 * @account_name: its name then
 * @base_url: where its requests go
 * @rule: what the job does, for people (val_url_rule_describe ())
 * @undo_of: (nullable): id of the job that it takes back
 * @created: seconds since the epoch
 * @n_rows: how many instances the plan is about, those that are left alone too
 * @n_ticked: how many of them it changes
 * @options: how it runs
 */
typedef struct
{
  char *id;
  char *account_uuid;
  char *account_name;
  char *base_url;
  char *rule;
  char *undo_of;
  gint64 created;
  guint n_rows;
  guint n_ticked;
  ValBulkOptions options;
} ValBulkHeader;

GType val_bulk_header_get_type (void);
ValBulkHeader *
val_bulk_header_new (ValAccount *account, const char *rule, const ValBulkOptions *options);
ValBulkHeader *val_bulk_header_new_like (const ValBulkHeader *other,
                                         const char *rule,
                                         const ValBulkOptions *options);
ValBulkHeader *val_bulk_header_copy (const ValBulkHeader *self);
gboolean val_bulk_header_is_of (const ValBulkHeader *self, ValAccount *account);
void val_bulk_header_free (ValBulkHeader *self);
void val_bulk_options_init (ValBulkOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValBulkHeader, val_bulk_header_free)

G_END_DECLS
