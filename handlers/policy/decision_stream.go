package policy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

const (
	streamPoll  = 250 * time.Millisecond
	streamCheck = 15 * time.Second // see pep.Options.StreamCheck
	streamWrite = 30 * time.Second // time limit of one write to a slow client
	// streamMost is the limit of decisions per poll; more are reported as a gap.
	streamMost = 1000
)

// decisionStream sends new decisions as server-sent events. The event id is
// the decision's id, so that a client resumes with Last-Event-ID.
type decisionStream struct {
	filter models.DecisionFilter
	tail   *models.Tail
	lost   bool // the decision to resume from no longer exists
	leave  func()

	control *http.ResponseController
	request *pep.Request
}

// streamGap is the number of decisions that were left out; null if unknown.
type streamGap struct {
	Skipped *int64 `json:"skipped"`
}

// streamEnd is the reason why the stream ended.
type streamEnd struct {
	Reason string `json:"reason"`
}

// FileType is the content type of the stream.
func (*decisionStream) FileType() string { return pep.ContentEvents }

// WrittenAs is the type of the data of one event.
func (*decisionStream) WrittenAs() reflect.Type { return reflect.TypeFor[decisionJSON]() }

func streamDecisions(r *pep.Request) (*decisionStream, error) {
	q := r.ReadQuery()
	filter := newDecisionFilter(r, q)
	if err := q.Err(); err != nil {
		return nil, err
	}
	stream, err := pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (stream *decisionStream, err error) {
		stream = &decisionStream{}
		if stream.filter, err = filter.within(tx, s.OrgID()); err != nil {
			return nil, err
		}
		found := false
		if stream.tail, found, err = models.TailFrom(tx, s.OrgID(), r.GetHeader("Last-Event-ID")); err == nil && !found {
			stream.lost = true
			stream.tail, _, err = models.TailFrom(tx, s.OrgID(), "")
		}
		return stream, err
	})
	if err != nil {
		return nil, err
	}
	stream.leave, err = r.TakeStream()
	return stream, err
}

// Stream writes events until the client disconnects, the caller loses the right to read the
// log, or the server stops.
func (s *decisionStream) Stream(r *pep.Request, done <-chan struct{}) {
	defer s.leave()
	r.Header("Content-Type", "text/event-stream")
	r.Writer.WriteHeaderNow()
	if r.Request.Method == http.MethodHead {
		return
	}
	s.request, s.control = r, http.NewResponseController(r.Writer)
	// A stream may last longer than other requests.
	if s.control.SetReadDeadline(time.Time{}) != nil || !s.open() {
		return
	}
	poll, check := time.NewTicker(streamPoll), time.NewTicker(cmp.Or(r.API.Options.StreamCheck, streamCheck))
	defer poll.Stop()
	defer check.Stop()
	for more := true; more; {
		select {
		case <-r.Request.Context().Done():
			return
		case <-done:
			s.event("", "end", streamEnd{"stopping"})
			return
		case <-check.C:
			more = s.checked()
		case <-poll.C:
			more = s.page()
		}
	}
}

// open writes the first part of the stream: a gap if the decision to resume from is lost.
func (s *decisionStream) open() bool {
	if s.lost {
		return s.event("", "gap", streamGap{})
	}
	return s.write(": open\n\n")
}

// checked decides again whether the caller may read the log, and writes the outcome to the
// stream.
func (s *decisionStream) checked() bool {
	again := s.request.Again()
	_, err := pep.Read(again, again.Question(facts.ProjectRef{}), func(_ *store.Tx, state *facts.State) (struct{}, error) {
		if state.OrgID() != s.filter.OrgID {
			return struct{}{}, pep.NotFound("The stream is of another organization")
		}
		return struct{}{}, nil
	})
	if err != nil {
		s.event("", "end", streamEnd{pep.AsError(err).Name})
		return false
	}
	return s.write(": \n\n")
}

// page sends the decisions recorded since the last page.
func (s *decisionStream) page() bool {
	var list []*decisionJSON
	var skipped, horizon int64
	err := s.request.API.Store.Snapshot(s.request.Request.Context(), func(tx *store.Tx) error {
		var err error
		horizon, err = s.tail.Horizon(tx, time.Now()) //nolint:forbidigo // the waiting time has no effect on decisions
		if err != nil || horizon == s.tail.Seq {
			return err
		}
		rows, more, err := s.tail.Follow(tx, s.filter, horizon, streamMost)
		if err != nil {
			return err
		}
		skipped = more
		list, err = describeDecisions(tx, s.filter.OrgID, rows)
		return err
	})
	if err != nil {
		return s.request.Request.Context().Err() == nil // the database may come back
	}
	s.tail.Seq = horizon
	if skipped > 0 && !s.event("", "gap", streamGap{&skipped}) {
		return false
	}
	for _, decision := range list {
		if !s.event(decision.ID, "decision", decision) {
			return false
		}
	}
	return true
}

func (s *decisionStream) event(id, kind string, data any) bool {
	text, err := json.Marshal(data)
	if err != nil {
		return false
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	return s.write(fmt.Sprintf("%sevent: %s\ndata: %s\n\n", id, kind, text))
}

func (s *decisionStream) write(text string) bool {
	if s.control.SetWriteDeadline(time.Now().Add(streamWrite)) != nil { //nolint:forbidigo // of a connection
		return false
	}
	_, err := s.request.Writer.WriteString(text)
	return err == nil && s.control.Flush() == nil
}
