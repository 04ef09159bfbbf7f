package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"warder/models"
	"warder/models/retry"
	"warder/models/store"
)

const (
	lockName  = "decision-log"
	lookAgain = 10 * time.Second // for what another server recorded
	// together is how long records wait for others: a round by itself costs as much as
	// several records.
	together = time.Second / 2
	interval = time.Minute // between checkpoints
	// lookBack is how far behind the last number a record may come late: its number was
	// given before others, and it was committed after them.
	lookBack             = 2000
	leavesPerTransaction = 2000 // records that become leaves in one transaction
	finish               = 5 * time.Second
)

// Ledger adds the records of all servers on one database to one tree, in one order:
// that in which one of the servers at a time finds them.
type Ledger struct {
	store *store.Store
	keys  *Keys
	clock func() time.Time
	log   *slog.Logger
	wake  retry.Signal
	last  time.Time // of the last checkpoint of this server
}

// New makes a Ledger; Run adds.
func New(db *store.Store, keys *Keys, clock func() time.Time, log *slog.Logger) *Ledger {
	return &Ledger{store: db, keys: keys, clock: clock, log: log, wake: retry.NewSignal()}
}

// Wrote tells that there are new records.
func (l *Ledger) Wrote() { l.wake.Give() }

// Run adds records as they come, and signs the tree at once, every minute in which it
// grew, and by Finish.
func (l *Ledger) Run(ctx context.Context) {
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		if err := l.round(ctx, false); err != nil && ctx.Err() == nil {
			l.log.Warn("decision records wait for their place in the log", slog.String("cause", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		case <-l.wake:
			if !retry.Pause(ctx, together) {
				return
			}
		}
	}
}

// Finish adds the remaining records and signs the tree, after recording has stopped.
func (l *Ledger) Finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, finish)
	defer cancel()
	if err := l.round(ctx, true); err != nil {
		l.log.Error("the decision log is not signed at the end", slog.String("cause", err.Error()))
	}
}

func (l *Ledger) round(ctx context.Context, sign bool) error {
	_, err := l.store.TryWithLock(ctx, lockName, func(ctx context.Context) error {
		for {
			added, err := l.add(ctx)
			if err != nil {
				return err
			}
			if added < leavesPerTransaction {
				break
			}
		}
		return l.sign(ctx, sign)
	})
	return err
}

// add makes leaves of records that are none yet, in the order of their numbers.
func (l *Ledger) add(ctx context.Context) (added int, err error) {
	err = l.store.Write(ctx, func(tx *store.Tx) error {
		records, err := missing(tx)
		if err != nil || len(records) == 0 {
			return err
		}
		t, err := openTree(tx)
		if err != nil {
			return err
		}
		tiles, err := t.add(records)
		if err != nil {
			return err
		}
		added = len(records)
		return models.SaveTiles(tx, tiles)
	})
	return added, err
}

// missing are records that are no leaves yet.
func missing(tx *store.Tx) ([]models.DecisionRecord, error) {
	highest, err := models.HighestLogged(tx)
	if err != nil {
		return nil, err
	}
	if tx.Dialect() == store.SQLite { // which has one writer, so none comes late
		return models.StoredDecisions(tx, highest, leavesPerTransaction)
	}
	from := max(0, highest-lookBack)
	numbers, err := models.DecisionNumbers(tx, from, lookBack+leavesPerTransaction)
	if err != nil || len(numbers) == 0 || numbers[len(numbers)-1] == highest && int64(len(numbers)) == highest-from {
		return nil, err
	}
	tiles, err := models.TilesAbove(tx, from)
	if err != nil {
		return nil, err
	}
	known := map[int64]bool{}
	for i := range tiles {
		leaves, _ := leavesOf(&tiles[i])
		for _, leaf := range leaves {
			known[leaf.seq] = true
		}
	}
	wanted := slices.DeleteFunc(numbers, func(number int64) bool { return known[number] })
	if wanted = wanted[:min(len(wanted), leavesPerTransaction)]; len(wanted) == 0 {
		return nil, nil
	}
	// Most of them are consecutive: one query reads the span, including known records.
	first, last := wanted[0], wanted[len(wanted)-1]
	records, err := models.StoredDecisions(tx, first-1, int(last-first)+1)
	return slices.DeleteFunc(records, func(r models.DecisionRecord) bool { return known[r.Seq] || r.Seq > last }), err
}

// sign signs the tree, where it is time to.
func (l *Ledger) sign(ctx context.Context, now bool) error {
	at := l.clock()
	if !now && !l.last.IsZero() && at.Sub(l.last) < interval {
		return nil
	}
	err := l.store.Write(ctx, func(tx *store.Tx) error {
		last, err := models.LastCheckpoint(tx)
		if err != nil {
			return err
		}
		t, err := openTree(tx)
		if err != nil || last != nil && last.Size == t.size {
			return err
		}
		next := &Checkpoint{Size: t.size, Unsealed: t.size}
		if last != nil {
			known, err := l.keys.Open(last.Note)
			if err != nil {
				return err
			}
			next.Unsealed = known.Unsealed
		}
		if next.Root, err = tlog.TreeHash(t.size, t); err != nil {
			return err
		}
		signed, err := l.keys.sign(next)
		if err != nil {
			return err
		}
		return models.SaveCheckpoint(tx, &models.DecisionCheckpoint{Size: next.Size, Time: store.At(at), Note: signed})
	})
	if err == nil {
		l.last = at
	}
	return err
}

// ErrNotYet is a decision that is no leaf of the last checkpoint's tree yet.
var ErrNotYet = errors.New("the decision is in no checkpoint yet")

// Signed is the last checkpoint and the key that verifies it.
func (l *Ledger) Signed(tx *store.Tx) (signed, key string, err error) {
	last, err := models.LastCheckpoint(tx)
	if err != nil || last == nil {
		return "", "", errors.Join(err, ErrNotYet)
	}
	return last.Note, l.keys.Public(), nil
}

// InclusionProof is what proves that a record is in the log of a checkpoint.
type InclusionProof struct {
	Leaf       int64
	Content    []byte // hashed, it is the leaf
	Hashes     []tlog.Hash
	Checkpoint string
	Key        string
}

// Prove returns the proof that a stored record is in the log.
func (l *Ledger) Prove(tx *store.Tx, record *models.DecisionRecord) (*InclusionProof, error) {
	signed, key, err := l.Signed(tx)
	if err != nil {
		return nil, err
	}
	checkpoint, err := l.keys.Open(signed)
	if err != nil {
		return nil, err
	}
	tiles, err := models.TilesWith(tx, record.Seq)
	if err != nil {
		return nil, err
	}
	for i := range tiles {
		leaves, _ := leavesOf(&tiles[i])
		for _, leaf := range leaves {
			if leaf.seq != record.Seq || leaf.index >= checkpoint.Size {
				continue
			}
			t, err := openTree(tx)
			if err != nil {
				return nil, err
			}
			hashes, err := tlog.ProveRecord(checkpoint.Size, leaf.index, t)
			if err != nil {
				return nil, fmt.Errorf("leaf %d: %w", leaf.index, err)
			}
			return &InclusionProof{leaf.index, Content(record), hashes, signed, key}, nil
		}
	}
	return nil, ErrNotYet
}
