// Package sinks holds the copies of the decision log to what the systems at their other
// end have then. It is a module of its own, because those are large.
package sinks

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"warder/handlers/audit/export"
	"warder/handlers/audit/export/sinks"
	"warder/models"
	"warder/models/store"
)

// open opens the sink of a URL.
func open(t *testing.T, url string) export.Sink {
	t.Helper()
	target, err := sinks.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	sink, err := target.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sink.Close(); err != nil {
			t.Error(err)
		}
	})
	return sink
}

// noon is in the middle of a day.
var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// batch is a part of a log, from a place on, with one record a step.
func batch(from int64, count int, step time.Duration) export.Batch {
	b := export.Batch{From: from, To: from + int64(count), Leaf: fmt.Sprintf("%064x", from)}
	for i := range count {
		id := uuid.NewSHA1(uuid.Nil, fmt.Append(nil, from+int64(i))).String()
		b.Records = append(b.Records, export.ExportedRecord{Place: from + int64(i), DecisionRecord: models.DecisionRecord{
			ID: id, OrgID: "o1", Time: store.At(noon.Add(time.Duration(i) * step)), Action: "readValue", Resource: "secrets", Permitted: i%2 == 0,
			Record: fmt.Sprintf(`{"decision_id":%q}`, id),
		}})
	}
	return b
}

// write writes a batch that has to be taken.
func write(t *testing.T, sink export.Sink, b export.Batch) {
	t.Helper()
	if err := sink.Write(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// eventually repeats what another process has to be ready for.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	end := time.Now().Add(20 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// isStub is whether a sink has only what tells of a record.
func isStub(t *testing.T, text []byte, id string, size int) {
	t.Helper()
	var stub struct {
		ID     string `json:"decision_id"`
		Bytes  int    `json:"bytes"`
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal(text, &stub); err != nil || stub.ID != id || stub.Bytes != size || len(stub.SHA256) != 64 {
		t.Errorf("%.200s: %+v (%v)", text, stub, err)
	}
}
