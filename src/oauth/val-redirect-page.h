/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ValRedirectPage:
 * @VAL_REDIRECT_PAGE_DONE: the code has come
 * @VAL_REDIRECT_PAGE_DECLINED: the provider has said no
 * @VAL_REDIRECT_PAGE_NOT_OURS: the right address without the right answer
 * @VAL_REDIRECT_PAGE_NOT_FOUND: another address
 * @VAL_REDIRECT_PAGE_REFUSED: no request of a browser that was sent here
 */
typedef enum
{
  VAL_REDIRECT_PAGE_DONE,
  VAL_REDIRECT_PAGE_DECLINED,
  VAL_REDIRECT_PAGE_NOT_OURS,
  VAL_REDIRECT_PAGE_NOT_FOUND,
  VAL_REDIRECT_PAGE_REFUSED,
} ValRedirectPage;

GBytes *val_redirect_page_answer (guint status, ValRedirectPage page, gboolean is_head);

G_END_DECLS
