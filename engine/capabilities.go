package engine

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// allowed are the built-in functions a policy may call: pure functions of
// their arguments that reach nothing outside. The others are left out on
// purpose: the network (http.send, net.lookup_ip_addr), the process
// (opa.runtime, print, trace), the clock (time.now_ns), randomness (rand.intn,
// uuid.rfc4122), tokens and keys (io.jwt.*, crypto.*), and code
// (rego.parse_module, strings.render_template). A decision must be a pure
// function of its input to be cached, replayed and tested.
var allowed = []string{
	// operators
	"and", "assign", "div", "eq", "equal", "gt", "gte", "lt", "lte", "minus", "mul", "neq", "or", "plus", "rem",
	"internal.member_2", "internal.member_3", "internal.template_string",
	// collections
	"array.concat", "array.flatten", "array.reverse", "array.slice", "count", "intersection", "max", "min",
	"object.filter", "object.get", "object.keys", "object.remove", "object.subset", "object.union", "object.union_n",
	"product", "sort", "sum", "union", "walk",
	// numbers
	"abs", "ceil", "floor", "format_int", "numbers.range", "numbers.range_step", "round", "to_number",
	// strings
	"concat", "contains", "endswith", "indexof", "indexof_n", "lower", "replace", "split", "sprintf", "startswith",
	"strings.any_prefix_match", "strings.any_suffix_match", "strings.count", "strings.replace_n", "strings.reverse",
	"substring", "trim", "trim_left", "trim_prefix", "trim_right", "trim_space", "trim_suffix", "upper",
	"glob.match", "glob.quote_meta",
	"regex.find_all_string_submatch_n", "regex.find_n", "regex.is_valid", "regex.match", "regex.replace", "regex.split",
	// addresses
	"net.cidr_contains", "net.cidr_contains_matches", "net.cidr_intersects", "net.cidr_is_valid",
	// times that the input carries
	"time.add_date", "time.clock", "time.date", "time.diff", "time.format", "time.parse_duration_ns", "time.parse_ns",
	"time.parse_rfc3339_ns", "time.weekday",
	// types and encodings
	"is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set", "is_string", "type_name",
	"json.filter", "json.is_valid", "json.marshal", "json.remove", "json.unmarshal",
	// the metadata that reason codes are read from
	"rego.metadata.chain", "rego.metadata.rule",
}

// Capabilities is what policy is compiled with: the version of OPA in this
// binary, less every built-in function that is not on the list, and less the
// network. `opa check --capabilities` reads its JSON form.
func Capabilities() *ast.Capabilities {
	capabilities := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(ast.RegoV1))
	capabilities.Builtins = slices.DeleteFunc(slices.Clone(capabilities.Builtins), func(b *ast.Builtin) bool {
		return !slices.Contains(allowed, b.Name)
	})
	capabilities.AllowNet = []string{} // an absent list would mean any host
	return capabilities
}
