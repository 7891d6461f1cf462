/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VAL_TYPE_APPLICATION (val_application_get_type ())
G_DECLARE_FINAL_TYPE (ValApplication, val_application, VAL, APPLICATION, AdwApplication)

ValApplication *val_application_new (void);

G_END_DECLS
