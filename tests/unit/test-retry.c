/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-retry.h"

#include <libsoup/soup.h>

/* Sun, 06 Nov 1994 08:49:37 GMT */
#define NOW G_GINT64_CONSTANT (784111777)

static gboolean
decide (guint status, guint number, const char *retry_after, double jitter, guint *wait_ms)
{
  ValAttempt attempt = { .idempotent = TRUE,
                         .number = number,
                         .status = status,
                         .retry_after = retry_after,
                         .now = NOW,
                         .jitter = jitter };

  *wait_ms = G_MAXUINT;
  return val_retry_decide (&attempt, wait_ms);
}

static void
test_statuses (void)
{
  for (guint status = 100; status < 600; status++)
    {
      gboolean expected =
          status == 408 || status == 429 || status == 502 || status == 503 || status == 504;
      guint wait_ms;

      g_assert_cmpint (decide (status, 1, NULL, 0.5, &wait_ms), ==, expected);
    }
}

static void
test_attempts (void)
{
  guint wait_ms;

  for (guint number = 1; number < 10; number++)
    g_assert_cmpint (decide (503, number, NULL, 0.5, &wait_ms), ==,
                     number < VAL_RETRY_MAX_ATTEMPTS);
  g_assert_false (decide (503, G_MAXUINT, NULL, 0.5, &wait_ms));
}

static void
test_never_what_cannot_be_repeated (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "no");
  ValAttempt by_status = { .number = 1, .status = 503, .jitter = 0.5 };
  ValAttempt by_error = { .number = 1, .error = error, .jitter = 0.5 };
  guint wait_ms;

  g_assert_false (val_retry_decide (&by_status, &wait_ms));
  g_assert_false (val_retry_decide (&by_error, &wait_ms));
}

typedef struct
{
  guint status;
  const char *retry_after;
  gboolean left;
  gboolean again;
} SingleCase;

/* Not once it may have been carried out; a refusal is none. */
static void
test_single (void)
{
  static const SingleCase cases[] = {
    { 0, NULL, FALSE, TRUE },  { 0, NULL, TRUE, FALSE },   { 429, NULL, TRUE, TRUE },
    { 429, "3", TRUE, TRUE },  { 503, "3", TRUE, TRUE },   { 503, NULL, TRUE, FALSE },
    { 503, "x", TRUE, FALSE }, { 408, NULL, TRUE, FALSE }, { 502, "3", TRUE, FALSE },
    { 504, "3", TRUE, FALSE }, { 500, NULL, TRUE, FALSE },
  };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "c");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ValAttempt attempt = { .idempotent = TRUE,
                             .single = TRUE,
                             .left = cases[i].left,
                             .number = 1,
                             .status = cases[i].status,
                             .error = cases[i].status == 0 ? error : NULL,
                             .retry_after = cases[i].retry_after,
                             .now = NOW,
                             .jitter = 0.5 };
      guint wait_ms;

      g_test_message ("case %u", i);
      g_assert_cmpint (val_retry_decide (&attempt, &wait_ms), ==, cases[i].again);
    }
}

/* A long job has more patience: a quarter of an hour. */
static void
test_paced_patience (void)
{
  static const char *const texts[] = { "60", "61", "900", "901" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint paced = 0; paced < 2; paced++)
      {
        ValAttempt attempt = { .idempotent = TRUE,
                               .paced = paced == 1,
                               .number = 1,
                               .status = 429,
                               .retry_after = texts[i],
                               .now = NOW };
        guint wait_ms;

        g_assert_cmpint (val_retry_decide (&attempt, &wait_ms), ==, i < (paced ? 3 : 1));
      }
}

typedef struct
{
  GQuark domain;
  int code;
  gboolean unreachable;
} ReachCase;

static void
test_unreachable (void)
{
  const ReachCase cases[] = {
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, TRUE },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, TRUE },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, TRUE },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, TRUE },
    { G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, TRUE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, TRUE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, TRUE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, FALSE },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, FALSE },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, FALSE },
  };

  g_assert_false (val_retry_is_unreachable (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "e");

      g_assert_cmpint (val_retry_is_unreachable (error), ==, cases[i].unreachable);
    }
}

typedef struct
{
  GQuark domain;
  int code;
  gboolean again;
} ErrorCase;

static void
test_errors (void)
{
  const ErrorCase cases[] = {
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, TRUE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, TRUE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, TRUE },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, TRUE },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, TRUE },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, TRUE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, TRUE },
    { G_TLS_ERROR, G_TLS_ERROR_EOF, TRUE },
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, FALSE },
    { G_IO_ERROR, G_IO_ERROR_INVALID_DATA, FALSE },
    { G_IO_ERROR, G_IO_ERROR_FAILED, FALSE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, FALSE },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, FALSE },
    { G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, FALSE },
    { G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, FALSE },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "why");
      ValAttempt attempt = { .idempotent = TRUE, .number = 1, .error = error, .jitter = 0.5 };
      guint wait_ms;

      g_assert_cmpint (val_retry_decide (&attempt, &wait_ms), ==, cases[i].again);
    }
}

static void
test_back_off (void)
{
  guint wait_ms;

  g_assert_true (decide (503, 1, NULL, 0.0, &wait_ms));
  g_assert_cmpuint (wait_ms, ==, 0);
  g_assert_true (decide (503, 1, NULL, 1.0, &wait_ms));
  g_assert_cmpuint (wait_ms, ==, 500);
  g_assert_true (decide (503, 2, NULL, 1.0, &wait_ms));
  g_assert_cmpuint (wait_ms, ==, 1000);
  g_assert_true (decide (503, 2, NULL, 0.25, &wait_ms));
  g_assert_cmpuint (wait_ms, ==, 250);
}

typedef struct
{
  const char *header;
  gboolean again;
  guint wait_ms; /* 250 is the back-off: the header says nothing */
} HeaderCase;

static void
test_retry_after (void)
{
  static const HeaderCase cases[] = {
    { "0", TRUE, 0 },
    { "1", TRUE, 1000 },
    { " 7 ", TRUE, 7000 },
    { "007", TRUE, 7000 },
    { "60", TRUE, 60000 },
    { "61", FALSE, 0 },
    { "86400", FALSE, 0 },
    { "4294967297", FALSE, 0 },
    { "18446744073709551617", FALSE, 0 },
    { "99999999999999999999999999999999999999999999999999", FALSE, 0 },
    { "-5", TRUE, 250 },
    { "1.5", TRUE, 250 },
    { "+3", TRUE, 250 },
    { "0x10", TRUE, 250 },
    { "1e3", TRUE, 250 },
    { "", TRUE, 250 },
    { "soon", TRUE, 250 },
    { "Sun, 32 Nov 1994 08:49:47 GMT", TRUE, 250 },
    { "Sun, 06 Nov 1994 08:49:47 GMT", TRUE, 10000 },
    { "Sunday, 06-Nov-94 08:49:47 GMT", TRUE, 10000 },
    { "Sun Nov  6 08:49:47 1994", TRUE, 10000 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", TRUE, 0 },
    { "Sun, 06 Nov 1994 08:00:00 GMT", TRUE, 0 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", TRUE, 0 },
    { "Sun, 06 Nov 1994 08:50:37 GMT", TRUE, 60000 },
    { "Sun, 06 Nov 1994 08:50:38 GMT", FALSE, 0 },
    { "Thu, 31 Dec 9998 23:59:59 GMT", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint wait_ms;
      gboolean again = decide (429, 1, cases[i].header, 0.5, &wait_ms);

      g_test_message ("Retry-After: %s", cases[i].header);
      g_assert_cmpint (again, ==, cases[i].again);
      if (again)
        g_assert_cmpuint (wait_ms, ==, cases[i].wait_ms);
    }
}

static void
test_any_header_is_survived (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      char text[16];
      guint wait_ms;
      gsize length = (gsize) g_test_rand_int_range (0, sizeof text);

      for (gsize j = 0; j < length; j++)
        text[j] = (char) g_test_rand_int_range (1, 256);
      text[length] = '\0';
      if (decide (503, 2, text, 1.0, &wait_ms))
        g_assert_cmpuint (wait_ms, <=, 60000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retry/statuses", test_statuses);
  g_test_add_func ("/retry/attempts", test_attempts);
  g_test_add_func ("/retry/never-what-cannot-be-repeated", test_never_what_cannot_be_repeated);
  g_test_add_func ("/retry/single", test_single);
  g_test_add_func ("/retry/paced-patience", test_paced_patience);
  g_test_add_func ("/retry/unreachable", test_unreachable);
  g_test_add_func ("/retry/errors", test_errors);
  g_test_add_func ("/retry/back-off", test_back_off);
  g_test_add_func ("/retry/retry-after", test_retry_after);
  g_test_add_func ("/retry/any-header-is-survived", test_any_header_is_survived);

  return g_test_run ();
}
