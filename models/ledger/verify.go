package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/store"
)

// What may be wrong with a record.
const (
	Edited    = "edited"
	Missing   = "missing"
	Reordered = "reordered"
	CutOff    = "cut off"
	Inserted  = "inserted"
	Document  = "document" // what records have in common
)

// Alteration is one thing that was altered.
type Alteration struct {
	Kind string
	What string // the id of the record, or what else it is about
	How  string
}

func (p Alteration) String() string { return p.Kind + ": " + p.What + ": " + p.How }

// Report is what a verification found.
type Report struct {
	Leaves   int64 // of the tree
	Records  int64 // that are there
	Removed  int64 // by retention, as the log itself says
	Waiting  int64 // recorded and sealed, for a place in the tree
	Problems []Alteration
}

// RemovedEvent is the audit event of records that a retention removed. It names their
// numbers, and no retention removes it.
const RemovedEvent = "remove-decision-records"

// Verify compares the log with its tree, its checkpoint, and checkpoints that were kept
// elsewhere.
func Verify(ctx context.Context, db *store.Store, keys *Keys, kept ...string) (*Report, error) {
	v := &verification{keys: keys, removed: map[int64]bool{}, logged: map[int64]bool{}, documentsOf: map[string]string{}, sizes: map[int64]bool{}, roots: map[int64]tlog.Hash{}}
	err := db.Snapshot(ctx, func(tx *store.Tx) error {
		v.tx = tx
		return v.all(kept)
	})
	return &v.report, err
}

type verification struct {
	tx      *store.Tx
	keys    *Keys
	report  Report
	removed map[int64]bool // numbers
	logged  map[int64]bool // numbers
	// documentsOf has a record for each document that one names.
	documentsOf map[string]string
	sizes       map[int64]bool // of checkpoints
	roots       map[int64]tlog.Hash
	edge        []tlog.Hash // of the tree as far as it was read, the largest subtree first
	last        string      // the record of the last leaf
}

func (v *verification) problem(kind, what, how string, args ...any) {
	v.report.Problems = append(v.report.Problems, Alteration{kind, what, fmt.Sprintf(how, args...)})
}

func (v *verification) all(kept []string) error {
	checkpoints, err := v.checkpoints(kept)
	if err != nil {
		return err
	}
	if err := v.events(); err != nil {
		return err
	}
	if err := v.tiles(checkpoints); err != nil {
		return err
	}
	for _, c := range checkpoints {
		root, reached := v.roots[c.Size]
		switch {
		case c.Size > v.report.Leaves:
			v.problem(CutOff, "the log", "a checkpoint says %d records, and it has %d; the last one is %s", c.Size, v.report.Leaves, v.last)
		case !reached || root != c.Root:
			v.problem(Edited, "the tree", "the first %d leaves are not those that were signed", c.Size)
		}
	}
	if err := v.others(); err != nil {
		return err
	}
	return v.documents()
}

// checkpoints are the last one and those that were kept elsewhere.
func (v *verification) checkpoints(kept []string) ([]*Checkpoint, error) {
	last, err := models.LastCheckpoint(v.tx)
	if err != nil {
		return nil, err
	}
	list := []*Checkpoint{}
	if last == nil {
		v.problem(Missing, "the checkpoint", "a server signs one when it starts")
	} else {
		kept = append([]string{last.Note}, kept...)
	}
	for _, signed := range kept {
		c, err := v.keys.Open(signed)
		if err != nil {
			v.problem(Edited, "a checkpoint", "%v", err)
			continue
		}
		list, v.sizes[c.Size] = append(list, c), true
	}
	v.roots[0] = v.root()
	return list, nil
}

// events are what retention removed, as sealed records say.
func (v *verification) events() error {
	rows, err := store.Find[models.DecisionRecord](v.tx, store.Installation, "event_type = ?", RemovedEvent)
	if err != nil {
		return err
	}
	for i := range rows {
		var event struct {
			Input struct {
				Resource struct {
					Properties struct {
						Numbers [][2]int64 `json:"numbers"`
					} `json:"properties"`
				} `json:"resource"`
			} `json:"input"`
		}
		if !v.keys.sealed(Leaf(&rows[i]), rows[i].Seal) || json.Unmarshal([]byte(rows[i].Record), &event) != nil {
			continue // it is reported where its leaf is
		}
		for _, span := range event.Input.Resource.Properties.Numbers {
			for number := span[0]; number <= span[1]; number++ {
				v.removed[number] = true
			}
		}
	}
	return nil
}

// recordsAtOnce bounds the records in memory.
const recordsAtOnce = 1000

// others are records that are no leaves: those that came just now wait for their place.
func (v *verification) others() error {
	for after := int64(0); ; {
		numbers, err := models.DecisionNumbers(v.tx, after, recordsAtOnce)
		if err != nil || len(numbers) == 0 {
			return err
		}
		after = numbers[len(numbers)-1]
		rows, err := models.DecisionsByNumber(v.tx, slices.DeleteFunc(numbers, func(number int64) bool { return v.logged[number] }))
		if err != nil {
			return err
		}
		for i := range rows {
			v.report.Records++
			if v.keys.sealed(Leaf(&rows[i]), rows[i].Seal) {
				v.report.Waiting++
			} else {
				v.problem(Inserted, rows[i].ID, "it is not in the tree, and its seal is not of this installation")
			}
		}
	}
}

// documents compares what records have in common with its names.
func (v *verification) documents() error {
	bad, err := models.DamagedDocuments(v.tx, slices.Collect(maps.Keys(v.documentsOf)))
	for _, name := range slices.Sorted(maps.Keys(bad)) {
		record := v.documentsOf[name]
		if record == "" {
			record = "some records"
		}
		v.problem(Document, name, "%s; %s is not whole without it", bad[name], record)
	}
	return err
}
