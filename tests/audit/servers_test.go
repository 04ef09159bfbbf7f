package audit

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"warder/cmd/service"
	"warder/models"
	"warder/models/ledger"
	"warder/tests/database"
	"warder/tests/testserver"
)

// another is a server on the same database and with the same root key as one that is set
// up.
func (h *house) another(t *testing.T) *testserver.Server {
	t.Helper()
	s := testserver.Launch(t, h.Config.Database().Reveal(), func(c *service.Config) {
		logger := c.Logger
		*c = h.Config
		c.Logger = logger
	})
	s.Admin = h.Admin
	return s
}

// asked reads a secret so many times, and adds the decisions to ids.
func (h *house) asked(t *testing.T, url string, count int, add func(id string)) {
	for range count {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+h.project.SecretPath("FOO"), http.NoBody)
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Authorization", "Bearer "+h.reader.Token())
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		_ = answer.Body.Close()
		add(answer.Header.Get("X-Decision-Id"))
	}
}

// Servers on one database append to one tree, in one order, whichever of them adds: each
// record is one leaf of it.
func TestVerify_of_two_servers_that_record_at_once(t *testing.T) {
	h := newHouse(t, database.Postgres(t))
	second := h.another(t)
	var mutex sync.Mutex
	ids := []string{}
	var asking sync.WaitGroup
	for i := range 16 {
		asking.Go(func() {
			h.asked(t, []string{h.URL, second.URL}[i%2], 40, func(id string) {
				mutex.Lock()
				defer mutex.Unlock()
				ids = append(ids, id)
			})
		})
	}
	asking.Wait()
	h.Stop(t)
	second.Stop(t)
	third := h.another(t) // takes what the last look of the others left
	third.Stop(t)
	report := h.verify(t)
	untouched(t, report)
	if report.Leaves != report.Records || report.Waiting != 0 {
		t.Errorf("%d records are %d leaves, and %d wait", report.Records, report.Leaves, report.Waiting)
	}
	rows, err := models.StoredDecisionsByID(h.Store(t).Statement(t.Context()), ids)
	if err != nil || len(rows) != 16*40 {
		t.Errorf("of %d reads %d are recorded (%v)", 16*40, len(rows), err)
	}
	h.sql(t, "DELETE FROM decision_records WHERE id = ?", ids[300])
	names(t, h.verify(t), ledger.Missing, ids[300])
}

// Records of versions that sealed none become leaves as they are at the first start of one
// that does, and later records need their seal.
func TestVerify_of_a_log_that_older_versions_began(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		old := h.reads(t, 70)[35]
		h.Stop(t)
		for _, statement := range []string{"DELETE FROM decision_tiles", "DELETE FROM decision_checkpoints", "UPDATE decision_records SET seal = ''"} {
			h.sql(t, statement)
		}
		upgraded := h.another(t)
		testserver.Eventually(t, "the older records are signed", func() bool {
			return upgraded.AsAdmin().Get(t, "/api/v1/authz/log/checkpoint").Status == http.StatusOK
		})
		later := upgraded.As(h.reader.Token()).Get(t, h.project.SecretPath("FOO")).Want(t, 200).Header.Get("X-Decision-Id")
		upgraded.Stop(t)
		report := h.verify(t)
		untouched(t, report)
		if report.Leaves != report.Records || report.Leaves < 71 {
			t.Errorf("%d records are %d leaves", report.Records, report.Leaves)
		}
		for id, change := range map[string]string{
			old:   "UPDATE decision_records SET ip = '10.9.9.9' WHERE id = '%s'",
			later: "UPDATE decision_records SET seal = '' WHERE id = '%s'",
		} {
			h.sql(t, fmt.Sprintf(change, id))
			names(t, h.verify(t), ledger.Edited, id)
		}
	})
}
