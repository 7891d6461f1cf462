/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/val-exchange.h"
#include "workspace/val-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One request in full, a way to repeat it, and what the platform recorded of it. */
#define VAL_TYPE_REQUEST_DETAIL (val_request_detail_get_type ())
G_DECLARE_FINAL_TYPE (ValRequestDetail, val_request_detail, VAL, REQUEST_DETAIL, AdwBin)

void
val_request_detail_show (ValRequestDetail *self, ValWorkspace *workspace, ValExchange *exchange);

G_END_DECLS
