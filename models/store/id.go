package store

import "github.com/google/uuid"

// NewID is a fresh random identifier, a UUID of version 4 (docs/contract.md 1.1).
func NewID() string { return uuid.NewString() }
