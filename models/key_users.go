package models

import (
	"fmt"
	"time"

	"warder/models/store"
)

// KeyUsers are how many things of a kind would end with a key.
type KeyUsers struct {
	Kind string // in plural, for people
	Rows int64
}

// hashedKinds lists the credentials that are stored as a hash under a pepper, with the
// condition under which they are valid.
var hashedKinds = []struct{ kind, table, column, alive string }{
	{"client secrets", "client_secrets", "hash", "NOT is_revoked AND (expires_at IS NULL OR expires_at > @now)"},
	{"API keys", "api_keys", "hash", "expires_at IS NULL OR expires_at > @now"},
	{"service tokens", "service_tokens", "hash", "expires_at IS NULL OR expires_at > @now"},
	{"invitations", "org_memberships", "invite_hash", "status = '" + StatusInvited + "'"},
	{"recovery codes", "account_recoveries", "code_hash", "expires_at > @now"},
	{"sign-in links", "sign_in_links", "code_hash", "expires_at > @now"},
	{"policies kept for the source's failure", "kept_policies", "hash", "TRUE"},
}

// hashedUnder matches what seal.Keyring.Hash writes under a pepper, also of a credential
// that a restore disabled. What older versions wrote names no pepper, so it may be of any.
const hashedUnder = "(%[1]s LIKE @named OR %[1]s LIKE @disabled OR %[1]s <> '' AND %[1]s NOT LIKE '%%.%%')"

// HashedUnder counts valid credentials that were, or may have been, hashed under a pepper.
func HashedUnder(tx *store.Tx, pepper string, now store.Time) ([]KeyUsers, error) {
	args := map[string]any{"named": pepper + ".%", "disabled": disabledPrefix + pepper + ".%", "now": now}
	users := []KeyUsers{}
	for _, k := range hashedKinds {
		one := KeyUsers{Kind: k.kind}
		where := "(" + k.alive + ") AND " + fmt.Sprintf(hashedUnder, k.column)
		if err := tx.DB().Table(k.table).Where(where, args).Count(&one.Rows).Error; err != nil {
			return nil, store.Translate(err)
		}
		users = append(users, one)
	}
	return users, nil
}

// TokenLifetimes are how long tokens without a lifetime of their own are good.
type TokenLifetimes struct {
	Session time.Duration // the longest of a user's
	OneUse  time.Duration // for a sign-up or a recovery
}

// SignedUntil counts valid tokens issued up to a moment: those that a signing key may have
// signed if it was last used then.
func SignedUntil(tx *store.Tx, last, now store.Time, lives TokenLifetimes) ([]KeyUsers, error) {
	tokens, sessions := KeyUsers{Kind: "access tokens"}, KeyUsers{Kind: "sessions"}
	// A token that was renewed since is another one, and the one before it ends by its TTL.
	err := tx.DB().Model(&AccessToken{}).Where("created_at <= ? AND NOT is_revoked AND (expires_at IS NULL OR expires_at > ?)", last, now).
		Where("ttl = 0 OR ttl > ?", int64(now.Sub(last.Time)/time.Second)).Count(&tokens.Rows).Error
	if err == nil && now.Sub(last.Time) < lives.Session {
		err = tx.DB().Model(&Session{}).Where("created_at <= ?", last).Count(&sessions.Rows).Error
	}
	users := []KeyUsers{tokens, sessions}
	if now.Sub(last.Time) < lives.OneUse {
		users = append(users, KeyUsers{"tokens for one sign-up or recovery, perhaps, which end within " + lives.OneUse.String(), 1})
	}
	return users, store.Translate(err)
}
