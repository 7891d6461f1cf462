/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ValUsage:
 * @id: (nullable): traffic id
 * @status: (nullable): SUCCESS, FAILED or another word
 * @date: (nullable): when, as the platform writes it
 * @process_time: milliseconds, or -1
 * @uri: (nullable): what was asked for
 * @ip: (nullable): who asked
 * @api: (nullable): method and path as the element's documentation has them
 * @element: (nullable): name or key of the element
 * @instance: (nullable): name of the instance
 * @user: (nullable): id of the user
 * @account: (nullable): id of the account
 *
 * The platform's own record of a request (contract 3.10).
 */
typedef struct
{
  char *id;
  char *status;
  char *date;
  gint64 process_time;
  char *uri;
  char *ip;
  char *api;
  char *element;
  char *instance;
  char *user;
  char *account;
} ValUsage;

ValUsage *val_usage_new_from_json (JsonObject *object);
void val_usage_free (ValUsage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUsage, val_usage_free)

G_END_DECLS
