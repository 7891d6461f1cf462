/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/val-application.h"
#include "ui/val-search-provider.h"
#include "ui/val-window.h"

G_BEGIN_DECLS

struct _ValApplication
{
  AdwApplication parent_instance;

  ValWorkspace *workspace;            /* (owned) (nullable): from startup on */
  ValSearchProvider *search_provider; /* (owned) */

  /* From the command line. */
  char *sandbox_url;  /* (owned) (nullable): empty to embed one */
  char *element_key;  /* (owned) (nullable): empty to let the user choose */
  gint64 instance_id; /* 0 where none is asked for */
};

ValWindow *_val_application_open_window (ValApplication *self);
void _val_application_add_launch_options (ValApplication *self);
void _val_application_add_launch_actions (ValApplication *self);
int _val_application_handle_local_options (GApplication *application, GVariantDict *options);
void _val_application_clear_launch (ValApplication *self);

G_END_DECLS
