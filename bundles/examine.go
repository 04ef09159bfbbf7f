package bundles

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/input"
)

// Requirements are what a policy is held to besides its signature.
type Requirements struct {
	// Guardrails and Required are those of engine.Options.
	Guardrails map[string]string
	Required   []string
	// Handles are the types and actions that some rule package must decide,
	// because the server has routes for them.
	Handles [][2]string
	// Timeout of one decision; 0 means the engine's default.
	Timeout time.Duration
	// TestsPass skips the policy's own tests, for one whose tests a
	// trusted process has run already.
	TestsPass bool
}

// Canary is a request whose decision is known: one that must never be
// permitted, or one without which the policy could not be mended any more. The
// binary has some; a bundle may bring more as data.authz.canaries.
type Canary struct {
	Name      string        `json:"name"`
	Request   input.Request `json:"request"`
	Permitted bool          `json:"permitted"`
	// Code is one that a refusal must have among its reasons; empty for any.
	Code string `json:"code"`
}

//go:embed canaries.json
var ownCanaries []byte

// Examine finds out whether a policy may decide: it compiles, its own tests
// hold, and the canaries are decided as they must be. It leaves time and memory
// to its caller; see Sandbox. An error is a *Refusal, or that of ctx. One
// of CauseDiffers keeps no policy from deciding: topdown runs it.
func Examine(ctx context.Context, policy engine.Policy, tests map[string]string, required Requirements) error {
	decider, err := engine.New(ctx, engine.Options{
		Policy: policy, Guardrails: required.Guardrails, Required: required.Required, Timeout: required.Timeout,
		Crosscheck: &engine.Crosscheck{},
	})
	switch {
	case errors.Is(err, engine.ErrPolicyMissing):
		return refuse(CauseMissing, err)
	case err != nil:
		return refuse(CauseCompile, err)
	}
	if err := checkHandled(decider, required.Handles); err != nil {
		return err
	}
	if err := askCanaries(ctx, decider, policy); err != nil || required.TestsPass {
		return err
	}
	if err := runOwnTests(ctx, policy, tests, required); err != nil {
		return err
	}
	return compareTests(ctx, decider, policy, tests, required)
}

func checkHandled(decider *engine.Engine, asked [][2]string) error {
	var problems []error
	for _, pair := range asked {
		if !decider.Handles(pair[0], pair[1]) {
			problems = append(problems, fmt.Errorf("no rule package handles %s on %s", pair[1], pair[0]))
		}
	}
	return refuse(CauseMissing, errors.Join(problems...))
}

// runOwnTests runs the tests on the policy as it would decide. Those of what
// the binary owns are left out: the binary's modules take its place, whose
// tests were run when it was built.
func runOwnTests(ctx context.Context, policy engine.Policy, tests map[string]string, required Requirements) error {
	tests = maps.Clone(tests)
	for path := range engine.SystemModules(tests) {
		delete(tests, path)
	}
	passed, failed, err := RunTests(ctx, engine.Overlay(policy, required.Guardrails), tests)
	if err != nil {
		return refuse(CauseTests, err)
	}
	if len(failed) == 0 {
		return nil
	}
	const shown = 10
	return refuse(CauseTests, fmt.Errorf("%d of %d tests fail:\n%s", len(failed), len(failed)+passed, strings.Join(failed[:min(shown, len(failed))], "\n")))
}

func askCanaries(ctx context.Context, decider engine.Decider, policy engine.Policy) error {
	canaries, err := canariesOf(policy)
	if err != nil {
		return refuse(CauseCanary, err)
	}
	var problems []error
	for _, canary := range canaries {
		decision := decider.Decide(ctx, &canary.Request)
		if slices.ContainsFunc(decision.Reasons, func(r engine.Reason) bool { return r.Code == engine.PolicyTimeout }) {
			return refuse(CauseLimits, fmt.Errorf("the request %q is not decided in time", canary.Name))
		}
		problems = append(problems, canary.check(&decision))
	}
	return refuse(CauseCanary, errors.Join(problems...))
}

// CanaryRequests are those of the binary's canaries.
func CanaryRequests() ([]input.Request, error) {
	canaries, err := canariesOf(engine.Policy{})
	requests := make([]input.Request, 0, len(canaries))
	for i := range canaries {
		requests = append(requests, canaries[i].Request)
	}
	return requests, err
}

// canariesOf are the binary's and those that the policy brings.
func canariesOf(policy engine.Policy) ([]Canary, error) {
	var canaries, own []Canary
	if err := json.Unmarshal(ownCanaries, &canaries); err != nil {
		return nil, err
	}
	root, _ := policy.Data[Root].(map[string]any)
	if brought, ok := root["canaries"]; ok {
		text, err := json.Marshal(brought)
		if err == nil {
			err = json.Unmarshal(text, &own)
		}
		if err != nil {
			return nil, fmt.Errorf("data.authz.canaries: %w", err)
		}
	}
	return append(canaries, own...), nil
}

func (c Canary) check(decision *engine.Decision) error {
	codes := make([]string, 0, len(decision.Reasons))
	for _, reason := range decision.Reasons {
		codes = append(codes, reason.Code)
	}
	switch {
	case decision.Permitted && !c.Permitted:
		return fmt.Errorf("the request %q must be refused, and is permitted by %s", c.Name, strings.Join(decision.Grants, ", "))
	case !decision.Permitted && c.Permitted:
		return fmt.Errorf("the request %q must be permitted, and is refused: %s", c.Name, strings.Join(codes, ", "))
	case !decision.Permitted && c.Code != "" && !slices.Contains(codes, c.Code):
		return fmt.Errorf("the request %q must be refused with %s, and is with: %s", c.Name, c.Code, strings.Join(codes, ", "))
	}
	return nil
}
