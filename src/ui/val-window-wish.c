/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-dialog.h"
#include "ui/val-format.h"
#include "ui/val-window-private.h"
#include "util/val-error.h"

#include <glib/gi18n.h>

/* What the window was opened for from outside.  It may have to wait for accounts, secrets or the
 * list; a later wish takes the place of an earlier one. */
struct _ValWindowWish
{
  char *account_uuid; /* (owned) (nullable): for any account otherwise */
  char *element_key;  /* (owned) (nullable): of a new instance */
  char *search_text;  /* (owned) (nullable): what to search for */
  gint64 instance_id; /* 0 where none is to be selected */
};

void
_val_window_wish_free (ValWindowWish *wish)
{
  g_free (wish->account_uuid);
  g_free (wish->element_key);
  g_free (wish->search_text);
  g_free (wish);
}

static void
end_wish (ValWindow *self)
{
  g_clear_pointer (&self->wish, _val_window_wish_free);
}

static void
tell_unknown (ValWindow *self, gint64 id)
{
  g_autofree char *number = val_format_id (id);
  g_autoptr (GError) error =
      g_error_new (VAL_ERROR, VAL_ERROR_NOT_FOUND,
                   /* Translators: id of an instance, name of an account */
                   _ ("There is no instance with ID %s in “%s”."), number,
                   val_account_get_name (val_workspace_get_account (self->workspace)));

  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  val_error_bar_show (self->error_bar, error, NULL);
}

/* The whole of the platform's list is there. */
static gboolean
is_complete (ValWindow *self)
{
  return val_workspace_get_session (self->workspace) != NULL &&
         !val_workspace_get_loading (self->workspace) &&
         val_workspace_get_total (self->workspace) >= 0 &&
         val_workspace_get_list_time (self->workspace) == 0;
}

static gboolean
is_other_account (ValWindow *self)
{
  ValAccount *account = val_workspace_get_account (self->workspace);

  return account == NULL ||
         (self->wish->account_uuid != NULL &&
          g_strcmp0 (self->wish->account_uuid, val_account_get_uuid (account)) != 0);
}

static void
try_instance (ValWindow *self)
{
  ValInstance *instance = val_instance_store_lookup (val_workspace_get_instances (self->workspace),
                                                     self->wish->instance_id);

  if (is_other_account (self) || (instance == NULL && !is_complete (self)))
    return;
  if (instance == NULL)
    tell_unknown (self, self->wish->instance_id);
  else
    {
      val_instance_list_select (self->list, instance);
      adw_leaflet_set_visible_child_name (self->leaflet, "editor");
    }
  end_wish (self);
}

/* One question at a time: a dialog that is open comes first. */
static GtkWindow *
find_modal (ValWindow *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (window) == GTK_WINDOW (self) &&
          gtk_window_get_modal (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

static void
try_new_instance (ValWindow *self)
{
  GtkWindow *modal = find_modal (self);

  if (val_workspace_get_session (self->workspace) == NULL)
    return;
  if (modal != NULL)
    gtk_window_present (modal);
  else
    _val_window_begin_instance (self, self->wish->element_key);
  end_wish (self);
}

/* The search of another account does not outlast it. */
static void
try_search (ValWindow *self)
{
  if (val_workspace_get_account (self->workspace) == NULL)
    return;
  adw_leaflet_set_visible_child_name (self->leaflet, "list");
  val_instance_list_search (self->list, self->wish->search_text);
  end_wish (self);
}

void
_val_window_try_wish (ValWindow *self)
{
  if (self->wish == NULL)
    return;
  if (self->wish->instance_id != 0)
    try_instance (self);
  else if (self->wish->search_text != NULL)
    try_search (self);
  else
    try_new_instance (self);
}

/* Opening has ended, and there is nothing to open. */
void
_val_window_refuse_wish (ValWindow *self)
{
  if (self->wish == NULL || val_workspace_get_account (self->workspace) != NULL)
    return;
  _val_window_toast (self, _ ("Add an account first"));
  end_wish (self);
}

static ValWindowWish *
make_wish (ValWindow *self)
{
  end_wish (self);
  self->wish = g_new0 (ValWindowWish, 1);
  return self->wish;
}

/**
 * val_window_show_instance:
 * @self: a window
 * @account_uuid: (nullable): the account of the instance; NULL for whichever is open
 * @id: id of an instance
 *
 * Selects the instance, as soon as it is listed; says so where there is none.
 */
void
val_window_show_instance (ValWindow *self, const char *account_uuid, gint64 id)
{
  ValWindowWish *wish;

  g_return_if_fail (VAL_IS_WINDOW (self));
  g_return_if_fail (id > 0);

  wish = make_wish (self);
  wish->account_uuid = g_strdup (account_uuid);
  wish->instance_id = id;
  _val_window_try_wish (self);
  /* The action does nothing where the account is current, or gone. */
  if (self->wish != NULL && account_uuid != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.select-account", "s", account_uuid);
}

/**
 * val_window_new_instance:
 * @self: a window
 * @element_key: (nullable): element to begin with; NULL lets the user choose
 *
 * Opens New Instance, as soon as an account is open.
 */
void
val_window_new_instance (ValWindow *self, const char *element_key)
{
  g_return_if_fail (VAL_IS_WINDOW (self));

  make_wish (self)->element_key = g_strdup (element_key);
  _val_window_try_wish (self);
}

/**
 * val_window_search:
 * @self: a window
 * @text: what to search for
 *
 * Searches the list, as soon as an account is open.
 */
void
val_window_search (ValWindow *self, const char *text)
{
  g_return_if_fail (VAL_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  make_wish (self)->search_text = g_strdup (text);
  _val_window_try_wish (self);
}
