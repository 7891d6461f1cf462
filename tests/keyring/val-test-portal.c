/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/val-test-portal.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#define DESKTOP_NAME "org.freedesktop.portal.Desktop"
#define DESKTOP_PATH "/org/freedesktop/portal/desktop"
#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define KEY_SIZE     64
#define INTERVAL     10 /* ms */

struct _ValTestPortal
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GDBusConnection *bus;
  char *caller;
  char *request;
  GSource *answering;
  int answer;        /* (atomic): ValTestPortalAnswer */
  int asked;         /* (atomic) */
  int service_calls; /* (atomic) */
};

static const char interface_xml[] =
    "<node><interface name='org.freedesktop.portal.Secret'>"
    "<method name='RetrieveSecret'>"
    "<arg type='h' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<property name='version' type='u' access='read'/>"
    "</interface></node>";

static void
hand_out_key (GDBusMethodInvocation *invocation, int handle)
{
  GUnixFDList *descriptors =
      g_dbus_message_get_unix_fd_list (g_dbus_method_invocation_get_message (invocation));
  g_autoptr (GError) error = NULL;
  int descriptor = g_unix_fd_list_get (descriptors, handle, &error);
  char key[KEY_SIZE];

  g_assert_no_error (error);
  memset (key, 'k', sizeof key);
  g_assert_cmpint (write (descriptor, key, sizeof key), ==, sizeof key);
  close (descriptor);
}

/* The name of a request is the caller's to choose; libsecret 0.20 does not. */
static char *
request_path (const char *sender, GVariant *options)
{
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token = "test";

  g_variant_lookup (options, "handle_token", "&s", &token);
  return g_strdup_printf (DESKTOP_PATH "/request/%s/%s", name, token);
}

static gboolean
answer_cb (gpointer user_data)
{
  ValTestPortal *self = user_data;

  g_dbus_connection_emit_signal (
      self->bus, self->caller, self->request, "org.freedesktop.portal.Request", "Response",
      g_variant_new ("(ua{sv})", (guint) g_atomic_int_get (&self->answer), NULL), NULL);
  return G_SOURCE_CONTINUE;
}

static void
stop_answering (ValTestPortal *self)
{
  if (self->answering != NULL)
    g_source_destroy (self->answering);
  g_clear_pointer (&self->answering, g_source_unref);
  g_clear_pointer (&self->caller, g_free);
  g_clear_pointer (&self->request, g_free);
}

/* libsecret 0.20 listens only after the call has returned, so the answer is given until the next
 * question comes. */
static void
start_answering (ValTestPortal *self, const char *caller, GVariant *options)
{
  stop_answering (self);
  self->caller = g_strdup (caller);
  self->request = request_path (caller, options);
  self->answering = g_timeout_source_new (INTERVAL);
  g_source_set_callback (self->answering, answer_cb, self, NULL);
  g_source_attach (self->answering, self->context);
}

static void
method_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  ValTestPortal *self = user_data;
  g_autoptr (GVariant) options = NULL;
  int handle = 0;

  g_atomic_int_inc (&self->asked);
  g_variant_get (parameters, "(h@a{sv})", &handle, &options);
  if (g_atomic_int_get (&self->answer) == VAL_TEST_PORTAL_GIVES)
    hand_out_key (invocation, handle);
  start_answering (self, sender, options);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", self->request));
}

static GVariant *
property_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  return g_variant_new_uint32 (1);
}

/* Called in the connection's own thread. */
static GDBusMessage *
count_calls (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  ValTestPortal *self = user_data;

  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
      g_str_has_prefix (g_dbus_message_get_path (message), SERVICE_PATH))
    g_atomic_int_inc (&self->service_calls);
  return message;
}

static void
own_name (GDBusConnection *bus, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

static void
connect_to_bus (ValTestPortal *self)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  self->bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (self->bus, count_calls, self, NULL);
}

static void export(ValTestPortal *self)
{
  const GDBusInterfaceVTable vtable = { .method_call = method_cb, .get_property = property_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (self->bus, DESKTOP_PATH, node->interfaces[0], &vtable, self,
                                     NULL, &error);
  g_assert_no_error (error);
}

static gpointer
serve (gpointer user_data)
{
  ValTestPortal *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

ValTestPortal *
val_test_portal_start (ValTestPortalAnswer answer)
{
  ValTestPortal *self = g_new0 (ValTestPortal, 1);

  self->answer = (int) answer;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  connect_to_bus (self);
  /* Calls are taken in the context that is the default one while the object is registered. */
  g_main_context_push_thread_default (self->context);
  export(self);
  g_main_context_pop_thread_default (self->context);
  own_name (self->bus, DESKTOP_NAME);
  own_name (self->bus, SERVICE_NAME);
  self->thread = g_thread_new ("portal", serve, self);
  return self;
}

void
val_test_portal_set_answer (ValTestPortal *self, ValTestPortalAnswer answer)
{
  g_atomic_int_set (&self->answer, (int) answer);
}

int
val_test_portal_get_asked (ValTestPortal *self)
{
  return g_atomic_int_get (&self->asked);
}

int
val_test_portal_get_service_calls (ValTestPortal *self)
{
  return g_atomic_int_get (&self->service_calls);
}

void
val_test_portal_stop (ValTestPortal *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  stop_answering (self);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}
