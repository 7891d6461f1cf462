/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "val-config.h"

#include "ui/val-connect-form.h"

#include "model/val-instance.h"
#include "ui/val-field-row.h"
#include "ui/val-focus.h"
#include "ui/val-form-row.h"
#include "ui/val-format.h"
#include "ui/val-grant-box.h"
#include "util/val-secret.h"

#include <glib/gi18n.h>

struct _ValConnectForm
{
  AdwBin parent_instance;

  GtkWidget *intro_label;
  ValFormRow *name_card;
  AdwEntryRow *name_row;
  GtkWidget *tags_card;
  AdwEntryRow *tags_row;
  GtkWidget *main_box;
  ValGrantBox *grant_box;
  GtkExpander *optional_expander;
  GtkWidget *optional_box;
  GtkWidget *hidden_card;
  GtkSwitch *hidden_switch;
  GtkWidget *hidden_box;

  ValElement *element;  /* (owned) */
  ValInstance *renewed; /* (owned) (nullable): to be re-authenticated */
  GPtrArray *rows;      /* (owned) (element-type ValFieldRow): children of the boxes */
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (ValConnectForm, val_connect_form, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ELEMENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Documentation asks users for a signature key although many schemas hide its field. */
static gboolean
is_hidden (ValField *field)
{
  return val_field_get_hidden (field) &&
         g_strcmp0 (val_field_get_key (field), VAL_KEY_SIGNATURE_KEY) != 0;
}

static gboolean
is_main (ValField *field)
{
  return val_field_get_required (field) || val_field_get_group_control (field) ||
         g_strcmp0 (val_field_get_key (field), VAL_KEY_EVENTS_ENABLED) == 0;
}

static GtkWidget *
choose_box (ValConnectForm *self, ValField *field)
{
  if (is_hidden (field))
    return self->hidden_box;
  return is_main (field) ? self->main_box : self->optional_box;
}

static char *
dup_field_value_cb (ValField *field, gpointer user_data)
{
  ValConnectForm *self = user_data;

  for (guint i = 0; i < self->rows->len; i++)
    {
      ValFieldRow *row = g_ptr_array_index (self->rows, i);

      if (val_field_row_get_field (row) == field)
        return val_field_row_dup_value (row);
    }
  return NULL;
}

/* What the platform masks it has, but does not give back: it is lost unless it is sent again. */
static gboolean
is_credential (ValConnectForm *self, ValField *field)
{
  const char *value = val_instance_get_config (self->renewed, val_field_get_key (field));

  return val_field_get_required (field) || val_field_get_group_control (field) ||
         val_secret_is_mask (value);
}

static gboolean
applies (ValConnectForm *self, ValField *field)
{
  if (self->renewed != NULL && !is_credential (self, field))
    return FALSE;
  return val_element_shows_field (self->element, field, dup_field_value_cb, self);
}

static char *
dup_auth_type (ValConnectForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ValFieldRow *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (val_field_get_key (val_field_row_get_field (row)), VAL_KEY_AUTH_TYPE) == 0)
        return val_field_row_dup_value (row);
    }
  return NULL;
}

static ValConsent
get_consent (ValConnectForm *self)
{
  g_autofree char *auth_type = dup_auth_type (self);

  return val_element_get_consent (self->element, auth_type);
}

static gboolean
has_visible_child (GtkWidget *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      return TRUE;
  return FALSE;
}

static void
refresh_visibility (ValConnectForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      gtk_widget_set_visible (row, applies (self, val_field_row_get_field (VAL_FIELD_ROW (row))));
    }
  val_grant_box_set_consent (self->grant_box, get_consent (self));
  gtk_widget_set_visible (self->main_box, has_visible_child (self->main_box));
  gtk_widget_set_visible (GTK_WIDGET (self->optional_expander),
                          has_visible_child (self->optional_box));
  gtk_widget_set_visible (self->hidden_card, has_visible_child (self->hidden_box));
}

static void
changed_cb (ValConnectForm *self)
{
  self->dirty = TRUE;
}

static void
name_changed_cb (ValConnectForm *self)
{
  self->dirty = TRUE;
  val_form_row_set_problem (self->name_card, NULL);
}

static void
field_changed_cb (ValConnectForm *self, ValFieldRow *row)
{
  self->dirty = TRUE;
  if (val_field_get_group_control (val_field_row_get_field (row)))
    refresh_visibility (self);
}

/* What the grant box asks for; the platform takes it under these keys. */
static gboolean
has_row_of_its_own (ValField *field)
{
  static const char *const keys[] = { VAL_KEY_OAUTH_CALLBACK, VAL_KEY_REFRESH_TOKEN, NULL };

  return g_strv_contains (keys, val_field_get_key (field));
}

static void
add_field (ValConnectForm *self, ValField *field)
{
  GtkWidget *row;

  if (has_row_of_its_own (field))
    return;
  row = val_field_row_new (field);
  if (g_strcmp0 (val_field_get_key (field), VAL_KEY_EVENTS_ENABLED) == 0 &&
      val_element_supports_webhooks (self->element))
    val_field_row_set_value (VAL_FIELD_ROW (row), "true");
  g_ptr_array_add (self->rows, row);
  gtk_box_append (GTK_BOX (choose_box (self, field)), row);
  g_signal_connect_object (row, "changed", G_CALLBACK (field_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
add_fields (ValConnectForm *self)
{
  GListModel *fields = val_element_get_fields (self->element);
  guint n = g_list_model_get_n_items (fields);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ValField) field = g_list_model_get_item (fields, i);

      add_field (self, field);
    }
}

static gboolean
is_shown (ValConnectForm *self, ValFieldRow *row)
{
  ValField *field = val_field_row_get_field (row);

  return applies (self, field) &&
         (!is_hidden (field) || gtk_switch_get_active (self->hidden_switch));
}

static gboolean
validate_name (ValConnectForm *self)
{
  g_autofree char *name = val_connect_form_dup_name (self);

  val_form_row_set_problem (self->name_card, *name == '\0' ? _ ("This field is required.") : NULL);
  return *name != '\0';
}

static void
reveal (ValConnectForm *self, GtkWidget *row)
{
  if (gtk_widget_is_ancestor (row, self->optional_box))
    gtk_expander_set_expanded (self->optional_expander, TRUE);
  gtk_widget_grab_focus (row);
}

static void
note_bad (GtkWidget **first, GtkWidget *row, gboolean good)
{
  if (!good && *first == NULL)
    *first = row;
}

static char *
dup_stripped (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_default (ValField *field, const char *value)
{
  const char *fallback = val_field_get_default (field);

  if (fallback == NULL && val_field_get_kind (field) == VAL_FIELD_BOOLEAN)
    fallback = "false";
  return g_strcmp0 (value, fallback) == 0;
}

/* A hidden field goes out only where the user changed it: the platform knows its own defaults. */
static gboolean
contributes (ValConnectForm *self, ValField *field, const char *value)
{
  return *value != '\0' && applies (self, field) &&
         (!is_hidden (field) || !is_default (field, value));
}

/* What is known of the instance; a secret only where it is to stay that instance's. */
static char *
dup_known_value (ValField *field, ValInstance *instance, const ValInstanceSecrets *secrets)
{
  const char *key = val_field_get_key (field);
  const char *value = val_instance_get_config (instance, key);

  if (value != NULL && !val_secret_is_mask (value) && !val_field_get_secret (field))
    return g_strdup (value);
  if (secrets == NULL)
    return NULL;
  if (g_str_equal (key, VAL_KEY_OAUTH_KEY))
    return g_strdup (secrets->client_id);
  if (g_str_equal (key, VAL_KEY_OAUTH_SECRET))
    return g_strdup (secrets->client_secret);
  return g_str_equal (key, VAL_KEY_SIGNATURE_KEY) ? g_strdup (secrets->signature_key) : NULL;
}

static void
fill_in (ValConnectForm *self, ValInstance *instance, const ValInstanceSecrets *secrets)
{
  const char *redirect = val_instance_get_config (instance, VAL_KEY_OAUTH_CALLBACK);

  for (guint i = 0; i < self->rows->len; i++)
    {
      ValFieldRow *row = g_ptr_array_index (self->rows, i);
      g_autoptr (ValSecretString) value =
          dup_known_value (val_field_row_get_field (row), instance, secrets);

      if (value != NULL)
        val_field_row_set_value (row, value);
    }
  if (redirect != NULL && *redirect != '\0' && !val_secret_is_mask (redirect))
    val_grant_box_set_redirect (self->grant_box, redirect);
}

static gboolean
val_connect_form_grab_focus (GtkWidget *widget)
{
  ValConnectForm *self = VAL_CONNECT_FORM (widget);

  if (self->renewed == NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return gtk_widget_child_focus (self->main_box, GTK_DIR_TAB_FORWARD);
}

static void
val_connect_form_constructed (GObject *object)
{
  ValConnectForm *self = VAL_CONNECT_FORM (object);

  G_OBJECT_CLASS (val_connect_form_parent_class)->constructed (object);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), val_element_get_name (self->element));
  add_fields (self);
  refresh_visibility (self);
  self->dirty = FALSE;
}

static void
val_connect_form_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ValConnectForm *self = VAL_CONNECT_FORM (object);

  switch (prop_id)
    {
    case PROP_ELEMENT:
      g_value_set_object (value, self->element);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_connect_form_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ValConnectForm *self = VAL_CONNECT_FORM (object);

  switch (prop_id)
    {
    case PROP_ELEMENT:
      self->element = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
val_connect_form_finalize (GObject *object)
{
  ValConnectForm *self = VAL_CONNECT_FORM (object);

  g_clear_object (&self->element);
  g_clear_object (&self->renewed);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (val_connect_form_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               VAL_APP_PATH "/ui/val-connect-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, intro_label);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, name_card);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, tags_card);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, tags_row);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, main_box);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, grant_box);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, optional_expander);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, optional_box);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, hidden_card);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, hidden_switch);
  gtk_widget_class_bind_template_child (widget_class, ValConnectForm, hidden_box);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
val_connect_form_class_init (ValConnectFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = val_connect_form_constructed;
  object_class->get_property = val_connect_form_get_property;
  object_class->set_property = val_connect_form_set_property;
  object_class->finalize = val_connect_form_finalize;
  widget_class->grab_focus = val_connect_form_grab_focus;
  widget_class->focus = val_focus_children;

  properties[PROP_ELEMENT] =
      g_param_spec_object ("element", NULL, NULL, VAL_TYPE_ELEMENT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (VAL_TYPE_FORM_ROW);
  g_type_ensure (VAL_TYPE_GRANT_BOX);
  bind_template (widget_class);
}

static void
val_connect_form_init (ValConnectForm *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * val_connect_form_new:
 * @element: with its fields
 * @redirect: the redirect address to begin with
 *
 * Returns: (transfer floating): a form that holds the element's defaults
 */
GtkWidget *
val_connect_form_new (ValElement *element, const char *redirect)
{
  ValConnectForm *self;

  g_return_val_if_fail (VAL_IS_ELEMENT (element), NULL);
  g_return_val_if_fail (redirect != NULL, NULL);

  self = g_object_new (VAL_TYPE_CONNECT_FORM, "element", element, NULL);
  val_grant_box_set_redirect (self->grant_box, redirect);
  self->dirty = FALSE;
  return GTK_WIDGET (self);
}

/**
 * val_connect_form_copy_instance:
 * @self: a form of the instance's element
 * @instance: with its configuration
 *
 * Fills in what @instance has, but no secrets.
 */
void
val_connect_form_copy_instance (ValConnectForm *self, ValInstance *instance)
{
  g_autofree char *name = NULL;
  g_autofree char *tags = NULL;

  g_return_if_fail (VAL_IS_CONNECT_FORM (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));

  /* Translators: %s is the name of the instance that is copied */
  name = g_strdup_printf (_ ("%s (copy)"), val_instance_get_name (instance));
  tags = val_format_tags (val_instance_get_tags (instance));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  gtk_editable_set_text (GTK_EDITABLE (self->tags_row), tags);
  fill_in (self, instance, NULL);
  refresh_visibility (self);
  self->dirty = FALSE;
}

/**
 * val_connect_form_renew_instance:
 * @self: a form of the instance's element
 * @instance: with its configuration
 * @secrets: what is known of those that the platform masks
 *
 * Asks for nothing but what re-authenticating @instance takes, and fills in what is known of it.
 */
void
val_connect_form_renew_instance (ValConnectForm *self,
                                 ValInstance *instance,
                                 const ValInstanceSecrets *secrets)
{
  g_return_if_fail (VAL_IS_CONNECT_FORM (self));
  g_return_if_fail (VAL_IS_INSTANCE (instance));
  g_return_if_fail (secrets != NULL);

  g_set_object (&self->renewed, instance);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), val_instance_get_name (instance));
  gtk_widget_set_visible (GTK_WIDGET (self->name_card), FALSE);
  gtk_widget_set_visible (self->tags_card, FALSE);
  gtk_widget_set_visible (self->intro_label, TRUE);
  val_grant_box_offer_refresh_token (self->grant_box, FALSE);
  gtk_expander_set_expanded (self->optional_expander, TRUE);
  fill_in (self, instance, secrets);
  refresh_visibility (self);
  self->dirty = FALSE;
}

/**
 * val_connect_form_get_existing_grant:
 * @self: a form
 *
 * Returns: whether the configuration brings a refresh token, so that no consent is wanted
 */
gboolean
val_connect_form_get_existing_grant (ValConnectForm *self)
{
  g_autoptr (ValSecretString) token = NULL;

  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), FALSE);

  token = val_grant_box_dup_refresh_token (self->grant_box);
  return token != NULL;
}

/**
 * val_connect_form_get_element:
 * @self: a form
 *
 * Returns: (transfer none): what the instance is to be of
 */
ValElement *
val_connect_form_get_element (ValConnectForm *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), NULL);

  return self->element;
}

/**
 * val_connect_form_get_dirty:
 * @self: a form
 *
 * Returns: whether the user entered anything
 */
gboolean
val_connect_form_get_dirty (ValConnectForm *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), FALSE);

  return self->dirty;
}

/**
 * val_connect_form_validate:
 * @self: a form
 *
 * Checks all that is to be sent, says under each bad field what is wrong with it, and puts the
 * focus into the first one.
 *
 * Returns: whether the form can be sent
 */
gboolean
val_connect_form_validate (ValConnectForm *self)
{
  GtkWidget *bad = NULL;
  GtkWidget *grant;

  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), FALSE);

  note_bad (&bad, GTK_WIDGET (self->name_row), validate_name (self));
  for (guint i = 0; i < self->rows->len; i++)
    {
      ValFieldRow *row = g_ptr_array_index (self->rows, i);

      if (is_shown (self, row))
        note_bad (&bad, GTK_WIDGET (row), val_field_row_validate (row));
    }
  grant = val_grant_box_validate (self->grant_box);
  note_bad (&bad, grant, grant == NULL);
  if (bad != NULL)
    reveal (self, bad);
  return bad == NULL;
}

/**
 * val_connect_form_dup_name:
 * @self: a form
 *
 * Returns: (transfer full): the instance's name
 */
char *
val_connect_form_dup_name (ValConnectForm *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), NULL);

  return dup_stripped (self->name_row);
}

/**
 * val_connect_form_dup_tags:
 * @self: a form
 *
 * Returns: (transfer full): the tags, without empty ones
 */
GStrv
val_connect_form_dup_tags (ValConnectForm *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), NULL);

  parts = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->tags_row)), ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/**
 * val_connect_form_dup_configuration:
 * @self: a form
 *
 * Returns: (transfer full) (element-type utf8 utf8): keys and values to send; the table wipes them
 */
GHashTable *
val_connect_form_dup_configuration (ValConnectForm *self)
{
  GHashTable *table =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) val_secret_free);
  g_autoptr (ValSecretString) refresh_token = NULL;

  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), table);

  for (guint i = 0; i < self->rows->len; i++)
    {
      ValFieldRow *row = g_ptr_array_index (self->rows, i);
      ValField *field = val_field_row_get_field (row);
      g_autoptr (ValSecretString) value = val_field_row_dup_value (row);

      if (contributes (self, field, value))
        g_hash_table_insert (table, g_strdup (val_field_get_key (field)), g_steal_pointer (&value));
    }
  refresh_token = val_grant_box_dup_refresh_token (self->grant_box);
  if (refresh_token != NULL)
    g_hash_table_insert (table, g_strdup (VAL_KEY_REFRESH_TOKEN), g_steal_pointer (&refresh_token));
  return table;
}

/**
 * val_connect_form_dup_redirect:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): the redirect address, NULL where there is no grant to be got
 */
char *
val_connect_form_dup_redirect (ValConnectForm *self)
{
  g_return_val_if_fail (VAL_IS_CONNECT_FORM (self), NULL);

  return val_grant_box_dup_redirect (self->grant_box);
}
