package store

import "database/sql"

// PoolStats are the connection pools, by name: one on PostgreSQL, a reader and
// a writer on SQLite.
func (s *Store) PoolStats() map[string]sql.DBStats {
	stats := map[string]sql.DBStats{}
	names := []string{"reader", "writer"}
	for i, db := range s.pools() {
		name := names[i]
		if s.reader == s.writer {
			name = "pool"
		}
		if pool, err := db.DB(); err == nil {
			stats[name] = pool.Stats()
		}
	}
	return stats
}

// FactLookups are how many lookups of a fact found it in memory, and how many did not.
func (s *Store) FactLookups() (hits, misses int64) { return s.facts.Lookups() }
