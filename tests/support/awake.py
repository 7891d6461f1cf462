#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that is asked not to sleep, on a private bus: tells each time that it is asked, and when
it may sleep again, a line of JSON each.  It is the Inhibit portal and nothing else of it."""
import json
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib                       # noqa: E402

NAME = 'org.freedesktop.portal.Desktop'
PATH = '/org/freedesktop/portal/desktop'
XML = """
<node>
  <interface name="org.freedesktop.portal.Inhibit">
    <method name="Inhibit">
      <arg name="window" type="s" direction="in"/>
      <arg name="flags" type="u" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="handle" type="o" direction="out"/>
    </method>
    <method name="CreateMonitor">
      <arg name="window" type="s" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="handle" type="o" direction="out"/>
    </method>
    <method name="QueryEndResponse">
      <arg name="session" type="o" direction="in"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Request">
    <method name="Close"/>
  </interface>
</node>
"""
SUSPEND = 4


def tell(**event):
    print(json.dumps(event), flush=True)


class Desktop:
    def __init__(self):
        self.node = Gio.DBusNodeInfo.new_for_xml(XML)
        self.asked = 0

    def inhibit(self, connection, _sender, _path, _interface, method, parameters, invocation):
        self.asked += 1
        handle = f'{PATH}/request/asked/{self.asked}'
        connection.register_object(handle, self.node.lookup_interface('org.freedesktop.portal.Request'),
                                   self.close, None, None)
        if method == 'Inhibit':
            _window, flags, options = parameters.unpack()
            tell(event='awake', id=self.asked, suspend=bool(flags & SUSPEND),
                 reason=options.get('reason'))
        invocation.return_value(GLib.Variant('(o)', (handle,)))

    def close(self, _connection, _sender, path, _interface, _method, _parameters, invocation):
        tell(event='asleep', id=int(path.rsplit('/', 1)[1]))
        invocation.return_value(None)

    def bus_acquired(self, connection, _name):
        connection.register_object(PATH, self.node.lookup_interface('org.freedesktop.portal.Inhibit'),
                                   self.inhibit, lambda *_: GLib.Variant('u', 1), None)


def main():
    desktop = Desktop()
    Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, desktop.bus_acquired,
                     lambda *_: tell(event='ready'), None)
    GLib.MainLoop().run()


if __name__ == '__main__':
    sys.exit(main())
