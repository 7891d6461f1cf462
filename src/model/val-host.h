/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValHostKind:
 * @VAL_HOST_INVALID: no host at all
 * @VAL_HOST_NAME: a name that anyone may look up
 * @VAL_HOST_LOCAL_NAME: a name that has no meaning outside of one network
 * @VAL_HOST_LOCALHOST: a name of this computer
 * @VAL_HOST_METADATA: where clouds tell their machines about themselves, secrets included
 * @VAL_HOST_PRIVATE_ADDRESS: an address that is not reached from the internet
 * @VAL_HOST_PUBLIC_ADDRESS: any other address
 */
typedef enum
{
  VAL_HOST_INVALID,
  VAL_HOST_NAME,
  VAL_HOST_LOCAL_NAME,
  VAL_HOST_LOCALHOST,
  VAL_HOST_METADATA,
  VAL_HOST_PRIVATE_ADDRESS,
  VAL_HOST_PUBLIC_ADDRESS,
} ValHostKind;

/**
 * ValHost:
 * @kind: what it is
 * @ascii: (nullable): as it is looked up: lower case, punycode, no brackets, no dot at the end;
 * NULL where invalid
 * @international: whether it holds, or is written with, characters beyond ASCII
 * @trailing_dot: whether it ends with a dot
 */
typedef struct
{
  ValHostKind kind;
  char *ascii;
  gboolean international;
  gboolean trailing_dot;
} ValHost;

void val_host_parse (ValHost *host, const char *text);
void val_host_clear (ValHost *host);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ValHost, val_host_clear)

G_END_DECLS
