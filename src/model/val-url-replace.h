/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-url-rule.h"

G_BEGIN_DECLS

/* A host, or host and port, as people type them.  Immutable. */
typedef struct _ValUrlHost ValUrlHost;

ValUrlHost *val_url_host_new (const char *text, GError **error);
void val_url_host_free (ValUrlHost *self);
ValUrlRuleResult val_url_replace_host (const ValUrlHost *from,
                                       const ValUrlHost *to,
                                       const char *old_url,
                                       char **url);

gboolean val_url_check_prefixes (const char *from, const char *to, GError **error);
ValUrlRuleResult val_url_replace_prefix (const char *from,
                                         const char *to,
                                         const char *old_url,
                                         char **url,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUrlHost, val_url_host_free)

G_END_DECLS
