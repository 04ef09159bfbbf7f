package export

import (
	"encoding/hex"

	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
)

// recordsPerStatement is the number of records read by one statement.
const recordsPerStatement = 200

// read returns the stored records at a range of places; retention may have removed some.
func read(tx *store.Tx, from, to int64) ([]ExportedRecord, error) {
	entries, err := ledger.Entries(tx, from, to)
	if err != nil {
		return nil, err
	}
	return recordsAt(tx, entries)
}

// recordsAt returns the records at single places.
func recordsAt(tx *store.Tx, entries []ledger.LoggedRecord) ([]ExportedRecord, error) {
	numbers := make([]int64, len(entries))
	for i := range entries {
		numbers[i] = entries[i].Seq
	}
	rows, err := models.DecisionsByNumber(tx, numbers)
	if err != nil {
		return nil, err
	}
	bySeq := make(map[int64]*models.DecisionRecord, len(rows))
	for i := range rows {
		bySeq[rows[i].Seq] = &rows[i]
	}
	records := make([]ExportedRecord, 0, len(rows))
	for i := range entries {
		if row := bySeq[entries[i].Seq]; row != nil {
			records = append(records, ExportedRecord{*row, entries[i].Index})
		}
	}
	return records, nil
}

// readBatch reads a batch with the full texts of its records, up to a place or to the size
// limit.
func readBatch(tx *store.Tx, from, to int64, mostBytes int) (Batch, error) {
	batch, bytes := Batch{From: from, To: from}, 0
	for batch.To < to && (mostBytes == 0 || bytes < mostBytes) {
		next := min(batch.To+recordsPerStatement, to)
		entries, err := ledger.Entries(tx, batch.To, next)
		if err != nil {
			return batch, err
		}
		records, err := recordsAt(tx, entries)
		if err != nil {
			return batch, err
		}
		batch.Leaf = hex.EncodeToString(entries[len(entries)-1].Hash[:])
		rows := make([]models.DecisionRecord, len(records))
		for i := range records {
			rows[i] = records[i].DecisionRecord
		}
		if err := models.JoinDecisions(tx, rows); err != nil {
			return batch, err
		}
		for i := range records {
			records[i].Record = rows[i].Record
			bytes += len(rows[i].Record)
		}
		batch.Records, batch.To = append(batch.Records, records...), next
	}
	return batch, nil
}
