#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that takes notifications, on a private bus: tells what arrives and what is withdrawn, a
line of JSON each.  Started by a test it is GNOME's kind, started by the bus everybody's, which only
takes them."""
import json
import os
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib                       # noqa: E402

XML = """
<node>
  <interface name="org.gtk.Notifications">
    <method name="AddNotification">
      <arg name="application" type="s" direction="in"/>
      <arg name="id" type="s" direction="in"/>
      <arg name="notification" type="a{sv}" direction="in"/>
    </method>
    <method name="RemoveNotification">
      <arg name="application" type="s" direction="in"/>
      <arg name="id" type="s" direction="in"/>
    </method>
  </interface>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg name="application" type="s" direction="in"/>
      <arg name="replaces" type="u" direction="in"/>
      <arg name="icon" type="s" direction="in"/>
      <arg name="title" type="s" direction="in"/>
      <arg name="body" type="s" direction="in"/>
      <arg name="actions" type="as" direction="in"/>
      <arg name="hints" type="a{sv}" direction="in"/>
      <arg name="timeout" type="i" direction="in"/>
      <arg name="id" type="u" direction="out"/>
    </method>
    <method name="CloseNotification">
      <arg name="id" type="u" direction="in"/>
    </method>
    <method name="GetCapabilities">
      <arg name="capabilities" type="as" direction="out"/>
    </method>
    <method name="GetServerInformation">
      <arg name="name" type="s" direction="out"/>
      <arg name="vendor" type="s" direction="out"/>
      <arg name="version" type="s" direction="out"/>
      <arg name="specification" type="s" direction="out"/>
    </method>
  </interface>
</node>
"""
ANSWERS = {
    'Notify': ('(u)', (1,)),
    'GetCapabilities': ('(as)', (['actions', 'body'],)),
    'GetServerInformation': ('(ssss)', ('recorder', 'valence', '1', '1.2')),
}


def tell(**event):
    print(json.dumps(event), flush=True)


def take(_connection, _sender, _path, _interface, method, _parameters, invocation):
    answer = ANSWERS.get(method)
    invocation.return_value(GLib.Variant(*answer) if answer else None)


def called(_connection, _sender, _path, _interface, method, parameters, invocation):
    application, name, *rest = parameters.unpack()
    content = {key: value for key, value in rest[0].items() if key != 'icon'} if rest else {}
    tell(event='add' if method == 'AddNotification' else 'remove', application=application,
         id=name, **content)
    invocation.return_value(None)


def bus_acquired(connection, name):
    interface = Gio.DBusNodeInfo.new_for_xml(XML).lookup_interface(name)
    connection.register_object('/' + name.replace('.', '/'), interface,
                               called if name == 'org.gtk.Notifications' else take, None, None)


def main():
    by_bus = 'DBUS_STARTER_ADDRESS' in os.environ
    Gio.bus_own_name(Gio.BusType.SESSION,
                     'org.freedesktop.Notifications' if by_bus else 'org.gtk.Notifications',
                     Gio.BusNameOwnerFlags.NONE, bus_acquired, lambda *_: tell(event='ready'), None)
    GLib.MainLoop().run()


if __name__ == '__main__':
    sys.exit(main())
