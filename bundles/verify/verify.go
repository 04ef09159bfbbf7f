// Package verify looks for requests that break the assertions of a policy:
// through every combination of a finite domain first, then by chance. What it
// finds is made as small as it can be and written as a test that plain `opa
// test` runs.
package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"warder/engine"
	"warder/engine/input"
)

// Options of a search. The zero value searches the finite domain of the
// built-in roles, without a limit.
type Options struct {
	// Roles are searched besides the built-in ones.
	Roles []Role
	// Samples are how many requests are tried by chance, and Seed is where chance
	// begins: the same seed tries the same requests.
	Samples int
	Seed    uint64
	// Limit is how many requests of the finite domain are tried, spread over all of
	// it; 0 means every one.
	Limit int
	// Only names the assertions to search for; none means all.
	Only []string
	// Budget ends the search early; 0 means never. A finite domain that was not
	// finished was sampled evenly.
	Budget time.Duration
	// Progress hears, from one goroutine at a time, how far each part of the search
	// is: the finite domain, then chance.
	Progress func(Progress)
}

// Progress is how far a part of a search is.
type Progress struct {
	Of          string // the domain, and how much of it is left out
	Done, Total int    // requests that were tried, and that are to be tried
}

// Outcome is what a search came to.
type Outcome struct {
	Assertions []engine.Assertion
	Domain     Domain
	Enumerated int // requests of the finite domain that were tried
	Total      int // requests that it has
	Sampled    int // requests that were tried by chance
	Took       time.Duration
	// Counterexamples are at most one for each assertion, by its name.
	Counterexamples []Counterexample
}

// Counterexample is a request for which an assertion does not hold.
type Counterexample struct {
	Assertion engine.Assertion
	Message   string
	Request   *input.Request
	// Document is the input of the request without what does not matter.
	Document any
}

// Exhaustive reports whether the whole finite domain was tried.
func (o *Outcome) Exhaustive() bool { return o.Enumerated == o.Total }

// Coverage says how many requests were tried. A claim of completeness comes
// with the domain: it is finite because much is left out of it.
func (o *Outcome) Coverage() string {
	text := fmt.Sprintf("tried %d of the %d requests of a finite domain", o.Enumerated, o.Total)
	if o.Exhaustive() {
		text = fmt.Sprintf("tried all %d requests of a finite domain", o.Total)
	}
	if o.Sampled > 0 {
		text += fmt.Sprintf(" and %d by chance", o.Sampled)
	}
	return text
}

// ErrUntried means that the budget of time was over before the first request. It says
// nothing about any assertion.
var ErrUntried = errors.New("no request was tried, so nothing is proved: the budget of time was over before the first")

// Run searches. An error is a policy that could not be evaluated: nothing is
// known about its assertions then.
func Run(ctx context.Context, verifier *engine.AssertionVerifier, options Options) (*Outcome, error) {
	started := time.Now() //nolint:forbidigo // a budget is in the time of the machine
	domain := domainOf(verifier, options.Roles)
	outcome := &Outcome{Assertions: chosen(verifier, options.Only), Domain: domain, Total: domain.size()}
	if len(outcome.Assertions) == 0 {
		outcome.Total = 0
		return outcome, nil
	}
	tries := outcome.Total
	if options.Limit > 0 {
		tries = min(tries, options.Limit)
	}
	search := &search{verifier: verifier, found: map[string]hit{}, progress: options.Progress}
	for _, assertion := range outcome.Assertions {
		search.wanted = append(search.wanted, assertion.Name)
	}
	if options.Budget > 0 {
		bounded, cancel := context.WithTimeout(ctx, options.Budget)
		defer cancel()
		search.budget = bounded
	}
	// What a plain member may do breaks most of what can be broken; that it is
	// tried again with the rest costs little.
	near := domain.near()
	search.first = -len(near)
	search.each(ctx, len(near), func(i int) *input.Request { return near[i] })
	search.first, search.part = 0, finitePart(tries, outcome.Total)
	outcome.Enumerated = search.each(ctx, tries, domain.spread)
	if outcome.Enumerated == tries {
		search.part = Progress{Of: "by chance", Total: options.Samples}
		outcome.Sampled = search.each(ctx, options.Samples, func(i int) *input.Request { return domain.chance(options.Seed, uint64(i)) })
	}
	if err := search.err; err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if outcome.Enumerated+outcome.Sampled == 0 && outcome.Total > 0 && len(search.found) == 0 {
		return nil, fmt.Errorf("%w; give it more than %v", ErrUntried, options.Budget)
	}
	for _, assertion := range outcome.Assertions {
		if hit, refuted := search.found[assertion.Name]; refuted {
			outcome.Counterexamples = append(outcome.Counterexamples, shrink(ctx, verifier, assertion, hit.request))
		}
	}
	outcome.Took = time.Since(started)
	return outcome, nil
}

// finitePart is the part of a search that tries so many requests of a finite domain.
func finitePart(tries, size int) Progress {
	if tries < size {
		return Progress{Of: fmt.Sprintf("the finite domain, %d of its %d requests", tries, size), Total: tries}
	}
	return Progress{Of: "the finite domain", Total: tries}
}

// chosen are the assertions of these names, or all.
func chosen(verifier *engine.AssertionVerifier, names []string) []engine.Assertion {
	all := verifier.Assertions()
	if len(names) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(a engine.Assertion) bool { return !slices.Contains(names, a.Name) })
}
