package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"warder/models/store"
)

// ConsumeTokenUse takes one use of a limited access token and reports whether
// there was one left: one statement, so that of any number of requests on any
// number of replicas exactly as many succeed as the limit says.
func ConsumeTokenUse(tx *store.Tx, scope store.Scope, tokenID string, now store.Time) (bool, error) {
	n, err := set[AccessToken](tx, scope,
		map[string]any{"num_uses": gorm.Expr("num_uses + 1"), "last_used_at": now},
		"id = ? AND is_revoked = ? AND num_uses < num_uses_limit", tokenID, false)
	return n == 1, err
}

// SecretUse is a use of a client secret, as it was decided.
type SecretUse struct {
	SecretID string
	// MethodID and Address are what failed logins are counted under, and Seen is
	// what had been counted.
	MethodID, Address string
	Seen              Counted
	// Revoked and Exhausted are what the secret was, and was permitted all the
	// same: then it need not be otherwise now.
	Revoked, Exhausted bool
	At                 store.Time
}

// spending is uses of one client secret.
type spending struct {
	orgID string
	uses  []SecretUse
}

// Key names the client secret and the state that it was decided on.
func (s *spending) Key() string {
	first := &s.uses[0]
	return fmt.Sprint(s.orgID, " ", first.SecretID, " ", first.Revoked, first.Exhausted)
}

// unfailed makes a use depend on the failures that the decision saw: a failure counted
// since then might have locked out this login.
const unfailed = " AND NOT EXISTS (SELECT 1 FROM login_failures WHERE login_key = ? AND address = ?" +
	" AND NOT (failures = ? AND last_failure / 1000 = ? AND coalesce(locked_until, 0) / 1000 = ?))"

// Change takes the uses of all of these or, if not all are allowed any more, none.
func (s *spending) Change(others ...store.Coalescing) store.Statement {
	if len(others) > 0 {
		all := &spending{s.orgID, slices.Clone(s.uses)}
		for _, other := range others {
			all.uses = append(all.uses, other.(*spending).uses...) //nolint:forcetypeassert // of the same key
		}
		return all.Change()
	}
	count, last := strconv.Itoa(len(s.uses)), s.uses[len(s.uses)-1]
	depends := s.dependsOn()
	args := []any{last.At, s.orgID, last.SecretID}
	for i := range depends {
		on := &depends[i]
		args = append(args, on.MethodID, on.Address, on.Seen.Failures, on.Seen.LastFailure, on.Seen.LockedUntil)
	}
	decided := ""
	if !last.Revoked {
		decided += " AND NOT is_revoked"
	}
	if !last.Exhausted {
		decided += " AND (num_uses_limit = 0 OR num_uses + " + count + " <= num_uses_limit)"
	}
	return store.Statement{
		Text: "UPDATE client_secrets SET num_uses = num_uses + " + count + ", updated_at = ? WHERE org_id = ? AND id = ?" +
			decided + strings.Repeat(unfailed, len(depends)),
		Args: args, Coalescing: s,
	}
}

// dependsOn are the uses without those that depend on the same, which is told
// once where all come from one address, and otherwise for each: so there are few
// statements.
func (s *spending) dependsOn() []SecretUse {
	for i := range s.uses {
		if use := &s.uses[i]; use.Address != s.uses[0].Address || use.MethodID != s.uses[0].MethodID || use.Seen != s.uses[0].Seen {
			return s.uses
		}
	}
	return s.uses[:1]
}

// ConsumeSecretUse takes one use of a client secret, limited or not, or fails with
// ErrConflict if that is not allowed any more. It may be part of WriteOptimistic.
func ConsumeSecretUse(tx *store.Tx, scope store.Scope, use SecretUse) error {
	n, err := tx.Apply((&spending{scope.OrgID, []SecretUse{use}}).Change())
	if err == nil && n == 0 {
		err = &store.Error{Kind: store.ErrConflict}
	}
	if err != nil {
		return store.Failed[ClientSecret]("update", err)
	}
	return nil
}

// TokenUse is how often, and when last, an unlimited token was used.
type TokenUse struct {
	Scope   store.Scope
	TokenID string
	Count   int64
	Last    store.Time
}

// CountTokenUses adds up uses that were collected behind the requests.
func CountTokenUses(tx *store.Tx, uses map[string]*TokenUse) error {
	for _, use := range uses {
		_, err := set[AccessToken](tx, use.Scope,
			map[string]any{"num_uses": gorm.Expr("num_uses + ?", use.Count), "last_used_at": use.Last},
			"id = ?", use.TokenID)
		if err != nil {
			return err
		}
	}
	return nil
}

// set changes columns of the rows that meet a condition and says how many did.
// The condition repeats what a decision was based on.
func set[T any](tx *store.Tx, scope store.Scope, columns map[string]any, where string, args ...any) (int64, error) {
	result := store.Rows[T](tx, scope, where, args).Updates(columns)
	if result.Error != nil {
		return 0, store.Failed[T]("update", result.Error)
	}
	return result.RowsAffected, nil
}
