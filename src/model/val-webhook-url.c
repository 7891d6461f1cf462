/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-webhook-url.h"

#include "util/val-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_STEPS      9
#define KEY_HOOTSUITE  "hootsuite"
#define MAX_ID_DIGITS  19
#define MAX_ID_ENCODED 28

typedef struct
{
  const char *element_key;
  ValWebhookRule rule;
  const char *settings_url;
  const char *steps[MAX_STEPS + 1];
} Provider;

/* Contract 7: every element whose provider must be given an address by hand.  A settings address
 * is set where the platform's own guide for the element names one. */
static const Provider providers[] = {
  { "hootsuite",
    VAL_WEBHOOK_BASE64_ID,
    "https://hootsuite.com/developers/my-apps",
    { N_ ("Log in to your Hootsuite developer account and open My Apps."),
      N_ ("Choose the app that the instance connects with."), N_ ("Click Edit."),
      N_ ("Paste the webhook URL into Webhook URL."), N_ ("Click Save."),
      N_ ("Click Send ping webhook, and look for the status code 200.") } },
  { "slack",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Open the settings of your Slack app."), N_ ("Choose Event Subscriptions."),
      N_ ("Paste the webhook URL into the request URL."),
      N_ ("Wait until Slack has verified it, then save.") } },
  { "freshservice",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Open Admin in Freshservice."), N_ ("Add or edit an Observer rule."),
      N_ ("Choose Trigger Webhook as its action."),
      N_ ("Choose the request type POST and the encoding JSON."),
      N_ ("Paste the webhook URL as the address to call."), N_ ("Save the rule.") } },
  { "brandfolder",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Open Settings in Brandfolder."), N_ ("Choose Analytics and Events."),
      N_ ("Paste the webhook URL into the Zapier field."), N_ ("Save.") } },
  { "closeio",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Write an e-mail to support@close.io."),
      N_ ("Ask them to send webhooks to the webhook URL, and paste it into the e-mail.") } },
  { "pipedrive",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Open Settings in Pipedrive."), N_ ("Choose Push Notifications."),
      N_ ("Paste the webhook URL as the address to notify."), N_ ("Save.") } },
  { "marketo",
    VAL_WEBHOOK_BASE64_ID,
    NULL,
    { N_ ("Open Admin in Marketo."), N_ ("Choose Webhooks."), N_ ("Click New Webhook."),
      N_ ("Paste the webhook URL, and choose the request type POST."), N_ ("Save.") } },
  { "zuorav2",
    VAL_WEBHOOK_RAW_ID,
    NULL,
    { N_ ("Open the notification settings in Zuora."),
      N_ ("Paste the webhook URL as the address to call out to."), N_ ("Save.") } },
  { "box",
    VAL_WEBHOOK_KEY_ONLY,
    NULL,
    { N_ ("Open the settings of your Box app."),
      N_ ("Paste the webhook URL as the address for webhooks."), N_ ("Save.") } },
  { "dropbox",
    VAL_WEBHOOK_KEY_ONLY,
    NULL,
    { N_ ("Open the settings of your Dropbox app."),
      N_ ("Paste the webhook URL as the address for webhooks."), N_ ("Save.") } },
  { "ecwid",
    VAL_WEBHOOK_KEY_ONLY,
    NULL,
    { N_ ("Open the settings of your Ecwid app."),
      N_ ("Paste the webhook URL as the address for webhooks."), N_ ("Save.") } },
  { "jira",
    VAL_WEBHOOK_KEY_ONLY,
    NULL,
    { N_ ("Open the administration of webhooks in Jira."),
      N_ ("Paste the webhook URL as the address to call."), N_ ("Save.") } },
  { "mailchimp",
    VAL_WEBHOOK_KEY_ONLY,
    NULL,
    { N_ ("Open the webhook settings of your Mailchimp audience."),
      N_ ("Paste the webhook URL as the address to call."), N_ ("Save.") } },
};

static const char *const no_steps[] = { NULL };

static const Provider *
find_provider (const char *element_key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_strcmp0 (providers[i].element_key, element_key) == 0)
      return &providers[i];
  return NULL;
}

static char *
build_path (ValWebhookRule rule, const char *element_key, gint64 id)
{
  g_autofree char *key = val_uri_escape_segment (element_key);
  g_autofree char *encoded = NULL;

  if (rule == VAL_WEBHOOK_KEY_ONLY)
    return g_strconcat ("/events/", key, NULL);
  if (id <= 0)
    return NULL;
  if (rule == VAL_WEBHOOK_RAW_ID)
    return g_strdup_printf ("/events/%s/%" G_GINT64_FORMAT, key, id);
  encoded = val_webhook_id_encode (id);
  return g_strconcat ("/events/", key, "/", encoded, NULL);
}

/* Digits only, as the platform writes an id. */
static gboolean
parse_id (const char *digits, gint64 *id)
{
  guint64 value;

  if (*digits == '0' || !g_ascii_string_to_unsigned (digits, 10, 1, G_MAXINT64, &value, NULL))
    return FALSE;
  *id = (gint64) value;
  return TRUE;
}

static char *
decode_text (const char *text, gsize length)
{
  g_autofree char *padded = NULL;
  g_autofree guchar *bytes = NULL;
  gsize n_bytes;

  padded = g_strconcat (text, length % 4 == 2 ? "==" : length % 4 == 3 ? "=" : NULL, NULL);
  bytes = g_base64_decode (padded, &n_bytes);
  if (n_bytes > MAX_ID_DIGITS || memchr (bytes, '\0', n_bytes) != NULL)
    return NULL;
  return g_strndup ((const char *) bytes, n_bytes);
}

/* Catches what g_base64_decode () passes over: foreign characters, wrong padding, stray bits. */
static gboolean
is_canonical (const char *text, gsize length, gint64 id)
{
  g_autofree char *canonical = val_webhook_id_encode (id);
  gsize bare = strcspn (canonical, "=");

  if (g_str_equal (text, canonical))
    return TRUE;
  return length == bare && strncmp (text, canonical, bare) == 0;
}

/**
 * val_webhook_url_rule:
 * @element_key: (nullable): key of an element
 *
 * Returns: how its webhook URL is built (contract 7)
 */
ValWebhookRule
val_webhook_url_rule (const char *element_key)
{
  const Provider *provider = find_provider (element_key);

  return provider != NULL ? provider->rule : VAL_WEBHOOK_NONE;
}

/**
 * val_webhook_url_build:
 * @base_url: the account's base URL; never the host that the platform's guides print
 * @element_key: (nullable): key of an element
 * @id: id of an instance; 0 where it is not created yet
 *
 * Returns: (transfer full) (nullable): the address that the provider must call, or NULL where the
 * element has no rule, needs an id that is not there, or @base_url cannot be used (contract 7)
 */
char *
val_webhook_url_build (const char *base_url, const char *element_key, gint64 id)
{
  ValWebhookRule rule = val_webhook_url_rule (element_key);
  g_autofree char *base = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (base_url != NULL, NULL);

  if (rule == VAL_WEBHOOK_NONE)
    return NULL;
  base = val_uri_normalise_base (base_url, NULL);
  path = build_path (rule, element_key, id);
  return base != NULL && path != NULL ? val_uri_join (base, path, NULL) : NULL;
}

/* A platform on this computer is a sandbox, and imitates the provider's page too. */
static char *
imitated_page (const char *platform_url, const char *element_key)
{
  g_autoptr (GUri) uri = g_uri_parse (platform_url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *path = NULL;

  if (uri == NULL || !val_uri_is_loopback (uri))
    return NULL;
  path = g_strdup_printf ("/provider/%s/apps", element_key);
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), path, NULL, NULL);
}

/**
 * val_webhook_url_settings_url:
 * @element_key: (nullable): key of an element
 * @platform_url: (nullable): the account's base URL, or any address below it
 *
 * Returns: (transfer full) (nullable): the provider's page on which the first step begins, or NULL
 * where no stable public address is known
 */
char *
val_webhook_url_settings_url (const char *element_key, const char *platform_url)
{
  const Provider *provider = find_provider (element_key);
  char *imitated;

  if (provider == NULL || provider->settings_url == NULL)
    return NULL;
  imitated = platform_url != NULL ? imitated_page (platform_url, element_key) : NULL;
  return imitated != NULL ? imitated : g_strdup (provider->settings_url);
}

/**
 * val_webhook_url_steps:
 * @element_key: (nullable): key of an element
 *
 * What to do at the provider, in order; not numbered.  Each is marked for translation, so show
 * gettext () of it (contract 7).
 *
 * Returns: (transfer none): NULL-terminated; empty where nothing is to be done
 */
const char *const *
val_webhook_url_steps (const char *element_key)
{
  const Provider *provider = find_provider (element_key);

  return provider != NULL ? provider->steps : no_steps;
}

/**
 * val_webhook_url_is_callback_default:
 * @element_key: (nullable): key of an element
 *
 * Returns: whether the documented procedure also puts the webhook URL into the instance, as its
 * event notification callback URL (contract 7, 11.1)
 */
gboolean
val_webhook_url_is_callback_default (const char *element_key)
{
  return g_strcmp0 (element_key, KEY_HOOTSUITE) == 0;
}

/**
 * val_webhook_id_encode:
 * @id: id of an instance, above 0
 *
 * Returns: (transfer full): standard Base64, with padding, of its decimal digits (contract 7)
 */
char *
val_webhook_id_encode (gint64 id)
{
  char digits[MAX_ID_DIGITS + 1];
  int length;

  g_return_val_if_fail (id > 0, NULL);

  length = g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, id);
  return g_base64_encode ((const guchar *) digits, (gsize) length);
}

/**
 * val_webhook_id_decode:
 * @text: (nullable): what val_webhook_id_encode () gives; its padding may be missing as a whole
 * @id: (out): the id
 *
 * Every other form is refused: white space, line breaks, the URL-safe alphabet, stray bits in the
 * last character, too much or half of the padding, leading zeros, signs, more than 64 bits.
 *
 * Returns: whether @text was the code of an id; @id is untouched where it was not
 */
gboolean
val_webhook_id_decode (const char *text, gint64 *id)
{
  g_autofree char *digits = NULL;
  gsize length;
  gint64 value;

  g_return_val_if_fail (id != NULL, FALSE);

  length = text != NULL ? strlen (text) : 0;
  if (length == 0 || length > MAX_ID_ENCODED)
    return FALSE;
  digits = decode_text (text, length);
  if (digits == NULL || !parse_id (digits, &value) || !is_canonical (text, length, value))
    return FALSE;
  *id = value;
  return TRUE;
}
