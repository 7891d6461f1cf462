/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Chooses one hub of the catalogue, or all; each is shown with the number of its elements.
 * Properties: elements (nullable GListModel of ValElement), hub (nullable key, NULL for all). */
#define VAL_TYPE_HUB_CHOICE (val_hub_choice_get_type ())
G_DECLARE_FINAL_TYPE (ValHubChoice, val_hub_choice, VAL, HUB_CHOICE, AdwBin)

void val_hub_choice_set_elements (ValHubChoice *self, GListModel *elements);
const char *val_hub_choice_get_hub (ValHubChoice *self);

G_END_DECLS
