package ledger

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
)

// tilesAtOnce bounds the tiles in memory.
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
		for _, document := range models.DocumentsNamedBy(record) {
			v.documentsOf[document] = record.ID
		}
	}
}

// above compares a full tile with its hash in the tile above, which reveals replaced
// leaves.
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
