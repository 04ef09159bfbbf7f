package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// wish is the body of a request that says what of it is asked for, so that
// the policy can decide on it: never the value of a secret or a credential. A
// body that cannot say so cannot be bound.
type wish interface{ requested(asks *engine.Requested) }

// asking fills in what the body of the request asks for.
func (c *call) asking(question *facts.Question) {
	if c.wish == nil {
		return
	}
	asks := new(engine.Requested)
	c.wish.requested(asks)
	if !asks.Nothing() {
		question.Requested = asks
	}
}

// askMethod is an auth method as it is after the change.
func askMethod(asks *engine.Requested, m *models.AuthMethod) {
	asks.AuthMethod = &m.Method
	asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &m.AccessTokenTTL, &m.AccessTokenMaxTTL
	asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &m.AccessTokenPeriod, &m.AccessTokenNumUsesLimit
	asks.AccessTokenTrustedIPs, _ = facts.CIDRs(m.AccessTokenTrustedIPs)
	if m.Method != models.MethodUniversalAuth {
		return
	}
	asks.ClientSecretTrustedIPs, _ = facts.CIDRs(m.ClientSecretTrustedIPs)
	asks.LockoutEnabled, asks.LockoutThreshold = &m.LockoutEnabled, &m.LockoutThreshold
	asks.LockoutDurationSeconds, asks.LockoutCounterResetSeconds = &m.LockoutDurationSeconds, &m.LockoutCounterResetSeconds
}

// askToken is the access token that an auth method issues.
func askToken(asks *engine.Requested, m *models.AuthMethod) {
	asks.AuthMethod = &m.Method
	asks.AccessTokenTTL, asks.AccessTokenMaxTTL = &m.AccessTokenTTL, &m.AccessTokenMaxTTL
	asks.AccessTokenPeriod, asks.AccessTokenUsesLimit = &m.AccessTokenPeriod, &m.AccessTokenNumUsesLimit
	if m.AccessTokenPeriod > 0 {
		asks.AccessTokenTTL = &m.AccessTokenPeriod // as newToken has it
	}
}

// askMetadata is metadata as an object.
func askMetadata(list []models.MetadataEntry) map[string]string { return facts.Metadata(list) }

// askMember names a member by its id.
func askMember(kind, id string) *engine.RequestedMember {
	return &engine.RequestedMember{Type: kind, ID: &id}
}

// askRole is an organization role, which has no window.
func askRole(slug string) []engine.RequestedRole { return []engine.RequestedRole{{Role: slug}} }

// askRoles are roles of a project with their windows.
func askRoles(assignments []roleAssignment) []engine.RequestedRole {
	asks := make([]engine.RequestedRole, 0, len(assignments))
	for i := range assignments {
		window, err := assignments[i].window()
		if err != nil || assignments[i].Role == nil {
			continue // refused as malformed
		}
		asked := askWindow(window)
		asks = append(asks, engine.RequestedRole{Role: *assignments[i].Role, Starts: asked.Starts, Ends: asked.Ends})
	}
	return asks
}

func askWindow(window models.Temporary) *engine.RequestedWindow {
	if !window.IsTemporary {
		return &engine.RequestedWindow{}
	}
	return &engine.RequestedWindow{Starts: window.TemporaryAccessStartTime.Unix(), Ends: window.TemporaryAccessEndTime.Unix()}
}
