/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-connect-job.h"

G_BEGIN_DECLS

JsonNode *
val_connect_body_new (ValElement *element, const ValConnectInput *input, ValRedirect *redirect);

G_END_DECLS
