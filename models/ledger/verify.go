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

// Problem is one thing that was altered.
type Problem struct {
	Kind string
	What string // the id of the record, or what else it is about
	How  string
}

func (p Problem) String() string { return p.Kind + ": " + p.What + ": " + p.How }

// Report is what a verification found.
type Report struct {
	Leaves   int64 // of the tree
	Records  int64 // that are there
	Removed  int64 // by retention, as the log itself says
	Waiting  int64 // recorded and sealed, for a place in the tree
	Problems []Problem
}

// RemovedEvent is the audit event of records that a retention removed. It names their
// numbers, and no retention removes it.
const RemovedEvent = "remove-decision-records"

// Verify compares the log with its tree, its checkpoint, and checkpoints that were kept
// elsewhere.
func Verify(ctx context.Context, db *store.Store, keys *Keys, kept ...string) (*Report, error) {
	v := &verification{keys: keys, removed: map[int64]bool{}, logged: map[int64]bool{}, frames: map[string]string{}, sizes: map[int64]bool{}, roots: map[int64]tlog.Hash{}}
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
	removed map[int64]bool    // numbers
	logged  map[int64]bool    // numbers
	frames  map[string]string // a record for each frame that is named
	sizes   map[int64]bool    // of checkpoints
	roots   map[int64]tlog.Hash
	edge    []tlog.Hash // of the tree as far as it was read, the largest subtree first
	last    string      // the record of the last leaf
}

func (v *verification) problem(kind, what, how string, args ...any) {
	v.report.Problems = append(v.report.Problems, Problem{kind, what, fmt.Sprintf(how, args...)})
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

// tilesAtOnce bounds what is in memory.
const tilesAtOnce = 16

// tiles compares every leaf with its record.
func (v *verification) tiles(checkpoints []*Checkpoint) error {
	unsealed := int64(0)
	if len(checkpoints) > 0 {
		unsealed = checkpoints[0].Unsealed
	}
	for number := int64(0); ; {
		page, err := models.TilesFrom(v.tx, number, tilesAtOnce)
		if err != nil {
			return err
		}
		for i := range page {
			leaves, whole := leavesOf(&page[i])
			if page[i].Number != number || !whole || v.report.Leaves%perTile != 0 {
				v.problem(CutOff, "the tree", "its tile %d is missing or not whole", number)
				return nil
			}
			if err := v.leaves(leaves, unsealed); err != nil {
				return err
			}
			if err := v.above(&page[i]); err != nil {
				return err
			}
			number++
		}
		if len(page) < tilesAtOnce {
			return nil
		}
	}
}

// leaves compares the leaves of a tile with the records that they are.
func (v *verification) leaves(leaves []leaf, unsealed int64) error {
	ids, numbers := []string{}, []int64{}
	for _, l := range leaves {
		ids, numbers = append(ids, l.id), append(numbers, l.seq)
	}
	found, err := models.StoredDecisionsByID(v.tx, ids)
	if err != nil {
		return err
	}
	at, err := models.DecisionsByNumber(v.tx, numbers)
	if err != nil {
		return err
	}
	byID, byNumber := map[string]*models.DecisionRecord{}, map[int64]*models.DecisionRecord{}
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	for i := range at {
		byNumber[at[i].Seq] = &at[i]
	}
	for _, l := range leaves {
		v.push(l.hash)
		v.logged[l.seq] = true
		record := byID[l.id]
		if record == nil {
			record = byNumber[l.seq]
		}
		v.leaf(l, record, l.index < unsealed)
	}
	return nil
}

func (v *verification) leaf(l leaf, record *models.DecisionRecord, mayLackSeal bool) {
	name := l.id
	if name == "" {
		name = fmt.Sprintf("number %d", l.seq)
	}
	v.last = name
	if record == nil {
		if v.removed[l.seq] {
			v.report.Removed++
			return
		}
		v.problem(Missing, name, "leaf %d, number %d; no retention removed it", l.index, l.seq)
		return
	}
	v.report.Records++
	hash := Leaf(record)
	switch {
	case l.id != "" && record.ID != l.id:
		v.problem(Edited, name, "its id is %s now", record.ID)
	case hash != l.hash:
		v.problem(Edited, name, "it is not what was recorded")
	case !v.keys.sealed(hash, record.Seal) && (record.Seal != "" || !mayLackSeal):
		v.problem(Edited, name, "its seal is not of this installation")
	case record.Seq != l.seq:
		v.problem(Reordered, name, "its number was %d and is %d", l.seq, record.Seq)
	}
	if record.Frame != "" {
		v.frames[record.Frame] = record.ID
	}
}

// above compares a whole tile with its hash in the tile above: what was exchanged
// within it is found there.
func (v *verification) above(row *models.DecisionTile) error {
	if len(row.Hashes) != perTile*tlog.HashSize {
		return nil
	}
	parent, err := models.TileAt(v.tx, 1, row.Number/perTile)
	if err != nil {
		return err
	}
	offset := row.Number % perTile * tlog.HashSize
	if parent == nil || int64(len(parent.Hashes)) < offset+tlog.HashSize {
		v.problem(Edited, "the tree", "nothing is above its tile %d", row.Number)
		return nil
	}
	if rootOf(row) != tlog.Hash(parent.Hashes[offset:]) {
		v.problem(Reordered, "the tree", "leaves %d to %d, up to %s, are not those that were added", row.Number*perTile, row.Number*perTile+perTile-1, v.last)
	}
	return nil
}

// rootOf is the hash of a whole tile.
func rootOf(row *models.DecisionTile) tlog.Hash {
	hashes := []tlog.Hash{}
	for at := 0; at < len(row.Hashes); at += tlog.HashSize {
		hashes = append(hashes, tlog.Hash(row.Hashes[at:]))
	}
	for ; len(hashes) > 1; hashes = hashes[:len(hashes)/2] {
		for i := range len(hashes) / 2 {
			hashes[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
		}
	}
	return hashes[0]
}

// push adds a leaf to the edge of the tree.
func (v *verification) push(hash tlog.Hash) {
	v.edge = append(v.edge, hash)
	for count := v.report.Leaves; count%2 == 1; count /= 2 {
		last := len(v.edge) - 1
		v.edge = append(v.edge[:last-1], tlog.NodeHash(v.edge[last-1], v.edge[last]))
	}
	if v.report.Leaves++; v.sizes[v.report.Leaves] {
		v.roots[v.report.Leaves] = v.root()
	}
}

// root is that of the tree as far as it was read.
func (v *verification) root() tlog.Hash {
	if len(v.edge) == 0 {
		empty, _ := tlog.TreeHash(0, nil)
		return empty
	}
	root := v.edge[len(v.edge)-1]
	for _, left := range slices.Backward(v.edge[:len(v.edge)-1]) {
		root = tlog.NodeHash(left, root)
	}
	return root
}

// recordsAtOnce bounds what is in memory.
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
	bad, err := models.DamagedDocuments(v.tx, slices.Collect(maps.Keys(v.frames)))
	for _, name := range slices.Sorted(maps.Keys(bad)) {
		record := v.frames[name]
		if record == "" {
			record = "some records"
		}
		v.problem(Document, name, "%s; %s is not whole without it", bad[name], record)
	}
	return err
}
