package models

import (
	"gorm.io/gorm"

	"warder/models/store"
)

// QueryOf is the query of a filter of the decision log.
func QueryOf(tx *store.Tx, filter DecisionFilter) *gorm.DB { return filter.query(tx) }
