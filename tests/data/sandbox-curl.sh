#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: sandbox-curl.sh PROGRAM
# Walks through the documented procedure (contract 3.3, 6, 7) with curl against PROGRAM, the way its
# readers do, and looks at statuses, headers and bodies.

set -eu

program=$1
for tool in curl python3; do
  command -v "$tool" >/dev/null || { echo "no $tool here"; exit 77; }
done

dir=$(mktemp -d)
sandbox=
finish () {
  [ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || :
  rm -rf "$dir"
}
trap finish EXIT

fail () {
  echo "not ok: $1" >&2
  [ ! -s "$dir/body" ] || head -c 2000 "$dir/body" >&2
  exit 1
}

# json EXPRESSION: of the last body, as d
json () {
  python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
v = eval(sys.argv[2])
print(v if isinstance(v, str) else json.dumps(v))' "$dir/body" "$1"
}

# is EXPRESSION VALUE
is () {
  actual=$(json "$1")
  [ "$actual" = "$2" ] || fail "$1 is $actual, not $2"
}

header () {
  tr -d '\r' <"$dir/headers" | sed -n "s/^$1: //Ip"
}

# call STATUS METHOD URL [curl's arguments]; what is secret goes through a file, not through argv
call () {
  expected=$1 method=$2 url=$3
  shift 3
  status=$(curl -sS --noproxy '*' -o "$dir/body" -D "$dir/headers" -w '%{http_code}' -X "$method" \
    -H 'accept: application/json' "$@" "$url")
  [ "$status" = "$expected" ] || fail "$method $url: $status, not $expected"
  [ "$(header elements-request-id | wc -c)" = 25 ] || fail "$method $url: no request id"
  echo "ok: $method ${url#"$origin"} $status"
}

# start ARGUMENT…: leaves the line that the sandbox begins with as the last body
start () {
  rm -f "$dir/ready"
  mkfifo "$dir/ready"
  "$program" --port 0 "$@" >"$dir/ready" &
  sandbox=$!
  read -r line <"$dir/ready"
  printf '%s' "$line" >"$dir/body"
}

stop () {
  kill "$sandbox"
  wait "$sandbox" || fail "it ended with $?"
  sandbox=
}

start --instances 0
base=$(json 'd["baseUrl"]')
origin=${base%/elements/api-v2}
case $origin in http://127.0.0.1:*) ;; *) fail "it does not listen on loopback: $origin" ;; esac
auth=$(json '"User %s, Organization %s" % (d["userSecret"], d["organizationSecret"])')
printf 'Authorization: %s\n' "$auth" >"$dir/platform"
platform="@$dir/platform"

# An account without instances answers 404, not an empty list.
call 404 GET "$base/instances" -H "$platform"
is 'd["message"]' 'No element instances found'
is 'len(d["requestId"])' 24
[ "$(json 'd["requestId"]')" = "$(header elements-request-id)" ] || fail 'two request ids'
call 401 GET "$base/instances"
is 'd["message"]' \
  'Invalid Organization or User secret, or invalid Element token provided.'

# The URL of the consent page.
redirect=http://localhost:8765/callback
call 200 GET "$base/elements/hootsuite/oauth/url" -G --data-urlencode 'apiKey=FAKE-CLIENT-ID' \
  --data-urlencode 'apiSecret=FAKE-CLIENT-SECRET' --data-urlencode "callbackUrl=$redirect" \
  --data-urlencode 'state=FAKE-STATE-8f3a61c2'
is 'd["element"]' hootsuite
consent=$(json 'd["oauthUrl"]')

# grant DECISION: the page's form, posted as a browser does; prints where it leads
grant () {
  curl -sS --noproxy '*' -o "$dir/page" "$consent"
  set -- "$1" "$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$dir/page")"
  curl -sS --noproxy '*' -o "$dir/none" -w '%{redirect_url}' --data-urlencode "csrf=$2" \
    --data-urlencode 'client_id=FAKE-CLIENT-ID' --data-urlencode "redirect_uri=$redirect" \
    --data-urlencode 'state=FAKE-STATE-8f3a61c2' --data-urlencode "decision=$1" "${consent%%\?*}"
}

[ "$(grant deny)" = "$redirect?error=access_denied&state=FAKE-STATE-8f3a61c2" ] || fail 'deny'
back=$(grant allow)
code=$(printf '%s' "$back" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
[ -n "$code" ] || fail "no code in $back"

cat >"$dir/create.json" <<END
{"element": {"key": "hootsuite"}, "providerData": {"code": "$code"},
 "configuration": {"oauth.callback.url": "$redirect", "oauth.api.key": "FAKE-CLIENT-ID",
  "oauth.api.secret": "FAKE-CLIENT-SECRET", "event.notification.enabled": true,
  "event.notification.callback.url": "$base/events/hootsuite"},
 "tags": ["marketing", "demo"], "name": "Hootsuite marketing"}
END
type='content-type: application/json'

call 400 POST "$base/instances" -H "$platform" -H "$type" \
  -d '{"element":{"key":"hootsuite"},"name":"x"}'
is 'd["message"]' \
  'You must provide an OAuth code in order to create an instance of this element'
call 415 POST "$base/instances" -H "$platform" -d @"$dir/create.json"
call 200 POST "$base/instances" -H "$platform" -H "$type" -d @"$dir/create.json"
id=$(json 'd["id"]')
is 'd["configuration"]["oauth.api.key"]' '********'
is 'd["configuration"]["oauth.api.secret"]' '********'
is 'd["configuration"]["oauth.user.token"]' '********'
is 'd["configuration"]["event.notification.enabled"]' true
is 'd["eventsEnabled"]' true
is 'd["valid"]' true
is '"providerData" in d' false
is 'len(d["token"])' 44
printf 'Authorization: %s, Element %s\n' "$auth" "$(json 'd["token"]')" >"$dir/element"
element="@$dir/element"

# The webhook URL goes into the instance: by its id, and by its token as the procedure has it.
encoded=$(printf %s "$id" | base64)
webhook="$base/events/hootsuite/$encoded"
patch="{\"configuration\": {\"event.notification.callback.url\": \"$webhook\"}}"
call 200 PATCH "$base/instances/$id" -H "$platform" -H "$type" -d "$patch"
is 'd["configuration"]["event.notification.callback.url"]' "$webhook"
is 'd["configuration"]["oauth.callback.url"]' "$redirect"
is 'd["tags"]' '["marketing", "demo"]'
call 200 PATCH "$base/instances" -H "$element" -H "$type" -d '{"name": "<i>Renamed</i>"}'
is 'd["name"]' Renamed
call 401 PATCH "$base/instances" -H "$platform" -H "$type" -d '{"name": "x"}'

# One value by its own address; there is no PUT.
call 200 GET "$base/instances/$id/configuration" -H "$platform"
config=$(json '[c["id"] for c in d if c["key"] == "event.notification.callback.url"][0]')
is '[c["propertyValue"] for c in d if c["key"] == "oauth.api.secret"][0]' '********'
call 200 PATCH "$base/instances/$id/configuration/$config" -H "$platform" -H "$type" \
  -d '{"propertyValue": "https://example.com/hooks"}'
is 'd["propertyValue"]' https://example.com/hooks
call 405 PUT "$base/instances/$id/configuration/$config" -H "$platform" -H "$type" -d '{}'
[ "$(header allow)" = 'GET, PATCH' ] || fail 'Allow'

# The provider's webhook, without authorization.
call 200 POST "$webhook" -H "$type" -d '[{"seq_no":"1","type":"com.hootsuite.ping.event.v1"}]'
call 200 GET "$base/instances/$id/events" -H "$platform"
is 'd[0]["eventElementInstances"][0]["elementInstanceId"]' "$id"

# The list, with its headers.
call 200 GET "$base/instances" -H "$platform" -G --data-urlencode 'tags[]=demo' -d pageSize=1
is 'len(d)' 1
[ "$(header elements-returned-count)" = 1 ] || fail 'Elements-Returned-Count'
[ "$(header elements-total-count)" = 1 ] || fail 'Elements-Total-Count'
header access-control-expose-headers | grep -q Elements-Next-Page-Token || fail 'exposed headers'

# A second use of the code is refused and spoils the instance.
call 400 POST "$base/instances" -H "$platform" -H "$type" -d @"$dir/create.json"
call 200 GET "$base/instances/$id" -H "$platform"
is 'd["valid"]' false

# Disabled, enabled, deleted.
call 200 DELETE "$base/instances/$id/enabled" -H "$platform"
call 403 GET "$base/ping" -H "$element"
call 200 PUT "$base/instances/enabled" -H "$element"
call 200 DELETE "$base/instances/$id" -H "$platform"
[ ! -s "$dir/body" ] || fail 'DELETE has a body'
call 401 GET "$base/ping" -H "$element"
call 404 DELETE "$base/instances/$id" -H "$platform"

stop

# The same over TLS, with the certificate of the run; it is gone afterwards.
if command -v openssl >/dev/null; then
  start --tls --instances 3
  base=$(json 'd["baseUrl"]')
  origin=${base%/elements/api-v2}
  certificate=$(json 'd["certificate"]')
  for host in 127.0.0.1 localhost; do
    call 200 GET "https://$host:${origin##*:}/elements/api-v2/elements/keys" \
      --cacert "$certificate"
  done
  stop
  [ ! -e "$certificate" ] || fail "$certificate was left behind"
fi

"$program" --port 99999 2>"$dir/body" && fail 'it took an impossible port'
"$program" --faults "$dir/none" 2>"$dir/body" && fail 'it began without its faults'
echo 'all as documented'
