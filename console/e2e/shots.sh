#!/usr/bin/env bash
# Serves a fresh server with the demo of shots.mjs and makes its pictures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dir="$(mktemp -d)"
mkdir "$dir/bundles"
console/e2e/bundles.sh "$dir/bundles"
./bin/warder serve --server-name warder-0 --policy-keys "team=$dir/bundles/team.pub" --policy-scope tests --listen 127.0.0.1:8391 --ops-listen 127.0.0.1:8392 --data-dir "$dir" --log-level warn &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$dir"' EXIT
for _ in $(seq 300); do
	curl -sf http://127.0.0.1:8391/api/status >/dev/null && break
	kill -0 "$server" && read -rt 0.2 <> <(:) || true
done
(cd console && BUNDLES="$dir/bundles" WARDER_URL=http://127.0.0.1:8391 node e2e/shots.mjs)
