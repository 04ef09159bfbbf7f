package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/store"
)

// height of tiles: 64 hashes.
const (
	height  = 6
	perTile = 1 << height
)

// tree is the stored tree with the leaves to be added.
type tree struct {
	tx    *store.Tx
	size  int64
	tiles map[[2]int64]*models.DecisionTile // that were read, by level and number
	added map[int64]tlog.Hash               // by stored index
}

var errTile = errors.New("a tile of the decision log is missing")

func openTree(tx *store.Tx) (*tree, error) {
	t := &tree{tx: tx, tiles: map[[2]int64]*models.DecisionTile{}, added: map[int64]tlog.Hash{}}
	last, err := models.LastTile(tx)
	if err != nil || last == nil {
		return t, err
	}
	t.tiles[[2]int64{0, last.Number}] = last
	t.size = last.Number*perTile + int64(len(last.Hashes)/tlog.HashSize)
	return t, nil
}

func (t *tree) tile(level, number int64) (*models.DecisionTile, error) {
	if known := t.tiles[[2]int64{level, number}]; known != nil {
		return known, nil
	}
	found, err := models.TileAt(t.tx, level, number)
	if err == nil && found == nil {
		err = errTile
	}
	if err != nil {
		return nil, err
	}
	t.tiles[[2]int64{level, number}] = found
	return found, nil
}

// ReadHashes implements tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if known, added := t.added[index]; added {
			hashes[i] = known
			continue
		}
		at := tlog.TileForIndex(height, index)
		row, err := t.tile(int64(at.L), at.N)
		if err != nil {
			return nil, err
		}
		at.W = len(row.Hashes) / tlog.HashSize
		if hashes[i], err = tlog.HashFromTile(at, row.Hashes, index); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// add adds leaves, and gives the tiles that are to be stored.
func (t *tree) add(records []models.DecisionRecord) ([]models.DecisionTile, error) {
	before := t.size
	for i := range records {
		stored, err := tlog.StoredHashesForRecordHash(t.size, Leaf(&records[i]), t)
		if err != nil {
			return nil, fmt.Errorf("leaf %d: %w", t.size, err)
		}
		first := tlog.StoredHashIndex(0, t.size)
		for j, hash := range stored {
			t.added[first+int64(j)] = hash
		}
		t.size++
	}
	changed := []models.DecisionTile{}
	for _, at := range tlog.NewTiles(height, before, t.size) {
		data, err := tlog.ReadTileData(at, t)
		if err != nil {
			return nil, err
		}
		row := models.DecisionTile{Level: int64(at.L), Number: at.N, Hashes: data}
		if at.L == 0 {
			if err := t.leaves(&row, records, before); err != nil {
				return nil, err
			}
		}
		changed = append(changed, row)
	}
	return changed, nil
}

// leaves says of a tile of level 0 which records it has: those that it had, and those
// that were added.
func (t *tree) leaves(row *models.DecisionTile, records []models.DecisionRecord, before int64) error {
	first := row.Number * perTile
	if first < before {
		had, err := t.tile(0, row.Number)
		if err != nil {
			return err
		}
		row.IDs, row.Seqs, row.Low, row.High = had.IDs, had.Seqs, had.Low, had.High
	}
	for leaf := max(first, before); leaf < min(first+perTile, t.size); leaf++ {
		record := &records[leaf-before]
		id := idOf(record.ID)
		row.IDs = append(row.IDs[:len(row.IDs):len(row.IDs)], id[:]...)
		row.Seqs = binary.BigEndian.AppendUint64(row.Seqs[:len(row.Seqs):len(row.Seqs)], uint64(record.Seq)) //nolint:gosec // numbers count from 1
		if row.High == 0 || record.Seq < row.Low {
			row.Low = record.Seq
		}
		row.High = max(row.High, record.Seq)
	}
	return nil
}

// idOf is the id of a record as a tile has it: nothing of an id that is no UUID.
func idOf(id string) (short [16]byte) {
	if parsed, err := uuid.Parse(id); err == nil && parsed.String() == id {
		short = parsed
	}
	return short
}

// leaf is what a tile says of one of its leaves.
type leaf struct {
	index int64
	hash  tlog.Hash
	id    string // "" where it is no UUID
	seq   int64
}

// leavesOf are the leaves of a tile of level 0; false where the tile is not whole.
func leavesOf(row *models.DecisionTile) ([]leaf, bool) {
	count := len(row.Hashes) / tlog.HashSize
	if len(row.Hashes) != count*tlog.HashSize || len(row.IDs) != count*16 || len(row.Seqs) != count*8 || count == 0 || count > perTile {
		return nil, false
	}
	leaves := make([]leaf, count)
	for i := range leaves {
		leaves[i].index, leaves[i].hash = row.Number*perTile+int64(i), tlog.Hash(row.Hashes[i*tlog.HashSize:])
		leaves[i].seq = int64(binary.BigEndian.Uint64(row.Seqs[i*8:])) //nolint:gosec // as it was written
		if id := uuid.UUID(row.IDs[i*16 : i*16+16]); id != (uuid.UUID{}) {
			leaves[i].id = id.String()
		}
	}
	return leaves, true
}
