package models

import "warder/models/store"

// Expiry is a kind of rows, of every tenant, that have expired: they
// cannot be used any more, or need not be kept. Which they are is said once,
// as a condition, so that a row which came back to life between being found and
// being removed stays.
type Expiry struct {
	row   any
	key   string // the column that Find tells rows by
	where string
	args  []any
}

// OutdatedTokens are access tokens that ended before a moment: they were
// revoked, alone or with the client secret that issued them, used up, or have
// expired. A limit of 0 and a missing end mean none (docs/contract.md 6, #2393).
func OutdatedTokens(moment store.Time) Expiry {
	return Expiry{
		&AccessToken{}, "id", `(
		expires_at < ? OR max_expires_at < ?
		OR is_revoked = ? AND updated_at < ?
		OR num_uses_limit > 0 AND num_uses >= num_uses_limit AND coalesce(last_used_at, updated_at) < ?
		OR EXISTS (SELECT 1 FROM client_secrets AS issuer WHERE issuer.id = access_tokens.client_secret_id
			AND issuer.is_revoked = ? AND issuer.updated_at < ?))`,
		[]any{moment, moment, true, moment, moment, true, moment},
	}
}

// OutdatedServiceTokens are those that expired before a moment.
func OutdatedServiceTokens(moment store.Time) Expiry {
	return Expiry{&ServiceToken{}, "id", "expires_at < ?", []any{moment}}
}

// OutdatedAPIKeys are those that expired before a moment.
func OutdatedAPIKeys(moment store.Time) Expiry {
	return Expiry{&APIKey{}, "id", "expires_at < ?", []any{moment}}
}

// OutdatedSessions are those that were last used before a moment.
func OutdatedSessions(moment store.Time) Expiry {
	return Expiry{&Session{}, "id", "last_used < ?", []any{moment}}
}

// OutdatedServers are those that were last heard before a moment.
func OutdatedServers(moment store.Time) Expiry {
	return Expiry{&Server{}, "id", "seen_at < ?", []any{moment}}
}

// OutdatedDifferences are those of minutes before a moment.
func OutdatedDifferences(moment store.Time) Expiry {
	return Expiry{&PolicyDifference{}, "trial", "minute < ?", []any{moment}}
}

// OutdatedLoginFailures are counts whose last failure was, and whose lock
// ended, before a moment.
func OutdatedLoginFailures(moment store.Time) Expiry {
	return Expiry{&LoginFailures{}, "login_key", "last_failure < ? AND (locked_until IS NULL OR locked_until < ?)", []any{moment, moment}}
}

// OutdatedVersions are the versions of existing secrets beyond the newest that
// the project keeps of each, the current one being the first. Those of deleted
// secrets are OutdatedRemains.
func OutdatedVersions() Expiry {
	return Expiry{&SecretVersion{}, "id", `secret_versions.version <= (SELECT secrets.version - projects.pit_version_limit
		FROM secrets JOIN projects ON projects.id = secrets.project_id
		WHERE secrets.id = secret_versions.secret_id AND projects.pit_version_limit > 0)`, nil}
}

// OutdatedRemains are the versions of secrets that were deleted before a moment.
func OutdatedRemains(moment store.Time) Expiry {
	return Expiry{&SecretVersion{}, "id", "deleted_at < ?", []any{moment}}
}

// OutdatedRevisions are those of tenants that are no more.
func OutdatedRevisions() Expiry {
	return Expiry{&Revision{}, "tenant", `tenant <> ''
		AND NOT EXISTS (SELECT 1 FROM organizations WHERE organizations.id = tenant)
		AND NOT EXISTS (SELECT 1 FROM projects WHERE projects.id = tenant)`, nil}
}

// OutdatedRecords are, for each project that says how long, the decision records that
// it keeps no longer; see SetRetention.
func OutdatedRecords(tx *store.Tx, now store.Time) ([]Expiry, error) {
	projects, err := forgetful(tx)
	if err != nil {
		return nil, err
	}
	kinds := make([]Expiry, 0, len(projects))
	for i := range projects {
		kinds = append(kinds, projects[i].OutdatedRecords(now.Time)...)
	}
	return kinds, nil
}

// forgetful are the projects that say how long their records are kept.
func forgetful(tx *store.Tx) ([]Project, error) {
	var projects []Project
	err := tx.DB().Select("id", "org_id", "audit_logs_retention_days", "retention_changes").Where("audit_logs_retention_days > 0").Find(&projects).Error
	if err != nil {
		return nil, store.Failed[Project]("read", err)
	}
	return projects, nil
}

// Count is how many rows are outdated.
func (o Expiry) Count(tx *store.Tx) (int64, error) {
	var count int64
	err := tx.DB().Model(o.row).Where(o.where, o.args...).Count(&count).Error
	return count, store.Translate(err)
}

// Find is the keys of at most limit outdated rows. A key may stand for several.
func (o Expiry) Find(tx *store.Tx, limit int) ([]string, error) {
	var keys []string
	err := tx.DB().Model(o.row).Where(o.where, o.args...).Limit(limit).Pluck(o.key, &keys).Error
	return keys, store.Translate(err)
}

// Remove deletes the rows with the keys that are still outdated, and returns how
// many they were.
func (o Expiry) Remove(tx *store.Tx, keys []string) (int64, error) {
	deleted := tx.DB().Where(o.key+" IN ?", keys).Where(o.where, o.args...).Delete(o.row)
	return deleted.RowsAffected, store.Translate(deleted.Error)
}
