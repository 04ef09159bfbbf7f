package truth

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/rego"

	"warder/bundles"
	"warder/bundles/proof"
	"warder/cmd/service"
	"warder/engine"
)

// everyMutant tries every mutant of every line, each by itself: an hour of one
// processor. Without it one mutant of each line is tried, together with one of
// other modules: their objections are collected, so that each still shows.
var everyMutant = flag.Bool("truth.every", false, "try every mutant of the shipped policy, one at a time")

const (
	// rounds is into how many policies the mutants are put that are not tried alone.
	rounds = 48
	// asked is how many questions that reach its line each mutant is asked, and others
	// how many any, besides.
	asked  = 3
	others = 12
	// patient lets no decision end for want of time: other tests run meanwhile.
	patient = time.Minute
)

// lab compares the engine with plain OPA on policies that are the shipped one but
// for some lines.
type lab struct {
	files     bundles.Files
	plain     *opa
	options   engine.Options
	questions []question
	reaching  map[place][]int // questions, by the line that they reach
	answers   [][]said        // of the shipped policy, by plain OPA

	noticed, refused atomic.Int64 // policies that answer otherwise, mutants that do not compile
}

type place struct {
	path string
	row  int
}

func newLab(t *testing.T) *lab {
	t.Helper()
	t.Cleanup(func(before int) func() { return func() { debug.SetGCPercent(before) } }(debug.SetGCPercent(400))) // what is compiled is soon forgotten
	files, err := bundles.ReadFiles(shippedPolicy)
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(files, func(path, _ string) bool { return strings.HasSuffix(path, "_test.rego") })
	l := &lab{files: files, plain: newOPA(t, shippedPolicy), questions: gathered(t), reaching: map[place][]int{}}
	if l.options, err = service.EngineOptions(patient); err != nil {
		t.Fatal(err)
	}
	query, problems := l.plain.with(t.Context(), nil)
	if problems != nil {
		t.Fatal(problems)
	}
	l.answers = make([][]said, len(l.questions))
	for i, q := range l.questions {
		for _, input := range q.inputs {
			seen := cover.New()
			answer := plainly(t.Context(), query, input, rego.EvalQueryTracer(seen))
			l.answers[i] = append(l.answers[i], answer)
			for path, file := range seen.Report(l.plain.modules).Files {
				l.note(path, file, i)
			}
		}
	}
	return l
}

func (l *lab) note(path string, file *cover.FileReport, question int) {
	for _, span := range file.Covered {
		for row := span.Start.Row; row <= span.End.Row; row++ {
			at := place{path, row}
			if known := l.reaching[at]; len(known) == 0 || known[len(known)-1] != question {
				l.reaching[at] = append(known, question)
			}
		}
	}
}

// mutantsOf are those that are tried: of each line one, which is the same in every
// run. Assertions and explanations take no part in a decision.
func mutantsOf(t *testing.T, tree *proof.Tree) []proof.Mutant {
	t.Helper()
	all, findings := tree.Mutants("authz/checks", "authz/lib", "authz/main", "authz/rules")
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if *everyMutant {
		return all
	}
	best := map[place]proof.Mutant{}
	for _, mutant := range all {
		at := place{mutant.Path, mutant.Row}
		if known, has := best[at]; !has || number(mutant) < number(known) {
			best[at] = mutant
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b proof.Mutant) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Row, b.Row))
	})
}

func number(mutant proof.Mutant) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(mutant.Name()))
	return sum.Sum64()
}

// together puts mutants into as few policies as rounds, of each module the lines
// that are far from each other.
func together(all []proof.Mutant) [][]proof.Mutant {
	if *everyMutant {
		return apart(all)
	}
	groups, position := make([][]proof.Mutant, rounds), map[string]int{}
	for _, mutant := range all {
		at := position[mutant.Path] % rounds
		position[mutant.Path]++
		groups[at] = append(groups[at], mutant)
	}
	return groups
}

func apart(all []proof.Mutant) (groups [][]proof.Mutant) {
	for _, mutant := range all {
		groups = append(groups, []proof.Mutant{mutant})
	}
	return groups
}

// changed are the modules that mutants make, of the sources as they are.
func (l *lab) changed(mutants []proof.Mutant) map[string]string {
	sources := map[string]string{}
	for _, mutant := range slices.Backward(mutants) { // from the end, so that what is before stays where it was
		source, has := sources[mutant.Path]
		if !has {
			source = l.files[mutant.Path]
		}
		sources[mutant.Path] = mutant.Apply(source)
	}
	return sources
}

// valid leaves out what does not compile, which cannot be shipped. Where two
// mutants of a module are together the one that does not is found alone.
func (l *lab) valid(ctx context.Context, mutants []proof.Mutant) ([]proof.Mutant, *rego.PreparedEvalQuery) {
	for len(mutants) > 0 {
		query, problems := l.plain.with(ctx, l.changed(mutants))
		if problems == nil {
			return mutants, query
		}
		broken := map[string]bool{}
		for _, problem := range problems {
			if problem.Location != nil {
				broken[problem.Location.File] = true
			}
		}
		var kept []proof.Mutant
		for _, mutant := range mutants {
			suspect := broken[mutant.Path] || len(mutants) == 1
			if !suspect || l.several(mutants, mutant.Path) && l.compiles(ctx, mutant) {
				kept = append(kept, mutant)
			}
		}
		if len(kept) == len(mutants) { // each compiles, but not all of them together
			kept = kept[:len(kept)-1]
		}
		l.refused.Add(int64(len(mutants) - len(kept)))
		mutants = kept
	}
	return nil, nil
}

func (l *lab) several(mutants []proof.Mutant, path string) bool {
	of := 0
	for _, mutant := range mutants {
		if mutant.Path == path {
			of++
		}
	}
	return of > 1
}

func (l *lab) compiles(ctx context.Context, mutant proof.Mutant) bool {
	_, problems := l.plain.with(ctx, l.changed([]proof.Mutant{mutant}))
	return problems == nil
}

// asking are the questions for mutants: those that reach their lines, and some of
// all others, other ones each time.
func (l *lab) asking(mutants []proof.Mutant) []int {
	chosen := map[int]bool{}
	for _, mutant := range mutants {
		reaching, n := l.reaching[place{mutant.Path, mutant.Row}], number(mutant)
		for i := range min(asked, len(reaching)) {
			chosen[reaching[(int(n%1_000_003)+i*(len(reaching)/asked+1))%len(reaching)]] = true
		}
		for i := range others / len(mutants) {
			chosen[int((n+uint64(i)*7919)%uint64(len(l.questions)))] = true
		}
	}
	return slices.Sorted(maps.Keys(chosen))
}

// differ is where the engine does not say what plain OPA says, or "".
func (l *lab) differ(t *testing.T, mutants []proof.Mutant) string {
	t.Helper()
	mutants, query := l.valid(t.Context(), mutants)
	if len(mutants) == 0 {
		return ""
	}
	decider, err := l.engine(t.Context(), mutants)
	if err != nil {
		l.refused.Add(int64(len(mutants))) // by the schema: then no server runs it
		return ""
	}
	if standing := decider.Standing(); standing.Evaluator != engine.Plan {
		t.Errorf("%s: not planned: %s", names(mutants), standing.Reason)
	}
	noticed := false
	for _, i := range l.asking(mutants) {
		q := &l.questions[i]
		answer := q.list.Ask(t.Context(), decider)
		decisions := answer.Members
		if len(q.list.Members) == 0 {
			decisions = []engine.Decision{answer.Decision}
		}
		for at, input := range q.inputs {
			plain, engines := plainly(t.Context(), query, input), served(&decisions[at])
			noticed = noticed || plain != l.answers[i][at]
			if !agree(plain, engines) {
				return fmt.Sprintf("question %d, input %v\nplain OPA: %s\nengine:    %s", i, input, plain, engines)
			}
		}
	}
	if noticed {
		l.noticed.Add(1)
	}
	return ""
}

// engine is that of a server that has the mutated policy as its folder. What a
// server takes from its binary is mutated there.
func (l *lab) engine(ctx context.Context, mutants []proof.Mutant) (*engine.Engine, error) {
	files := maps.Clone(l.files)
	maps.Copy(files, l.changed(mutants))
	options := l.options
	var err error
	if options.Policy, err = files.Policy(); err != nil {
		return nil, err
	}
	options.Guardrails = engine.SystemModules(options.Policy.Modules)
	return engine.New(ctx, options)
}

func names(mutants []proof.Mutant) string {
	list := make([]string, 0, len(mutants))
	for i := range mutants {
		list = append(list, mutants[i].Name())
	}
	return strings.Join(list, "\n\t")
}

// Every line of every rule that ships is changed, and the engine with all its
// shortcuts says what plain OPA says about the changed policy: also where that is an
// error. Of each line one mutant is tried, and all of them by -truth.every.
func TestMutants_change_the_servers_answers_as_they_change_those_of_plain_OPA(t *testing.T) {
	tree, err := proof.Open(shippedPolicy)
	if err != nil {
		t.Fatal(err)
	}
	l, all := newLab(t), mutantsOf(t, tree)
	groups := together(all)
	each(groups, func(group []proof.Mutant) {
		difference := l.differ(t, group)
		if difference == "" {
			return
		}
		for _, alone := range apart(group) {
			if found := l.differ(t, alone); found != "" {
				t.Errorf("%s\n%s", names(alone), found)
				return
			}
		}
		t.Errorf("together:\n\t%s\n%s", names(group), difference)
	})
	compiled, reached := len(all)-int(l.refused.Load()), 0
	for _, mutant := range all {
		if len(l.reaching[place{mutant.Path, mutant.Row}]) > 0 {
			reached++
		}
	}
	t.Logf("%d questions; %d mutants in %d policies; %d compile, the lines of %d are reached; %d policies answer otherwise than the one that ships",
		len(l.questions), len(all), len(groups), compiled, reached, l.noticed.Load())
	if compiled < len(all)*8/10 || reached < len(all)*9/10 || !*everyMutant && int(l.noticed.Load()) < len(groups) {
		t.Error("too little was tried to say anything")
	}
}

// each works on groups on every processor.
func each(groups [][]proof.Mutant, work func([]proof.Mutant)) {
	queue := make(chan []proof.Mutant)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for group := range queue {
				work(group)
			}
		})
	}
	for _, group := range groups {
		queue <- group
	}
	close(queue)
	workers.Wait()
}
