/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/val-redirect-request.h"

#include "util/val-secret.h"

#include <string.h>

#define TOKEN "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum
{
  OK = 200,
  BAD_REQUEST = 400,
  METHOD_NOT_ALLOWED = 405,
  MISDIRECTED = 421,
  VERSION_NOT_SUPPORTED = 505,
};

static gboolean
is_graphic (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_token (const char *text)
{
  return *text != '\0' && text[strspn (text, TOKEN)] == '\0';
}

/* Lines end with both CR and LF, and neither stands alone: what reads them otherwise would see
 * other headers than we do. */
static gboolean
has_stray_control (const char *line)
{
  for (; *line != '\0'; line++)
    if (g_ascii_iscntrl (*line) && *line != '\t')
      return TRUE;
  return FALSE;
}

static gboolean
is_our_host (const char *host, guint16 port)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *full = g_strdup_printf ("%s:%u", names[i], port);

      if (g_ascii_strcasecmp (host, full) == 0 ||
          (port == 80 && g_ascii_strcasecmp (host, names[i]) == 0))
        return TRUE;
    }
  return FALSE;
}

static guint
parse_target (const char *target, ValRedirectRequest *request)
{
  const char *question = strchr (target, '?');
  g_autofree char *raw_path = NULL;

  if (*target != '/' || !is_graphic (target) || strchr (target, '#') != NULL)
    return BAD_REQUEST;
  raw_path = g_strndup (target, question != NULL ? (gsize) (question - target) : strlen (target));
  request->path = g_uri_unescape_string (raw_path, NULL);
  request->query = question != NULL ? g_strdup (question + 1) : NULL;
  return request->path != NULL ? OK : BAD_REQUEST;
}

static guint
parse_request_line (const char *line, ValRedirectRequest *request)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) != 3 || !is_token (words[0]) || !g_str_has_prefix (words[2], "HTTP/"))
    return BAD_REQUEST;
  if (!g_str_equal (words[2], "HTTP/1.1") && !g_str_equal (words[2], "HTTP/1.0"))
    return VERSION_NOT_SUPPORTED;
  request->is_head = g_str_equal (words[0], "HEAD");
  if (!request->is_head && !g_str_equal (words[0], "GET"))
    return METHOD_NOT_ALLOWED;
  return parse_target (words[1], request);
}

/* A browser that was sent here brings no body: what follows the head is not looked at. */
static guint
parse_header (char *line, guint16 port, guint *n_hosts)
{
  char *colon = strchr (line, ':');
  const char *value = NULL;

  if (colon == NULL || has_stray_control (line))
    return BAD_REQUEST;
  *colon = '\0';
  value = g_strstrip (colon + 1);
  if (!is_token (line) || g_ascii_strcasecmp (line, "Transfer-Encoding") == 0)
    return BAD_REQUEST;
  if (g_ascii_strcasecmp (line, "Content-Length") == 0 && !g_str_equal (value, "0"))
    return BAD_REQUEST;
  if (g_ascii_strcasecmp (line, "Host") != 0)
    return OK;
  if (++*n_hosts > 1)
    return BAD_REQUEST;
  return is_our_host (value, port) ? OK : MISDIRECTED;
}

static guint
parse_headers (char **lines, guint16 port)
{
  guint n_hosts = 0;
  guint worst = OK;

  for (char **line = lines; *line != NULL && **line != '\0'; line++)
    {
      guint status = parse_header (*line, port, &n_hosts);

      if (status == BAD_REQUEST)
        return status;
      worst = MAX (worst, status);
    }
  return n_hosts == 1 ? worst : BAD_REQUEST;
}

static void
wipe_lines (char **lines)
{
  for (char **line = lines; *line != NULL; line++)
    val_secret_free (*line);
  g_free (lines);
}

/**
 * val_redirect_request_is_whole:
 * @bytes: what has come so far
 * @length: how many
 *
 * Returns: whether the blank line is there that ends the head of a request
 */
gboolean
val_redirect_request_is_whole (const char *bytes, gsize length)
{
  return g_strstr_len (bytes, (gssize) length, "\r\n\r\n") != NULL;
}

/**
 * val_redirect_request_parse:
 * @bytes: the head of a request
 * @length: how many bytes it has
 * @port: the port it came to, which its Host header must name with one of loopback's names; a page
 *   of the web that has its name point to loopback is refused by this
 * @request: (out caller-allocates): what was asked for, empty to begin with
 *
 * Returns: 200, or the HTTP status to refuse it with
 */
guint
val_redirect_request_parse (const char *bytes,
                            gsize length,
                            guint16 port,
                            ValRedirectRequest *request)
{
  g_autoptr (ValSecretString) text = NULL;
  char **lines = NULL;
  guint status = BAD_REQUEST;
  guint line_status = BAD_REQUEST;

  g_return_val_if_fail (bytes != NULL && request != NULL, BAD_REQUEST);

  if (memchr (bytes, '\0', length) != NULL || !val_redirect_request_is_whole (bytes, length))
    return BAD_REQUEST;
  text = g_strndup (bytes, length);
  lines = g_strsplit (text, "\r\n", -1);
  line_status = has_stray_control (lines[0]) ? BAD_REQUEST : parse_request_line (lines[0], request);
  status = parse_headers (lines + 1, port);
  wipe_lines (lines);
  return line_status == BAD_REQUEST || status == OK ? line_status : status;
}

/**
 * val_redirect_request_clear:
 * @request: a request
 *
 * Wipes what it holds.
 */
void
val_redirect_request_clear (ValRedirectRequest *request)
{
  val_secret_clear (&request->path);
  val_secret_clear (&request->query);
}
