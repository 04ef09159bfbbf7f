package store

// eachPage is how many rows Each holds in memory at a time.
const eachPage = 500

// ForEach calls do for every row of T in the scope, page by
// page in the order of their ids. do may change the row it is given, as long
// as it keeps its id.
func ForEach[T any](tx *Tx, scope Scope, id func(*T) string, do func(*T) error) error {
	for last := ""; ; {
		rows, err := Find[T](tx.OrderBy("id").Page(eachPage, 0), scope, "id > ?", last)
		if err != nil {
			return err
		}
		for i := range rows {
			last = id(&rows[i])
			if err := do(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < eachPage {
			return nil
		}
	}
}
