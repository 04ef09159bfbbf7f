// Package policies carries the rules that ship with Warder. Everything in the
// folders beside this file is Rego and data; the file itself only embeds them,
// so that a fresh binary can decide before any bundle has been fetched.
package policies

import "embed"

// FS holds the shipped policy as a bundle lays it out: the manifest, the
// modules and data under authz, and the schema of the input. Tests of the
// rules are embedded with them; loading the policy leaves out every file
// that ends in _test.rego.
//
//go:embed .manifest authz schemas
var FS embed.FS
