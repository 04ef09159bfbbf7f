#!/usr/bin/env bash
# Makes bundles of policy for rollout.mjs and shots.mjs in a folder, with the key team.pub
# that they are signed by: 7 and 8 restrict a little, 8 unlike 7; 6 is older; unsigned and
# truncated are what they are called, and broken does not compile.
set -euo pipefail
dir="$1"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
warder="$root/bin/warder"
cp -r "$root/policies" "$dir/policies"
find "$dir/policies" -name '*_test.rego' -delete
rule="$dir/policies/authz/rules/freeze/freeze.rego"
mkdir -p "$(dirname "$rule")"
cd "$dir"
"$warder" bundle keygen --out team >/dev/null
make_bundle() {
	"$warder" bundle build policies --revision "$1" -o "$2.tar.gz" >/dev/null
	"$warder" bundle sign "$2.tar.gz" --key team.key --key-id team --scope tests >/dev/null
}
freeze() {
	cat >"$rule" <<EOF
# METADATA
# title: Frozen
package authz.rules.freeze

# METADATA
# title: $1 is frozen
# description: Nothing reads it before the audit is over.
# custom:
#   code: frozen
#   status: 403
#   remediation: Wait for the end of the audit.
deny contains {"code": "frozen", "message": "$1 is frozen"} if {
	input.resource.type == "secrets"
	input.resource.properties.secretName == "$1"
}
EOF
}
freeze API_KEY
make_bundle 6 6
make_bundle 7 7
freeze DATABASE_URL
make_bundle 8 8
"$warder" bundle build policies --revision 9 -o unsigned.tar.gz >/dev/null
head -c 2000 8.tar.gz >truncated.tar.gz
printf 'package authz.rules.freeze\n\ndeny contains nothing_there if true\n' >"$rule"
make_bundle 9 broken
