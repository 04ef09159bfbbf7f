# METADATA
# scope: subpackages
# title: Warder's authorization policy
# description: |
#   Every rule is checked against the schema of the input, so that a misspelt
#   field is an error of `opa check` and not a rule that never fires.
# schemas:
#   - input: schema.input
package authz
