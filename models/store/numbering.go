package store

// counterColumns lists the columns of a PostgreSQL schema that the database counts up, with
// their counters.
const counterColumns = `SELECT table_name::text AS relation, pg_get_serial_sequence(quote_ident(table_name), column_name) AS counter
	FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'`

// Numbers are the highest numbers that the database has given to rows of the tables
// that it numbers; the rows themselves may be gone.
func (tx *Tx) Numbers() (map[string]int64, error) {
	numbers := map[string]int64{}
	if tx.Dialect() == SQLite {
		var rows []struct {
			Name string
			Seq  int64
		}
		err := tx.db.Raw("SELECT name, seq FROM sqlite_sequence").Scan(&rows).Error
		for _, row := range rows {
			numbers[row.Name] = row.Seq
		}
		return numbers, Translate(err)
	}
	counters, err := tx.counters()
	if err != nil {
		return nil, err
	}
	for relation, counter := range counters {
		var given int64
		if err := tx.db.Raw("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " + counter).Scan(&given).Error; err != nil {
			return nil, Translate(err)
		}
		numbers[relation] = given
	}
	return numbers, nil
}

// SetNumber has the database go on counting the rows of a table behind a number.
func (tx *Tx) SetNumber(relation string, given int64) error {
	if given < 1 {
		return nil
	}
	if tx.Dialect() == SQLite { // whose table of counters has no key
		if err := tx.db.Exec("DELETE FROM sqlite_sequence WHERE name = ?", relation).Error; err != nil {
			return Translate(err)
		}
		return Translate(tx.db.Exec("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", relation, given).Error)
	}
	counters, err := tx.counters()
	if err != nil {
		return err
	}
	return Translate(tx.db.Exec("SELECT setval(?::regclass, ?)", counters[relation], given).Error)
}

func (tx *Tx) counters() (map[string]string, error) {
	var rows []struct{ Relation, Counter string }
	if err := tx.db.Raw(counterColumns).Scan(&rows).Error; err != nil {
		return nil, Translate(err)
	}
	counters := map[string]string{}
	for _, row := range rows {
		counters[row.Relation] = row.Counter
	}
	return counters, nil
}
