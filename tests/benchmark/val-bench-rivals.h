/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The same requests by other means; each returns the seconds it took. */
double val_bench_run_curl (const char *base, guint n_requests, guint n_in_flight);
double val_bench_run_xargs (const char *base, guint n_requests, guint n_in_flight);
double val_bench_run_libsoup (const char *base, guint n_requests, guint n_in_flight);

G_END_DECLS
