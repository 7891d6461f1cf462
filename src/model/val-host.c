/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/val-host.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_HOST  253
#define MAX_LABEL 63

typedef struct
{
  guint32 network;
  guint bits;
} Block4;

typedef struct
{
  guint8 network[16];
  guint bits;
} Block6;

/* What the IANA registries list as not globally reachable, and multicast. */
static const Block4 private_blocks4[] = {
  { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
  { 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
  { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
  { 0xe0000000, 3 },
};

static const Block6 private_blocks6[] = {
  { { 0 }, 127 },                             /* :: and ::1 */
  { { 0xfc }, 7 },                            /* unique local */
  { { 0xfe, 0x80 }, 9 },                      /* link-local, and the site-local of old */
  { { 0xff }, 8 },                            /* multicast */
  { { 0x01 }, 64 },                           /* discard */
  { { 0x01, 0, 0, 0, 0, 0, 0, 0x01 }, 64 },   /* dummy */
  { { 0x20, 0x01, 0, 0x02 }, 48 },            /* benchmarks */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },         /* documentation */
  { { 0x3f, 0xff }, 20 },                     /* documentation */
  { { 0x5f, 0x00 }, 16 },                     /* segment routing */
  { { 0x00, 0x64, 0xff, 0x9b, 0, 0x01 }, 48 } /* local translation */
};

/* Addresses of version 6 that carry one of version 4, at which byte, and which bits are turned. */
static const struct
{
  Block6 block;
  guint offset;
  guint32 turned;
} carriers[] = {
  { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 }, 12, 0 }, /* mapped */
  { { { 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 }, 12, 0 },       /* translated */
  { { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12, 0 },                   /* translated by the network */
  { { { 0x20, 0x02 }, 16 }, 2, 0 },                                /* 6to4 */
  { { { 0x20, 0x01 }, 32 }, 12, G_MAXUINT32 },                     /* Teredo */
  { { { 0 }, 96 }, 12, 0 },                                        /* compatible */
};

static const guint32 metadata_addresses4[] = {
  0xa9fea9fe, /* 169.254.169.254 */
  0xa9feaa02, /* 169.254.170.2 */
  0xa9feaa17, /* 169.254.170.23 */
  0x646464c8, /* 100.100.100.200 */
  0xc00000c0, /* 192.0.0.192 */
  0xa83f8110, /* 168.63.129.16 */
};

static const Block6 metadata_blocks6[] = {
  { { 0xfd, 0x00, 0x0e, 0xc2 }, 32 },
  { { 0xfd, 0x20, 0x00, 0xce }, 32 },
};

static const char *const metadata_names[] = { "metadata", "metadata.google.internal",
                                              "metadata.goog", "instance-data",
                                              "instance-data.ec2.internal" };

static const char *const local_suffixes[] = { ".local", ".internal",    ".intranet",
                                              ".lan",   ".localdomain", ".corp",
                                              ".home",  ".home.arpa",   ".private",
                                              ".test",  ".invalid",     ".onion" };

static gboolean
in_block4 (guint32 address, Block4 block)
{
  guint32 mask = G_MAXUINT32 << (32 - block.bits);

  return (address & mask) == block.network;
}

static gboolean
in_block6 (const guint8 *address, const Block6 *block)
{
  guint whole = block->bits / 8;
  guint rest = block->bits % 8;

  if (memcmp (address, block->network, whole) != 0)
    return FALSE;
  return rest == 0 || ((address[whole] ^ block->network[whole]) >> (8 - rest)) == 0;
}

static ValHostKind
classify4 (guint32 address)
{
  for (gsize i = 0; i < G_N_ELEMENTS (metadata_addresses4); i++)
    if (address == metadata_addresses4[i])
      return VAL_HOST_METADATA;
  for (gsize i = 0; i < G_N_ELEMENTS (private_blocks4); i++)
    if (in_block4 (address, private_blocks4[i]))
      return VAL_HOST_PRIVATE_ADDRESS;
  return VAL_HOST_PUBLIC_ADDRESS;
}

static guint32
read_address4 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static ValHostKind
classify6 (const guint8 *address)
{
  for (gsize i = 0; i < G_N_ELEMENTS (metadata_blocks6); i++)
    if (in_block6 (address, &metadata_blocks6[i]))
      return VAL_HOST_METADATA;
  for (gsize i = 0; i < G_N_ELEMENTS (private_blocks6); i++)
    if (in_block6 (address, &private_blocks6[i]))
      return VAL_HOST_PRIVATE_ADDRESS;
  for (gsize i = 0; i < G_N_ELEMENTS (carriers); i++)
    if (in_block6 (address, &carriers[i].block))
      return classify4 (read_address4 (address + carriers[i].offset) ^ carriers[i].turned);
  return VAL_HOST_PUBLIC_ADDRESS;
}

/* Decimal, octal or hexadecimal, as browsers and C libraries read a part of an address. */
static gboolean
parse_part (const char *text, guint64 *value)
{
  guint base = 10;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    {
      text += 2;
      base = 16;
    }
  else if (text[0] == '0' && text[1] != '\0')
    {
      text++;
      base = 8;
    }
  *value = 0;
  if (*text == '\0')
    return base == 16;
  return g_ascii_string_to_unsigned (text, base, 0, G_MAXUINT32, value, NULL);
}

static gboolean
looks_numeric (const char *label)
{
  if (g_ascii_strncasecmp (label, "0x", 2) == 0)
    return strspn (label + 2, "0123456789abcdefABCDEF") == strlen (label + 2);
  return *label != '\0' && strspn (label, "0123456789") == strlen (label);
}

/* The last part fills all the bytes that are left: 127.1, 2130706433, 0x7f.1. */
static gboolean
join_parts (GStrv parts, guint32 *address)
{
  guint n_parts = g_strv_length (parts);
  guint64 joined = 0;

  if (n_parts > 4)
    return FALSE;
  for (guint i = 0; i < n_parts; i++)
    {
      guint bytes = i + 1 < n_parts ? 1 : 5 - n_parts;
      guint64 value;

      if (!parse_part (parts[i], &value) || value >= (guint64) 1 << (8 * bytes))
        return FALSE;
      joined = joined << (8 * bytes) | value;
    }
  *address = (guint32) joined;
  return TRUE;
}

static gboolean
label_is_valid (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > MAX_LABEL || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (; *label != '\0'; label++)
    if (!g_ascii_isalnum (*label) && *label != '-' && *label != '_')
      return FALSE;
  return TRUE;
}

static gboolean
labels_are_valid (GStrv labels)
{
  for (char **label = labels; *label != NULL; label++)
    if (!label_is_valid (*label))
      return FALSE;
  return labels[0] != NULL;
}

static ValHostKind
classify_name (const char *name)
{
  if (g_str_equal (name, "localhost") || g_str_has_suffix (name, ".localhost") ||
      g_str_equal (name, "localhost.localdomain"))
    return VAL_HOST_LOCALHOST;
  for (gsize i = 0; i < G_N_ELEMENTS (metadata_names); i++)
    if (g_str_equal (name, metadata_names[i]))
      return VAL_HOST_METADATA;
  for (gsize i = 0; i < G_N_ELEMENTS (local_suffixes); i++)
    if (g_str_has_suffix (name, local_suffixes[i]))
      return VAL_HOST_LOCAL_NAME;
  return strchr (name, '.') != NULL ? VAL_HOST_NAME : VAL_HOST_LOCAL_NAME;
}

static ValHostKind
parse_ascii (const char *ascii)
{
  g_auto (GStrv) labels = g_strsplit (ascii, ".", -1);
  guint32 address;

  if (strlen (ascii) > MAX_HOST || !labels_are_valid (labels))
    return VAL_HOST_INVALID;
  if (looks_numeric (labels[g_strv_length (labels) - 1]))
    return join_parts (labels, &address) ? classify4 (address) : VAL_HOST_INVALID;
  return classify_name (ascii);
}

static void
parse_literal (ValHost *host, const char *text)
{
  g_autofree char *inner = g_strndup (text + 1, strlen (text) - 2);
  g_autoptr (GInetAddress) address = NULL;

  /* A zone, as in fe80::1%eth0, only means something on one machine. */
  if (strchr (inner, ':') != NULL && strchr (inner, '%') == NULL)
    address = g_inet_address_new_from_string (inner);
  if (address == NULL)
    return;
  host->ascii = g_inet_address_to_string (address);
  host->kind = classify6 (g_inet_address_to_bytes (address));
}

/* Punycode may hide what no name can hold, such as control characters. */
static gboolean
stands_for_a_name (const char *ascii)
{
  g_autofree char *shown = g_hostname_to_unicode (ascii);
  g_autofree char *again = shown != NULL ? g_hostname_to_ascii (shown) : NULL;

  return again != NULL;
}

/* The form that is looked up; NULL where there is none. */
static char *
to_ascii (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);

  if (ascii == NULL || (g_hostname_is_ascii_encoded (ascii) && !stands_for_a_name (ascii)))
    return NULL;
  return g_ascii_strdown (ascii, -1);
}

static gboolean
cut_trailing_dot (char *name)
{
  gsize length = strlen (name);

  if (length == 0 || name[length - 1] != '.')
    return FALSE;
  name[length - 1] = '\0';
  return TRUE;
}

static void
parse_name (ValHost *host, const char *text)
{
  g_autofree char *ascii = to_ascii (text);

  if (ascii == NULL)
    return;
  host->trailing_dot = cut_trailing_dot (ascii);
  host->international = !g_str_is_ascii (text) || g_hostname_is_ascii_encoded (ascii);
  host->kind = parse_ascii (ascii);
  if (host->kind != VAL_HOST_INVALID)
    host->ascii = g_steal_pointer (&ascii);
}

/**
 * val_host_parse:
 * @host: (out caller-allocates): what @text is
 * @text: the host of a URL as written there, in UTF-8; an address of version 6 in its brackets
 *
 * Nothing is looked up.  Odd spellings of addresses (`127.1`, `0x7f000001`, `2130706433`) are read
 * as those who connect would read them.
 */
void
val_host_parse (ValHost *host, const char *text)
{
  gsize length;

  g_return_if_fail (host != NULL && text != NULL);

  *host = (ValHost){ VAL_HOST_INVALID, NULL, FALSE, FALSE };
  length = strlen (text);
  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    parse_literal (host, text);
  else
    parse_name (host, text);
}

/**
 * val_host_clear:
 * @host: a host
 *
 * Frees what @host holds, not @host.
 */
void
val_host_clear (ValHost *host)
{
  g_return_if_fail (host != NULL);

  g_clear_pointer (&host->ascii, g_free);
}
