package audit

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/models/retry"
)

// maxRefusals is the limit of recorded refusals per second.
const maxRefusals = 1000

// maxRefusedText is the limit in bytes of each text in the record of a refused request.
const maxRefusedText = 256

// refusals limits the log's growth under a flood of refusals. Each counting period lasts one
// second from its first refusal.
type refusals struct {
	some       retry.Signal // signals new counts
	mu         sync.Mutex
	seen       map[refused]*repeated
	written    int
	unrecorded int64
	last       time.Time // of those that are not recorded
}

// refused identifies equal refusals: the same question, as the policy sees it, with the same
// answer by the same policy.
type refused struct {
	question, codes string
	policy          engine.Revision
	stage           string
}

// repeated is a recorded refusal with the number of its repetitions.
type repeated struct {
	entry Entry
	id    string
	more  int64
}

func refusedOf(e Entry) refused {
	codes := make([]string, 0, len(e.Answer.Reasons))
	for _, reason := range e.Answer.Reasons {
		codes = append(codes, reason.Code)
	}
	key := input.BorrowKey()
	defer key.Release()
	key.Of(e.List.Shared, false)
	return refused{string(key.Bytes), strings.Join(codes, " "), e.Answer.Policy, e.Answer.Stage}
}

// Refused returns the id under which the log has a refusal, and whether it must be recorded.
// Equal refusals within a second share the record of the first, followed by a record of their
// number. Refusals over maxRefusals are only counted.
func (r *Recorder) Refused(entry Entry) (id string, record bool) {
	f := &r.refusals
	name := refusedOf(entry)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.some.Give()
	single := len(entry.List.Members) == 0 && entry.List.Shared.Claims == nil // a key contains neither
	if known := f.seen[name]; known != nil && single {
		known.more++
		return known.id, false
	}
	if f.written >= maxRefusals {
		f.unrecorded++
		f.last = entry.Time
		return entry.Answer.ID, false
	}
	f.written++
	if single {
		if f.seen == nil {
			f.seen = map[refused]*repeated{}
		}
		f.seen[name] = &repeated{entry: Entry{OrgID: entry.OrgID, ProjectID: entry.ProjectID, Time: entry.Time}, id: entry.Answer.ID}
	}
	return entry.Answer.ID, true
}

// tell records the number of omitted refusals every second in which there were any. It returns
// the rows that could not be queued before ctx ended.
func (r *Recorder) tell(ctx context.Context) (left []*record) {
	for {
		select {
		case <-ctx.Done():
		case <-r.refusals.some:
		}
		if !retry.Pause(ctx, time.Second) {
			return left
		}
		for _, row := range r.leftOut() {
			select {
			case r.queue <- &queued{record: row}:
			case <-ctx.Done():
				left = append(left, row)
			}
		}
	}
}

// leftOut returns records that count the refusals omitted since the last call.
func (r *Recorder) leftOut() (rows []*record) {
	f := &r.refusals
	f.mu.Lock()
	seen, unrecorded, last := f.seen, f.unrecorded, f.last
	f.seen, f.written, f.unrecorded = nil, 0, 0
	f.mu.Unlock()
	folded := int64(0)
	for _, one := range seen {
		if one.more > 0 {
			folded += one.more
			rows = r.number(rows, one.entry, map[string]any{"decisionId": one.id, "repeated": one.more})
		}
	}
	if unrecorded > 0 {
		rows = r.number(rows, Entry{Time: last}, map[string]any{"unrecorded": unrecorded})
		r.options.Log.Warn("more refusals than are recorded", slog.Int64("unrecorded", unrecorded), slog.Int("recorded", maxRefusals))
	}
	if r.options.LeftOut != nil && folded+unrecorded > 0 {
		r.options.LeftOut(folded, unrecorded)
	}
	r.lines(rows...)
	return rows
}

func (r *Recorder) number(rows []*record, of Entry, properties map[string]any) []*record {
	row, err := (&Event{Time: of.Time, OrgID: of.OrgID, Action: "refuse", Resource: "decisions", Properties: properties}).row(r.encoder.labels)
	if err != nil {
		r.options.Log.Error("a number of refusals is not recorded", slog.String("cause", err.Error()))
		return rows
	}
	row.row.ProjectID = of.ProjectID
	return append(rows, row)
}

// capped truncates every caller-supplied text of a refusal to the limit.
func (e Entry) capped() Entry {
	e.UserAgent = cut(e.UserAgent)
	if e.Answer.Permitted {
		return e
	}
	list, shared := *e.List, *e.List.Shared
	p := &shared.Resource.Properties
	shared.Resource.ID = cut(shared.Resource.ID)
	for _, field := range []**string{&p.Environment, &p.SecretPath, &p.SecretName, &p.IdentityID} {
		if *field != nil && len(**field) > maxRefusedText {
			short := cut(**field)
			*field = &short
		}
	}
	list.Shared, e.List = &shared, &list
	return e
}

// cut truncates at a character boundary.
func cut(text string) string {
	if len(text) <= maxRefusedText {
		return text
	}
	return strings.ToValidUTF8(text[:maxRefusedText], "")
}
