package engine

// Evaluator names what takes decisions. Both answer alike: what topdown answers
// is what a policy says, and a plan is a faster way to it.
type Evaluator string

// The evaluators there are.
const (
	Plan    Evaluator = "plan"    // OPA's plan of the policy, run by package plan
	Topdown Evaluator = "topdown" // OPA's own evaluator, as `opa eval` and `opa test` use it
)
