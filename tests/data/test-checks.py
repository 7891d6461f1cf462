#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the source tree can fail: each passes on a small sound tree, and names the fault
that is then planted in it.  Prints TAP.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import tap

HERE = pathlib.Path(__file__).parent
SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'
APP = 'org.example.App'

FUNCTION = '''static int
{name} (void)
{{
{body}  return 0;
}}
'''

BUTTON = '''<object class="GtkButton" id="add_button">
  <property name="icon-name">list-add-symbolic</property>
  <property name="tooltip-text">Add</property>
  <accessibility><property name="label">Add</property></accessibility>
</object>
'''

MANIFEST = {
    'id': APP, 'runtime': 'org.gnome.Platform', 'runtime-version': '48', 'sdk': 'org.gnome.Sdk',
    'finish-args': ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
                    '--device=dri'],
    'modules': [{'name': 'app', 'run-tests': True}],
}
MENU = '<interface><menu id="menu"><item><attribute name="label" translatable="yes">{}</attribute>' \
       '</item><item><attribute name="label" translatable="yes">{}</attribute></item></menu></interface>'
OVERLAY = '<interface><object class="GtkShortcutsShortcut"><property name="title">{}</property>' \
          '<property name="{}">{}</property></object></interface>'


def catalogue(*messages):
    """The text of a PO file: pairs of text and translation."""
    head = ('msgid ""\nmsgstr "Project-Id-Version: app\\nPO-Revision-Date: 2026-01-01 12:00+0000\\n"\n'
            '"Last-Translator: A\\nLanguage-Team: A\\nLanguage: de\\nMIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=UTF-8\\nContent-Transfer-Encoding: 8bit\\n"\n')
    return '\n'.join([head, *(f'#, c-format\nmsgid "{text}"\nmsgstr "{translation}"\n'
                             for text, translation in messages)])


DEVEL_MODULE = {**MANIFEST['modules'][0], 'config-opts': ['-Dprofile=development']}


def manifest(**changes):
    """The text of the sound manifest with some keys changed."""
    return json.dumps({**MANIFEST, **{key.replace('_', '-'): value
                                      for key, value in changes.items()}})


SOUND = {
    'CONTRIBUTING.md': '''| folder | what | may include |
|---|---|---|
| `src/util` | errors | |
| `src/model` | data | util |
| `src/api` | calls | model, util |
| `src/workspace` | all | everything above |
| `src/ui` | widgets | workspace and everything above |
''',
    'meson.build': f'''# {SPDX}
project('app', 'c',
  version: '1.2.3',
)
base_id = '{APP}'
''',
    'src/val-types.h': f'/* {SPDX} */\n#pragma once\n',
    'src/main.c': f'/* {SPDX} */\n#include "ui/window.h"\n#include <adwaita.h>\n',
    'src/util/error.h': f'/* {SPDX} */\n#pragma once\n#include <glib.h>\n',
    'src/model/thing.c': f'/* {SPDX} */\n#include "util/error.h"\n\n'
                         + FUNCTION.format(name='thing_count', body=''),
    'src/ui/window.h': f'/* {SPDX} */\n#pragma once\n#include "workspace/work.h"\n'
                       '#include <gtk/gtk.h>\n',
    'src/ui/window.c': f'/* {SPDX} */\n#include "ui/window.h"\n#include <glib/gi18n.h>\n\n'
                       'static const char *title = N_ ("Window");\n',
    'src/ui/window.ui': f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {SPDX} -->\n<interface>\n'
                        f'<property name="title" translatable="yes">Main</property>\n{BUTTON}'
                        '</interface>\n',
    'tests/test-thing.c': f'/* {SPDX} */\n#include "util/error.h"\n',
    'build-aux/build.sh': f'#!/bin/sh\n# {SPDX}\nset -eu\necho built\n',
    'po/POTFILES.in': f'# {SPDX}\ndata/{APP}.desktop.in\ndata/{APP}.metainfo.xml.in\n'
                      f'data/{APP}.gschema.xml\nsrc/ui/window.c\nsrc/ui/window.ui\n',
    'po/LINGUAS': f'# {SPDX}\nde\n',
    'po/valence.pot': catalogue(('Window', ''), ('Main', '')),
    'po/de.po': catalogue(('Window', 'Fenster'), ('Main', 'Haupt')),
    'src/ui/val-application.c': f'/* {SPDX} */\n#include "ui/window.h"\n\n'
                                'static const Entry entry = { "app.quit", { "<primary>q" } };\n',
    'src/ui/help-overlay.ui': f'<!-- {SPDX} -->\n' + OVERLAY.format('Quit', 'action-name', 'app.quit'),
    'data/meson.build': f'# {SPDX}\n',
    f'data/{APP}.desktop.in': f'# {SPDX}\n[Desktop Entry]\nIcon=@APP_ID@\n',
    f'data/{APP}.metainfo.xml.in': f'<!-- {SPDX} -->\n<component><id>@APP_ID@</id>'
                                   '<launchable type="desktop-id">@APP_ID@.desktop</launchable>'
                                   '<releases><release version="1.2.3"/></releases></component>\n',
    f'data/{APP}.gschema.xml': f'<!-- {SPDX} -->\n<schemalist><schema id="@APP_ID@" '
                               'path="@APP_PATH@/"/></schemalist>\n',
    f'data/{APP}.service.in': '[D-BUS Service]\nName=@APP_ID@\n',
    f'flatpak/{APP}.json': manifest(),
    f'flatpak/{APP}.Devel.json': manifest(id=f'{APP}.Devel', modules=[DEVEL_MODULE]),
    f'data/icons/{APP}.svg': '<svg/>\n',
    f'data/icons/{APP}-symbolic.svg': '<svg/>\n',
    '.clang-format': (HERE.parents[1] / '.clang-format').read_text(encoding='utf-8'),
}

MARK = 'TO' + 'DO'
MACHINE = '/ho' + 'me/someone/checkout'
LONG_BODY = '  ;\n' * 60
MANY = ''.join(FUNCTION.format(name=f'thing_{i}', body='  ;\n' * 35) for i in range(3))

# check, what is planted, changed files, what the output must name
FAULTS = [
    ('check-layers.py', 'upward include',
     {'src/model/thing.c': f'/* {SPDX} */\n#include "api/call.h"\n'}, 'src/model/thing.c:2'),
    ('check-layers.py', 'include of a sibling that is not allowed',
     {'src/util/error.h': f'/* {SPDX} */\n#include "model/thing.h"\n'}, 'src/util/error.h:2'),
    ('check-layers.py', 'include of the user interface below it',
     {'src/workspace/work.c': f'/* {SPDX} */\n#include "ui/window.h"\n'}, 'src/workspace/work.c:2'),
    ('check-layers.py', 'include without folder',
     {'src/model/thing.c': f'/* {SPDX} */\n#include "thing.h"\n'}, 'does not name its folder'),
    ('check-layers.py', 'include that climbs',
     {'src/model/thing.c': f'/* {SPDX} */\n#include "../util/error.h"\n'}, 'climbs'),
    ('check-layers.py', 'toolkit below the user interface',
     {'src/workspace/work.c': f'/* {SPDX} */\n#include <gtk/gtk.h>\n'}, 'src/workspace/work.c:2'),
    ('check-layers.py', 'Adwaita below the user interface',
     {'src/api/call.c': f'/* {SPDX} */\n#  include <adwaita.h>\n'}, 'src/api/call.c:2'),
    ('check-layers.py', 'folder that nobody described',
     {'src/misc/thing.c': f'/* {SPDX} */\n'}, 'src/misc'),
    ('check-size.py', 'function of 65 lines',
     {'src/model/thing.c': FUNCTION.format(name='thing_long', body=LONG_BODY)},
     'thing_long has 65 lines'),
    ('check-size.py', 'too few short functions', {'src/model/thing.c': MANY}, 'only 0.0 %'),
    ('check-size.py', 'file of 701 lines', {'src/model/table.h': '\n' * 701}, '701 lines'),
    ('check-style.sh', 'layout of another taste',
     {'src/model/thing.c': f'/* {SPDX} */\nint f(void) {{ return 0; }}\n'}, 'src/model/thing.c'),
    ('check-style.sh', 'source without SPDX line',
     {'build-aux/build.sh': '#!/bin/sh\necho built\n'}, 'build-aux/build.sh'),
    ('check-style.sh', 'script that shellcheck refuses',
     {'build-aux/build.sh': f'#!/bin/sh\n# {SPDX}\ncd $1\n'}, 'SC2086'),
    ('check-words.sh', 'mark of unfinished work',
     {'src/model/thing.c': f'/* {MARK}: later */\n'}, 'src/model/thing.c:1'),
    ('check-words.sh', 'path of a machine',
     {'data/meson.build': f"path = '{MACHINE}'\n"}, 'data/meson.build:1'),
    ('check-words.sh', 'message dialog whose heading does not wrap',
     {'src/model/thing.c': f'/* {SPDX} */\nadw_message_dialog_new (NULL, NULL, NULL);\n'}, 'use val_question_new'),
    ('check-potfiles.sh', 'source that is not listed',
     {'src/ui/pane.c': f'/* {SPDX} */\nstatic const char *text = _("Pane");\n'},
     'src/ui/pane.c has strings'),
    ('check-potfiles.sh', 'template that is not listed',
     {'src/ui/pane.ui': '<property translatable="yes">Pane</property>\n'}, 'src/ui/pane.ui'),
    ('check-potfiles.sh', 'listed file that is missing',
     {'po/POTFILES.in': SOUND['po/POTFILES.in'] + 'src/ui/gone.c\n'}, 'src/ui/gone.c'),
    ('check-potfiles.sh', 'listed file without strings',
     {'po/POTFILES.in': SOUND['po/POTFILES.in'] + 'src/main.c\n'}, 'src/main.c'),
    ('check-ui-a11y.py', 'icon without tooltip',
     {'src/ui/window.ui': SOUND['src/ui/window.ui'].replace('tooltip-text', 'name')},
     'no tooltip-text'),
    ('check-ui-a11y.py', 'icon without accessible label',
     {'src/ui/window.ui': SOUND['src/ui/window.ui'].replace('accessibility', 'style')},
     'no accessible label'),
    ('check-ui-a11y.py', 'entry without label',
     {'src/ui/pane.ui': '<interface><object class="GtkEntry" id="name_entry"/></interface>\n'},
     'name_entry'),
    ('check-ui-a11y.py', 'two items of a menu with one key',
     {'src/ui/menu.ui': '<interface><menu id="menu"><section>'
      '<item><attribute name="label">_Help</attribute></item></section>'
      '<item><attribute name="label">_History</attribute></item></menu></interface>\n'},
     'have the same key'),
    ('check-ui-a11y.py', 'row without title',
     {'src/ui/pane.ui': '<interface><object class="AdwEntryRow" id="name_row"/></interface>\n'},
     'name_row'),
    ('check-ui-a11y.py', 'class that keeps the focus',
     {'src/ui/form.c': f'/* {SPDX} */\nwidget_class->grab_focus = form_grab_focus;\n'},
     'keeps Tab inside'),
    ('check-ids.py', 'other id in the desktop file',
     {f'data/{APP}.desktop.in': '[Desktop Entry]\nIcon=org.example.Other\n'}, 'Icon is not'),
    ('check-ids.py', 'other id of the service',
     {f'data/{APP}.service.in': '[D-BUS Service]\nName=org.example.Other\n'}, 'Name is not'),
    ('check-ids.py', 'path of another schema',
     {f'data/{APP}.gschema.xml': f'<schemalist><schema id="{APP}" path="/a/b/"/></schemalist>'},
     'does not belong to'),
    ('check-ids.py', 'version that was forgotten',
     {'meson.build': SOUND['meson.build'].replace('1.2.3', '1.2.4')}, 'first release is 1.2.3'),
    ('check-ids.py', 'other id of the schema',
     {f'data/{APP}.gschema.xml': '<schemalist><schema id="a.b" path="/a/b/"/></schemalist>'},
     'is not among them'),
    ('check-flatpak.py', 'permission that is not meant',
     {f'flatpak/{APP}.json': manifest(finish_args=[*MANIFEST['finish-args'], '--filesystem=home'])},
     '--filesystem=home is not meant'),
    ('check-flatpak.py', 'permission that is missing',
     {f'flatpak/{APP}.json': manifest(finish_args=MANIFEST['finish-args'][1:])},
     '--share=network is missing'),
    ('check-flatpak.py', 'variant of another runtime',
     {f'flatpak/{APP}.Devel.json': manifest(id=f'{APP}.Devel', runtime_version='47',
                                            modules=[DEVEL_MODULE])}, 'runtime-version differs'),
    ('check-flatpak.py', 'variant that is none',
     {f'flatpak/{APP}.Devel.json': manifest(id=f'{APP}.Devel')}, 'belongs here'),
    ('check-flatpak.py', 'other id in the manifest',
     {f'flatpak/{APP}.json': manifest(id='org.example.Other')}, 'id is org.example.Other'),
    ('check-flatpak.py', 'variant that was forgotten',
     {f'flatpak/{APP}.Devel.json': None}, 'Devel.json is missing'),
    ('check-po.py', 'text that the template lacks',
     {'po/valence.pot': catalogue(('Main', ''))}, 'lacks texts of the sources'),
    ('check-po.py', 'text that is in no source',
     {'po/valence.pot': catalogue(('Window', ''), ('Main', ''), ('Old', ''))}, 'in no source'),
    ('check-po.py', 'text without translation',
     {'po/de.po': catalogue(('Window', ''), ('Main', 'Haupt'))}, 'de: not translated: 1'),
    ('check-po.py', 'text that a language lacks',
     {'po/de.po': catalogue(('Main', 'Haupt'))}, 'de: not in the catalogue: 1'),
    ('check-po.py', 'translation that is a guess',
     {'po/de.po': SOUND['po/de.po'].replace('c-format', 'fuzzy')}, 'de: fuzzy'),
    ('check-po.py', 'translation with another placeholder',
     {'po/de.po': catalogue(('Window', '%s Fenster'), ('Main', 'Haupt'))}, "'msgstr'"),
    ('check-po.py', 'language that is not there', {'po/de.po': None}, 'no po/de.po'),
    ('check-po.py', 'language that is not listed', {'po/LINGUAS': ''}, 'is not in po/LINGUAS'),
    ('check-po.py', 'mnemonic of two items',
     {'src/ui/menu.ui': MENU.format('_Save', '_Stop')}, 'share a mnemonic'),
    ('check-shortcuts.py', 'key that is not shown',
     {'src/ui/val-application.c': '{ { "app.quit", { "<primary>q" } }, { "app.b", { "F7" } } }'},
     'does not show app.b (F7)'),
    ('check-shortcuts.py', 'key that does nothing',
     {'src/ui/help-overlay.ui': OVERLAY.format('Quit', 'accelerator', 'F8')}, 'which does nothing'),
    ('check-shortcuts.py', 'entry of an action without key',
     {'src/ui/help-overlay.ui': OVERLAY.format('Jump', 'action-name', 'app.jump')},
     'which has no key'),
    ('check-shortcuts.py', 'key of two actions',
     {'src/ui/val-application.c': '{ { "app.quit", { "F7" } }, { "app.b", { "F7" } } }'},
     'f7 is given to 2 actions'),
    ('check-ids.py', 'icon of another name', {f'data/icons/{APP}.svg': None}, f'no {APP}.svg'),
]


def plant(root, changes):
    for name, text in changes.items():
        path = pathlib.Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding='utf-8')


def run_check(check, changes):
    """Exit code and output of a check on the sound tree with some files changed."""
    with tempfile.TemporaryDirectory() as root:
        plant(root, SOUND)
        plant(root, changes)
        done = subprocess.run([HERE / check, root], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        return done.returncode, done.stdout


def expect(check, changes, status, text):
    """A case: the check ends with the status and names the text."""
    def case():
        found, output = run_check(check, changes)
        if status and 'is not here' in output and text not in output:
            raise tap.Skip('the tool that the check uses is not installed')
        assert found == status and text in output, f'exit code {found}\n{output}'
    return case


def cases():
    for check in sorted({fault[0] for fault in FAULTS}):
        yield f'{check} passes on a sound tree', expect(check, {}, 0, '')
    for check, what, changes, named in FAULTS:
        yield f'{check} names: {what}', expect(check, changes, 1, named)


if __name__ == '__main__':
    sys.exit(tap.run(cases()))
