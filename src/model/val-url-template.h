/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "val-types.h"
#include <glib.h>

G_BEGIN_DECLS

/* A URL with places for what is different in each instance: `{instance.id}`.  Immutable. */
typedef struct _ValUrlTemplate ValUrlTemplate;

ValUrlTemplate *val_url_template_new (const char *text, GError **error);
void val_url_template_free (ValUrlTemplate *self);
char *val_url_template_expand (ValUrlTemplate *self,
                               ValInstance *instance,
                               const char *base_url,
                               GError **error);
const char *const *val_url_template_list_placeholders (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValUrlTemplate, val_url_template_free)

G_END_DECLS
