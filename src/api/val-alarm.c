/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/val-alarm.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define UNSET        (-1)
#define NS_IN_A_USEC 1000

struct _ValAlarm
{
  GSource *source; /* ready when @timer is, or when it was rung */
  int timer;
  gint64 at;
};

static gboolean
dispatch_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, UNSET);
  return callback (user_data);
}

static void
set_timer (ValAlarm *self, gint64 at)
{
  struct itimerspec when = { 0 };

  if (at != VAL_ALARM_NEVER)
    {
      when.it_value.tv_sec = at / G_USEC_PER_SEC;
      when.it_value.tv_nsec = at % G_USEC_PER_SEC * NS_IN_A_USEC;
    }
  if (timerfd_settime (self->timer, TFD_TIMER_ABSTIME, &when, NULL) != 0)
    g_error ("No time can be set: %s", g_strerror (errno));
}

/**
 * val_alarm_new:
 * @name: (type static): what it is, for debugging
 * @callback: called whenever it goes off; returns %G_SOURCE_CONTINUE
 * @user_data: for @callback
 *
 * Goes off in the main context that is the caller's now.  Like the main context itself it cannot do
 * without a file descriptor.
 *
 * Returns: (transfer full): an alarm that is not set
 */
ValAlarm *
val_alarm_new (const char *name, GSourceFunc callback, gpointer user_data)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_cb };
  ValAlarm *self = g_new0 (ValAlarm, 1);

  self->timer = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer < 0)
    g_error ("No timer: %s", g_strerror (errno));
  self->at = VAL_ALARM_NEVER;
  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->source, name);
  g_source_set_callback (self->source, callback, user_data, NULL);
  g_source_add_unix_fd (self->source, self->timer, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * val_alarm_free:
 * @self: (transfer full): an alarm
 *
 * It does not go off any more.
 */
void
val_alarm_free (ValAlarm *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->timer);
  g_free (self);
}

/**
 * val_alarm_set:
 * @self: an alarm
 * @at: a time of g_get_monotonic_time (), past ones too, or %VAL_ALARM_NEVER
 *
 * Sets when it goes off, again and again from then on, until it is set anew.
 */
void
val_alarm_set (ValAlarm *self, gint64 at)
{
  g_return_if_fail (self != NULL);

  if (at == self->at)
    return;
  self->at = at;
  set_timer (self, MAX (at, 1));
}

/**
 * val_alarm_ring:
 * @self: an alarm
 *
 * Lets it go off once, as soon as may be, whatever it is set to.  May be called in any thread.
 */
void
val_alarm_ring (ValAlarm *self)
{
  g_return_if_fail (self != NULL);

  g_source_set_ready_time (self->source, 0);
}
