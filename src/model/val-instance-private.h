/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"

G_BEGIN_DECLS

/* Which of the members that the platform may leave out were there (contract 3.2). */
typedef enum
{
  HAS_NAME = 1 << 0,
  HAS_TAGS = 1 << 1,
  HAS_VALID = 1 << 2,
  HAS_DISABLED = 1 << 3,
  HAS_EVENTS = 1 << 4,
  HAS_TRACE = 1 << 5,
} Members;

struct _ValInstance
{
  GObject parent_instance;

  gint64 id;
  Members members;
  char *name;
  char *element_key;
  char *element_name;
  GStrv tags;
  char *created;
  char *token;
  GHashTable *config;     /* (nullable): of texts; not changed, and shared with others */
  char *callback_url;     /* (nullable): where it is known without the configuration */
  char *search_text;      /* (nullable): made when asked for */
  char *name_sort_key;    /* (nullable): made when asked for */
  char *element_sort_key; /* (nullable): made when asked for */
  ValHealth *health;      /* (nullable) */
  gboolean valid;
  gboolean disabled;
  gboolean events_enabled;
  gboolean trace_logging;
};

ValInstance *val_instance_new_empty (void);
void val_instance_read_member (ValInstance *self, const char *name, ValJsonReader *reader);
char *val_instance_make_search_text (ValInstance *self);

G_END_DECLS
