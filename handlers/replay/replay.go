// Package replay evaluates recorded requests again. It finds decisions that another policy
// would change, and records that differ from their policy's decision.
package replay

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
)

// DecisionPoint decides and identifies its policy.
type DecisionPoint interface {
	engine.Decider
	Revision() engine.Revision
}

// RecordSource yields records, or an error of the source.
type RecordSource = iter.Seq2[Raw, error]

// Options tune a replay.
type Options struct {
	Workers  int             // 0 means one per processor
	Progress func(count int) // receives the number of further finished records; may be nil
	// Keep selects records; nil selects all.
	Keep func(*audit.Record) bool
}

// Run evaluates every record with the candidate and compares with the recorded decision. If
// the baseline is the policy that made a record, the baseline evaluates it too, and a
// different result counts as drift. If the context ends, the report is marked incomplete.
func Run(ctx context.Context, records RecordSource, baseline, candidate DecisionPoint, options Options) *Report {
	if options.Workers <= 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	started := time.Now() //nolint:forbidigo // the duration has no effect on decisions
	replayer := replayer{baseline: baseline, candidate: candidate, report: newReport(baseline, candidate), options: options}
	queue := make(chan []read, options.Workers)
	var workers sync.WaitGroup
	for range options.Workers {
		workers.Go(func() {
			for batch := range queue {
				replayer.batch(ctx, batch)
			}
		})
	}
	replayer.report.Complete = feed(ctx, records, queue)
	close(queue)
	workers.Wait()
	replayer.report.finish(time.Since(started))
	return replayer.report
}

// read is a record or its read error.
type read struct {
	raw Raw
	err error
}

// batchSize limits contention between workers.
const batchSize = 64

// feed distributes the records, and reports whether it reached the end.
func feed(ctx context.Context, records RecordSource, queue chan<- []read) bool {
	batch := []read{}
	for raw, err := range records {
		if batch = append(batch, read{raw, err}); len(batch) < batchSize {
			continue
		}
		select {
		case queue <- batch:
			batch = []read{}
		case <-ctx.Done():
			return false
		}
	}
	queue <- batch
	return ctx.Err() == nil
}

type replayer struct {
	baseline, candidate DecisionPoint
	options             Options
	reader              audit.Reader

	mu     sync.Mutex
	report *Report
}

func (r *replayer) batch(ctx context.Context, batch []read) {
	outcomes := make([]outcome, 0, len(batch))
	for _, one := range batch {
		if ctx.Err() != nil {
			return
		}
		if o := r.again(ctx, &one); o != nil {
			outcomes = append(outcomes, *o)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range outcomes {
		r.report.add(&outcomes[i])
	}
	if r.options.Progress != nil {
		r.options.Progress(len(batch))
	}
}

// outcome is the result for one record.
type outcome struct {
	record   *audit.Record
	err      error
	older    bool // recorded in a form that cannot be evaluated again
	decided  int
	known    bool // the baseline is the policy that made the record
	baseline engine.Answer
	after    engine.Answer
}

// again evaluates one record; nil if it is not selected.
func (r *replayer) again(ctx context.Context, one *read) *outcome {
	if one.err != nil {
		return &outcome{err: one.err}
	}
	record, err := one.raw.Read(&r.reader)
	if errors.Is(err, audit.ErrNoDecision) {
		return nil
	}
	if errors.Is(err, input.ErrOlderRecord) {
		return &outcome{older: true}
	}
	if err != nil {
		return &outcome{err: err}
	}
	if keep := r.options.Keep; keep != nil && !keep(record) {
		return nil
	}
	o := &outcome{record: record}
	if r.baseline != nil && r.baseline.Revision().Digest == record.Decision.Policy.Digest && made(&record.Decision.Decision) {
		o.known, o.baseline = true, decide(ctx, r.baseline, record.List())
		o.decided++
	}
	o.after = decide(ctx, r.candidate, record.List())
	o.decided++
	return o
}

// attempts limits the tries of a decision that timed out: a replay uses every processor, so
// the policy may not be the cause.
const attempts = 3

func decide(ctx context.Context, policy DecisionPoint, list *engine.List) (answer engine.Answer) {
	for range attempts {
		answer = list.Ask(ctx, policy)
		if len(answer.Reasons) != 1 || answer.Reasons[0].Code != engine.PolicyTimeout || ctx.Err() != nil {
			break
		}
	}
	return answer
}

// made reports whether a policy made the decision. Decisions by the engine alone, such as
// timeouts, cannot be reproduced.
func made(decision *engine.Decision) bool {
	return !slices.ContainsFunc(decision.Reasons, func(reason engine.Reason) bool {
		return reason.Rule == "" && slices.Contains([]string{
			engine.PolicyUndefined, engine.PolicyError, engine.PolicyTimeout, engine.PolicyMissing,
		}, reason.Code)
	})
}

// same reports whether two answers agree in everything that is recorded.
func same(a, b *engine.Answer) bool {
	return alike(a.Decision, b.Decision) && slices.EqualFunc(a.Members, b.Members, alike)
}

func alike(a, b engine.Decision) bool {
	return a.Permitted == b.Permitted && slices.Equal(a.Reasons, b.Reasons) && slices.Equal(a.Grants, b.Grants) &&
		slices.Equal(a.Obligations, b.Obligations) && text(a.Missing) == text(b.Missing)
}

// text compares values as text, because lists decoded from JSON have other Go types.
func text(missing []engine.Missing) string {
	if len(missing) == 0 {
		return ""
	}
	written, err := json.Marshal(missing)
	if err != nil {
		return err.Error()
	}
	return string(written)
}
