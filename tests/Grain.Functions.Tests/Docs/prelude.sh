# What the commands of a page find before they are run: curl that fails at a refusal, ./grain, and what a page presupposes.
set -e
here=$DOCS_APP/api/spaces/$DOCS_SPACE

curl() { command curl -sS --fail-with-body "$@"; }
api() { curl -H "Authorization: Bearer $GRAIN_KEY" "$@"; }
send() { api -o /dev/null -H 'Content-Type: application/json' "$@"; }

cat >grain <<'TOOL'
#!/bin/sh
[ "$1 $2" = "webhook send" ] && set -- "$@" --url "$DOCS_APP"
exec dotnet "$DOCS_TOOL" "$@"
TOOL
chmod +x grain

given_a_space() { send -X PUT "$here" -d "$1"; }

given_closed_epochs() {
  given_a_space '{"epochs":{"first":"2026-11-15T00:00:00Z"}}'
  send "$here/grants" -d '[
    {"grantId":"talk","contributor":"ada","amount":5,"grantedAt":"2026-11-15T18:00:00Z"},
    {"grantId":"post","contributor":"ben","amount":2.5,"grantedAt":"2026-11-16T18:00:00Z"}]'
  send -X POST "$here/epochs"
  until api "$here/epochs" | grep -q Closed; do sleep 0.05; done
}
