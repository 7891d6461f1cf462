/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/val-instance.h"
#include "oauth/val-redirect.h"
#include "workspace/val-connect-input.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *
val_connect_body_new (ValElement *element, const ValConnectInput *input, ValRedirect *redirect);
JsonNode *val_connect_body_new_reauthenticate (ValElement *element,
                                               ValInstance *instance,
                                               const ValConnectInput *input,
                                               ValRedirect *redirect);

G_END_DECLS
