/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect-page.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  const char *mark;
  const char *title;
  const char *text;
} PageText;

static const PageText page_texts[] = {
  [VAL_REDIRECT_PAGE_DONE] = { "✓", N_ ("You Can Go Back to Valence"),
                               N_ ("The provider's answer has arrived. This page can be closed.") },
  [VAL_REDIRECT_PAGE_DECLINED] = { "✕", N_ ("Access Was Not Granted"),
                                   N_ ("Nothing was changed. Valence shows what the provider "
                                       "said. This page can be closed.") },
  [VAL_REDIRECT_PAGE_NOT_OURS] = { "?", N_ ("Not the Expected Answer"),
                                   N_ ("It may belong to an earlier attempt. Valence goes on "
                                       "waiting: use the provider's page that it opened last, or "
                                       "go back to Valence and start again.") },
  [VAL_REDIRECT_PAGE_NOT_FOUND] = { "?", N_ ("Nothing to See Here"),
                                    N_ ("Valence waits for a provider's answer at another "
                                        "address. This page can be closed.") },
  [VAL_REDIRECT_PAGE_REFUSED] = { "!", N_ ("Request Not Understood"),
                                  N_ ("Valence goes on waiting for the provider's answer. Go back "
                                      "to the provider's page, or to Valence.") },
};

static const char style[] =
    ":root{color-scheme:light dark;--back:#fafafa;--card:#fff;--text:#2e3436;--mark:#1c71d8}"
    "@media(prefers-color-scheme:dark){"
    ":root{--back:#242424;--card:#363636;--text:#fff;--mark:#78aeed}}"
    "body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;"
    "background:var(--back);color:var(--text);font:1rem/1.5 Cantarell,system-ui,sans-serif}"
    "main{box-sizing:border-box;max-width:30rem;margin:1rem;padding:2.5rem 2rem;"
    "text-align:center;background:var(--card);border-radius:.75rem;"
    "box-shadow:0 1px 6px rgba(0,0,0,.25)}"
    "span{font-size:3rem;line-height:1;color:var(--mark)}"
    "h1{font-size:1.5rem;line-height:1.25;margin:1rem 0 .5rem}p{margin:0}";

/* Nothing that came with the request is repeated here, so nothing in it can do harm. */
static char *
make_html (const PageText *text)
{
  const char *title = _ (text->title);

  return g_markup_printf_escaped (
      "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\">"
      "<title>%s</title><style>%s</style></head>\n"
      "<body><main><span aria-hidden=\"true\">%s</span><h1>%s</h1><p>%s</p></main></body></html>\n",
      /* Translators: the code of your language for HTML, such as "de" or "pt-BR". */
      _ ("en"), title, style, text->mark, title, _ (text->text));
}

/**
 * val_redirect_page_answer:
 * @status: HTTP status
 * @page: which page
 * @is_head: whether to leave the page itself out
 *
 * The page needs nothing from elsewhere and no script, and asks not to be kept or framed.
 *
 * Returns: (transfer full): a whole HTTP answer
 */
GBytes *
val_redirect_page_answer (guint status, ValRedirectPage page, gboolean is_head)
{
  g_autofree char *html = NULL;
  char *answer = NULL;

  g_return_val_if_fail ((guint) page < G_N_ELEMENTS (page_texts), NULL);

  html = make_html (&page_texts[page]);
  answer = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                            "Content-Type: text/html; charset=utf-8\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                            "Cache-Control: no-store\r\n"
                            "Referrer-Policy: no-referrer\r\n"
                            "Content-Security-Policy: default-src 'none'; "
                            "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                            "frame-ancestors 'none'\r\n"
                            "X-Frame-Options: DENY\r\n"
                            "X-Content-Type-Options: nosniff\r\n"
                            "%s"
                            "Connection: close\r\n"
                            "\r\n%s",
                            status, soup_status_get_phrase (status), strlen (html),
                            status == SOUP_STATUS_METHOD_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "",
                            is_head ? "" : html);
  return g_bytes_new_take (answer, strlen (answer));
}
