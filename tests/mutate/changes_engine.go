package main

// changesOfEngine are changes of the facts, the engine and the bundles.
var changesOfEngine = []change{
	{
		"accounts are deleted side by side", "engine/facts/lock.go",
		`case "organization", "account":`, `case "organization":`,
		"./engine/facts", "Lock",
	},
	{
		"roles change side by side", "engine/facts/lock.go",
		`case "identity", "member", "role", "groups", "service-tokens":`, `case "identity", "member", "groups", "service-tokens":`,
		"./engine/facts", "Lock",
	},
	{
		"a fact that changed while it was read is kept", "engine/facts/cached.go",
		`if err != nil || now != s.proof.Revisions {`, `if err != nil || now.Installation != s.proof.Installation {`,
		"./engine/facts", "while_it_is_read",
	},
	{
		"a kept fact outlives a change", "engine/facts/cached.go",
		`factcache.Key{Revision: revision, About`, `factcache.Key{Revision: s.proof.orgID, About`,
		"./engine/facts", "after_any_change",
	},
	{
		"the examination sees the environment", "bundles/sandbox_process.go",
		`process.Env = []string{}`, `process.Env = nil`,
		"./bundles", "Exam",
	},
	{
		"a signing key that others read", "bundles/keys.go",
		`info.Mode().Perm()&0o077 != 0`, `info.Mode().Perm()&0o007 != 0`,
		"./bundles", "Key|Sign",
	},
	{
		"a short RSA key", "bundles/keys.go",
		`key.N.BitLen() >= 2048`, `key.N.BitLen() >= 1024`,
		"./bundles", "RSA",
	},
	{
		"a root beside authz", "bundles/open.go",
		`!strings.HasPrefix(root, Root+"/")`, `!strings.HasPrefix(root, Root)`,
		"./bundles", "Open|Root",
	},
	{
		"a canary is refused for another reason", "bundles/examine.go",
		`case !decision.Permitted && c.Code != "" && !slices.Contains(codes, c.Code):`, `case false && !slices.Contains(codes, c.Code):`,
		"./bundles", "Canar|Exam",
	},
	{
		"any token of a recovery is good for it", "engine/facts/recovery.go",
		`return seal.Equal(row.TokenID, tokenID)`, `return true || seal.Equal(row.TokenID, tokenID)`,
		"./tests/api", "Recovery",
	},
	{
		"a token completes an account by another invitation", "engine/facts/proofs.go",
		`found.Genuine = seal.Equal(s.Found.OrgMembership.Invitation(), invitation)`, `found.Genuine = seal.Equal(invitation, invitation)`,
		"./tests/api", "Invitations",
	},
	{
		"a deactivated invitation is good", "engine/facts/proofs.go",
		`"invite_email = ? AND status = ? AND is_active = ?", email, models.StatusInvited, true`, `"invite_email = ? AND status = ?", email, models.StatusInvited`,
		"./tests/api", "Invitations",
	},
	{
		"a login outlives the change of its password", "engine/facts/users.go",
		`matched && s.Question.locks() && user.PasswordHash != verified`, `matched && s.Question.locks() && user.PasswordHash == ""`,
		"./tests/attacks", "Races_a_login",
	},
	{
		"a place is renamed from beneath what is written there", "engine/facts/places.go",
		`if err != nil || at.Folder == nil || !s.Question.locks() {`, `if err != nil || at.Folder != nil {`,
		"./tests/attacks", "Races_a_place",
	},
	{
		"an invitation does not end", "engine/facts/proofs.go",
		`invitationTTL = 7 * 24`, `invitationTTL = 7000 * 24`,
		"./tests/api", "Invitation|HumanTokens|SignUp|invit",
	},
	{
		"a token outlives its session's logout", "engine/facts/credential.go",
		`= caller.AccessVersion, session.AccessVersion`, `= session.AccessVersion, session.AccessVersion`,
		"./tests/api", "Sessions|Organizations",
	},
	{
		"tokens outlive their client secret", "engine/facts/credential.go",
		`row.ClientSecretID != nil && row.SecretRevoked`, `false`,
		"./engine/facts ./tests/api", "oken|ecret",
	},
	{
		"a proof for other settings logs in", "engine/facts/login_proof.go",
		`return method.ID == l.For.ID && method.UpdatedAt.Equal(l.For.UpdatedAt.Time)`, `return method.ID == l.For.ID`,
		"./engine/facts ./tests/attacks", "ogin|Proof|hanged",
	},
	{
		"facts of one project are kept as another's", "engine/facts/cached.go",
		`		s.fresh = nil // of the other project, whose revision cacheFresh would not check`, `		_ = s.learned`,
		"./engine/facts", "",
	},
	{
		"a changed tag or slug does not keep changes of places away", "engine/facts/place_lock.go",
		"return s.Holding(tx, lock)", "return nil",
		"./tests/attacks", "Races_a_tag_is_not_renamed_beside",
	},
}
