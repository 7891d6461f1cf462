#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that shows notifications, on a private bus: tells what arrives and what is withdrawn, a
line of JSON each."""
import json
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
</node>
"""


def tell(**event):
    print(json.dumps(event), flush=True)


def called(_connection, _sender, _path, _interface, method, parameters, invocation):
    application, name, *rest = parameters.unpack()
    content = {key: value for key, value in rest[0].items() if key != 'icon'} if rest else {}
    tell(event='add' if method == 'AddNotification' else 'remove', application=application,
         id=name, **content)
    invocation.return_value(None)


def bus_acquired(connection, _name):
    interface = Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0]
    connection.register_object('/org/gtk/Notifications', interface, called, None, None)


def main():
    Gio.bus_own_name(Gio.BusType.SESSION, 'org.gtk.Notifications', Gio.BusNameOwnerFlags.NONE,
                     bus_acquired, lambda *_: tell(event='ready'), None)
    GLib.MainLoop().run()


if __name__ == '__main__':
    sys.exit(main())
