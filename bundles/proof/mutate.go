package proof

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// MutateOptions bound the search for mutants that no test notices.
type MutateOptions struct {
	// Only are prefixes of paths below the tree; none means every module.
	Only []string
	// Budget is how long mutants are tried; 0 means no limit.
	Budget time.Duration
	// Progress hears how many mutants were tried, one goroutine at a time.
	Progress func(done, total int)
}

// Mutation is what became of the mutants of a policy.
type Mutation struct {
	Total    int // mutants that compile, of those tried
	Killed   int
	Untried  int // for want of time
	Listed   int // survivors that are known to be equivalent
	Findings []Finding
}

// Summary is the mutation in a few words.
func (m *Mutation) Summary() string {
	text := fmt.Sprintf("%d of %d mutants fail a test", m.Killed, m.Total)
	if m.Listed > 0 {
		text += fmt.Sprintf(", %d are listed as equivalent", m.Listed)
	}
	if m.Untried > 0 {
		text += fmt.Sprintf(", %d were not tried", m.Untried)
	}
	return text
}

// Mutate changes the policy in one place at a time, negating a literal, dropping
// a line or swapping a constant, and runs the tests that look at the place. It
// finds mutants that survive, and tests that no mutant fails. The tests must
// pass as they are.
func (t *Tree) Mutate(ctx context.Context, options MutateOptions) (*Mutation, error) {
	modules, findings := t.parse()
	if len(findings) > 0 {
		return &Mutation{Findings: findings}, nil
	}
	listed, findings := t.equivalents()
	if len(findings) > 0 {
		return &Mutation{Findings: findings}, nil
	}
	lab, err := newLab(ctx, t, modules)
	if err != nil {
		return nil, err
	}
	lab.judging = len(options.Only) == 0
	all := t.mutants(modules, options.Only)
	fates := lab.tryAll(ctx, all, options)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	mutation := t.sentence(all, fates, listed, lab.judging)
	if lab.judging && mutation.Untried == 0 {
		idle := lab.idle(ctx, all, fates)
		mutation.Findings = append(mutation.Findings, idle...)
	}
	mutation.Findings = settled(mutation.Findings)
	return mutation, ctx.Err()
}

// fate is what became of one mutant.
type fate int

const (
	untried fate = iota
	invalid      // it does not compile, so it could not be shipped
	survived
	killed
)

// Mutants are those of the modules that decide, in the order of their paths. Only
// are prefixes of paths below the tree; none means every module.
func (t *Tree) Mutants(only ...string) ([]Mutant, []Finding) {
	modules, findings := t.parse()
	if len(findings) > 0 {
		return nil, findings
	}
	return t.mutants(modules, only), nil
}

func (t *Tree) mutants(modules map[string]*ast.Module, only []string) []Mutant {
	var all []Mutant
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		wanted := len(only) == 0 || slices.ContainsFunc(only, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
		if !isTest(path) && wanted {
			all = append(all, mutants(path, modules[path], t.Files[path])...)
		}
	}
	return all
}

// tryAll tries the mutants in an order that spreads what there is time for over
// the whole policy, the same in every run.
func (l *lab) tryAll(ctx context.Context, all []Mutant, options MutateOptions) []fate {
	bounded := ctx
	if options.Budget > 0 {
		var cancel context.CancelFunc
		bounded, cancel = context.WithTimeout(ctx, options.Budget)
		defer cancel()
	}
	fates := make([]fate, len(all))
	var mutex sync.Mutex
	done := 0
	order := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range order {
				fates[i] = l.try(bounded, &all[i])
				mutex.Lock()
				done++
				if options.Progress != nil {
					options.Progress(done, len(all))
				}
				mutex.Unlock()
			}
		})
	}
	for i := range all {
		if bounded.Err() != nil {
			break
		}
		order <- int(uint64(i) * mutantStride % uint64(len(all)))
	}
	close(order)
	workers.Wait()
	return fates
}

// mutantStride is a prime larger than the number of mutants of any policy.
const mutantStride = 1_000_003

// sentence counts, and names every survivor that is not listed as equivalent.
// whole reports whether all mutants were meant to be tried: then an entry of the list
// that is no survivor is out of date.
func (t *Tree) sentence(all []Mutant, fates []fate, listed []equivalent, whole bool) *Mutation {
	mutation := &Mutation{}
	known, stale := map[string]bool{}, map[string]int{}
	for _, one := range listed {
		known[one.Mutant], stale[one.Mutant] = true, one.row
	}
	for i := range all {
		mutant := &all[i]
		switch fates[i] {
		case untried:
			mutation.Untried++
			continue
		case invalid:
			continue
		case killed:
			mutation.Killed++
		case survived:
			delete(stale, mutant.Name())
			if known[mutant.Name()] {
				mutation.Listed++
				break
			}
			mutation.Findings = append(mutation.Findings, Finding{
				Step: StepMutants, File: t.Path(mutant.Path), Row: mutant.Row, Col: mutant.Col,
				Message: "no test fails for the mutant: " + mutant.Rule + ": " + mutant.Change,
			})
		}
		mutation.Total++
	}
	if mutation.Untried > 0 {
		mutation.Findings = append(mutation.Findings, Finding{
			Step: StepMutants, Message: fmt.Sprintf("%d of %d mutants were not tried in time, so nothing is known about them", mutation.Untried, len(all)),
		})
		return mutation
	}
	for _, name := range slices.Sorted(maps.Keys(stale)) {
		if whole {
			mutation.Findings = append(mutation.Findings, Finding{
				Step: StepMutants, File: t.Path(equivalentsFile), Row: stale[name],
				Message: "is listed as equivalent, and is not: a test fails for it, or the policy has no such mutant: " + name,
			})
		}
	}
	return mutation
}

// idle names the tests that no mutant fails: they pass under any rules. A
// test of data alone is not judged, because data is not mutated.
func (l *lab) idle(ctx context.Context, all []Mutant, fates []fate) []Finding {
	var findings []Finding
	for _, test := range l.tests {
		if test.ofData || test.kills > 0 || l.killsAny(ctx, test, all, fates) {
			continue
		}
		findings = append(findings, l.tree.at(StepMutants, test.location, "%s: no mutation of a rule makes this test fail", test.name))
	}
	return findings
}

// killsAny tries one test on every mutant of what it looks at.
func (l *lab) killsAny(ctx context.Context, test *labTest, all []Mutant, fates []fate) bool {
	for i := range all {
		if fates[i] == killed && test.looked[all[i].ref] && l.run(ctx, &all[i], []*labTest{test}) == killed {
			return true
		}
	}
	return false
}

// try runs the tests beside the mutant first, then the others that look at it.
func (l *lab) try(ctx context.Context, mutant *Mutant) fate {
	for _, tests := range l.looking(mutant) {
		if found := l.run(ctx, mutant, tests); found != survived {
			return found
		}
	}
	return survived
}
