package models

import (
	"time"

	"gorm.io/gorm/clause"

	"warder/models/store"
)

// Server is what one server of this database said of itself last.
type Server struct {
	ID        string `gorm:"primaryKey"` // another one after each start
	Name      string
	StartedAt store.Time
	SeenAt    store.Time
	Report    ServerReport `gorm:"serializer:json"`
}

// ServerSilent is after how long without a report a server is taken to be away. It
// reports several times in that time.
const ServerSilent = 30 * time.Second

// ServerForgotten is how long a server that is away is remembered.
const ServerForgotten = 24 * time.Hour

// ServerReport is the state of a server. It names no address or setting, and of keys the
// public ids alone.
type ServerReport struct {
	Version string       `json:"version"`
	Policy  ServerPolicy `json:"policy"`
	Pools   []ServerPool `json:"pools"`
	Log     ServerLog    `json:"log"`
	// DatabaseMillis is how long the database took to answer, in milliseconds, and
	// ClockSkewMillis how far the server's clock is ahead of the database's.
	DatabaseMillis  float64 `json:"databaseMillis"`
	ClockSkewMillis int64   `json:"clockSkewMillis"`
	// Keys are the ids of those that the server makes new things with, by their purpose.
	Keys map[string]string `json:"keys,omitempty"`
}

// ServerPolicy is which policy decides on a server.
type ServerPolicy struct {
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
	// Version is that of the rollout which the server follows; Problem is why it does
	// not follow a newer one.
	Version int64  `json:"version"`
	Problem string `json:"problem,omitempty"`
	// StaleSeconds is for how long the source of its own policy was not found good.
	StaleSeconds int64 `json:"staleSeconds"`
	// Trial is the candidate's, whose Differences these are; empty without one.
	Trial       string            `json:"trial,omitempty"`
	Differences PolicyDifferences `json:"differences"`
}

// ServerPool is a pool of connections to the database.
type ServerPool struct {
	Name        string  `json:"name"`
	Open        int     `json:"open"`
	InUse       int     `json:"inUse"`
	Max         int     `json:"max"` // 0 is no limit
	Waits       int64   `json:"waits"`
	WaitSeconds float64 `json:"waitSeconds"`
}

// ServerLog is the queue of decision records.
type ServerLog struct {
	Waiting  int   `json:"waiting"`
	Capacity int   `json:"capacity"`
	Written  int64 `json:"written"`
	Failures int64 `json:"failures"` // writes that failed, and were tried again
}

// maxServers bounds what a list of servers reads.
const maxServers = 200

// Servers are those that reported, the last one heard first.
func Servers(tx *store.Tx) ([]Server, error) {
	rows := []Server{}
	if err := tx.DB().Order("seen_at DESC").Limit(maxServers).Find(&rows).Error; err != nil {
		return nil, store.Failed[Server]("read", err)
	}
	return rows, nil
}

// ReportServer writes what a server says of itself, over what it said before.
func ReportServer(tx *store.Tx, row *Server) error {
	over := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"name", "seen_at", "report"})}
	if err := tx.DB().Clauses(over).Create(row).Error; err != nil {
		return store.Failed[Server]("write", err)
	}
	return nil
}

// ForgetServer removes a server that stops.
func ForgetServer(tx *store.Tx, id string) error {
	_, err := store.Delete[Server](tx, store.Installation, "id = ?", id)
	return err
}
