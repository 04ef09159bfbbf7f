// Package replay decides recorded requests again: what would flip under another
// policy, and whether the log holds what its policy says.
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

// DecisionPoint decides and says which policy it is.
type DecisionPoint interface {
	engine.Decider
	Revision() engine.Revision
}

// RecordSource is where records come from. What went wrong with it comes as an error.
type RecordSource = iter.Seq2[Raw, error]

// Options tune a replay.
type Options struct {
	Workers  int             // 0 means one for each processor
	Progress func(count int) // told how many more records are done; may be nil
	// Keep says which records count; nil means all.
	Keep func(*audit.Record) bool
}

// Run decides every record by the candidate. Before is what the record says;
// where the baseline is the very policy that made the record, the record is
// decided by it too, and drifts if that gives anything else. A context that
// ends leaves a report that says it is not complete.
func Run(ctx context.Context, records RecordSource, baseline, candidate DecisionPoint, options Options) *Report {
	if options.Workers <= 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	started := time.Now() //nolint:forbidigo // how long a replay takes decides nothing
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

// read is a record, or why there is none.
type read struct {
	raw Raw
	err error
}

// batchSize keeps the workers from waiting on each other.
const batchSize = 64

// feed hands the records out and reports whether that were all.
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

// outcome is what came of one record.
type outcome struct {
	record   *audit.Record
	err      error
	older    bool // recorded in a form that cannot be decided again
	decided  int
	known    bool // the baseline is the policy that made the record
	baseline engine.Answer
	after    engine.Answer
}

// again decides one record again; nil is one that does not count.
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

// attempts are how often a decision is tried that did not come in time: a
// replay keeps every processor busy, which is not the policy's fault.
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

// made is whether a policy made the decision. What an engine says without one,
// such as that it took too long, cannot be had again.
func made(decision *engine.Decision) bool {
	return !slices.ContainsFunc(decision.Reasons, func(reason engine.Reason) bool {
		return reason.Rule == "" && slices.Contains([]string{
			engine.PolicyUndefined, engine.PolicyError, engine.PolicyTimeout, engine.PolicyMissing,
		}, reason.Code)
	})
}

// same is whether two answers say the same, in everything that is recorded.
func same(a, b *engine.Answer) bool {
	return alike(a.Decision, b.Decision) && slices.EqualFunc(a.Members, b.Members, alike)
}

func alike(a, b engine.Decision) bool {
	return a.Permitted == b.Permitted && slices.Equal(a.Reasons, b.Reasons) && slices.Equal(a.Grants, b.Grants) &&
		slices.Equal(a.Obligations, b.Obligations) && text(a.Missing) == text(b.Missing)
}

// text compares what holds values of any type: lists come back from JSON with
// other Go types than they went in with.
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
