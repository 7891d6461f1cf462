/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-session.h"
#include "model/val-instance.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The calls that an instance answers, as the platform describes them. */
#define VAL_TYPE_DOCS_WINDOW (val_docs_window_get_type ())
G_DECLARE_FINAL_TYPE (ValDocsWindow, val_docs_window, VAL, DOCS_WINDOW, AdwWindow)

ValDocsWindow *val_docs_window_new (GtkWindow *parent, ValSession *session, ValInstance *instance);

G_END_DECLS
