/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox/val-sandbox.h"
#include "workspace/val-workspace.h"
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * ValTestPlatform:
 * @sandbox: runs, with five instances
 * @workspace: has an account on it open, and its instances
 * @decision: what the person at the browser presses: "allow" or "deny"
 * @landed: (nullable): where the browser was sent back to
 *
 * A sandbox, a workspace with an account on it, and a person with a browser.
 */
typedef struct
{
  ValSandbox *sandbox;
  ValWorkspace *workspace;
  const char *decision;
  char *landed;

  /*< private >*/
  char *folder;
  char *control_url;
  char *control_token;
  SoupSession *browser;
} ValTestPlatform;

ValTestPlatform *val_test_platform_new (ValSecretStore *keyring);
void val_test_platform_free (ValTestPlatform *self);
JsonNode *val_test_platform_control (ValTestPlatform *self,
                                     const char *method,
                                     const char *path,
                                     const char *body);
guint val_test_platform_count_requests (ValTestPlatform *self,
                                        const char *method,
                                        const char *path,
                                        char **body);
guint val_test_platform_count_posts (ValTestPlatform *self, char **body);
ValElement *val_test_platform_get_element (ValTestPlatform *self, const char *key);
void val_test_platform_browse (ValTestPlatform *self, const char *url);
void val_test_platform_wait_landed (ValTestPlatform *self);

G_END_DECLS
