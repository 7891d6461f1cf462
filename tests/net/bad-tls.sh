#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the certificates of test-session-tls.c: an authority, and servers that have one flaw each.
# Argument: an empty folder.  Each NAME.pem holds what the server sends, NAME.key its key.
set -eu
cd "$1"

echo 01 >serial
: >index
cat >ca.conf <<END
[ca]
default_ca = one
[one]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
END

root='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign'
middle="$root"
local_host='subjectAltName=DNS:localhost,IP:127.0.0.1'
server="basicConstraints=CA:FALSE
keyUsage=digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth"

# issue NAME ISSUER EXTENSIONS [OPTION…]; the last options win
issue() {
  name=$1 issuer=$2
  printf '%s\n' "$3" >"$name.ext"
  shift 3
  openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
  openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr"
  sign="-cert $issuer.crt"
  [ "$issuer" != "$name" ] || sign=-selfsign
  # shellcheck disable=SC2086
  openssl ca -batch -config ca.conf $sign -keyfile "$issuer.key" -in "$name.csr" \
    -extfile "$name.ext" -startdate 20200101000000Z -enddate 20490101000000Z -notext \
    -out "$name.crt" "$@"
  cat "$name.crt" >"$name.pem"
}

with_chain() { # NAME ISSUER…
  name=$1
  shift
  for issuer; do cat "$issuer.crt" >>"$name.pem"; done
}

issue authority authority "$root"
issue stranger stranger "$root"
issue between authority "$middle"
issue narrow authority "$middle
nameConstraints=critical,permitted;DNS:example.com,permitted;IP:192.0.2.0/255.255.255.0"
issue last authority 'basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign'
issue beyond last "$middle"
issue no-authority authority "$server
$local_host"

issue good authority "$server
$local_host"
issue good-chain between "$server
$local_host"
with_chain good-chain between

issue expired authority "$server
$local_host" -enddate 20210101000000Z
issue not-yet-valid authority "$server
$local_host" -startdate 20480101000000Z
issue other-host authority "$server
subjectAltName=DNS:other.example"
issue other-address authority "$server
subjectAltName=IP:127.0.0.2"
issue name-for-address authority "$server
subjectAltName=DNS:127.0.0.1"
issue any-name authority "$server
subjectAltName=DNS:*,DNS:*.0.0.1,DNS:*.*.*.*"
issue self-signed self-signed "$server
$local_host"
issue unknown-authority stranger "$server
$local_host"
issue incomplete-chain between "$server
$local_host"
issue from-no-authority no-authority "$server
$local_host"
with_chain from-no-authority no-authority
issue outside-constraint narrow "$server
$local_host"
with_chain outside-constraint narrow
issue too-long-chain beyond "$server
$local_host"
with_chain too-long-chain beyond last
issue for-nothing authority "basicConstraints=CA:FALSE
keyUsage=cRLSign
$local_host"
issue sha1 authority "$server
$local_host" -md sha1
