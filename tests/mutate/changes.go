package main

// change is one small change of the code that decides safety, and the tests that
// have to fail with it.
type change struct {
	name     string
	file     string // from the top of the repository
	from, to string // from is in the file once
	packages string // of the tests, as go test takes them
	run      string // which tests, as -run takes them; all for ""
}

// changes that passed every test once. Changes of Rego are made by
// `warder policy ci --mutate`, over all of it.
var changes = []change{
	{
		"a move needs no right at its destination", "handlers/secrets/move.go",
		`for _, action := range []string{"create", "edit"} {`, `for _, action := range []string{} {`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"a move needs no reading of its source", "handlers/secrets/move.go",
		`if err := r.Require(q, "readValue", move.AtSource()...); err != nil {`, `if err := r.Require(q, "readValue"); err != nil {`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"a new import needs no reading of its source", "handlers/secrets/imports.go",
		`return mayReadAt(r, q, *to.Environment, *to.Path)`, `return nil`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"a changed import needs no reading of its source", "handlers/secrets/imports.go",
		`return mayReadAt(r, q, slug, path)`, `return r.Require(q, "readValue", []input.Member{{Resource: pep.ResourceAt("secrets", slug, path)}}[:0]...)`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"tagging needs no reading", "handlers/secrets/tagging.go",
		`if err := r.Require(q, "readValue", input.Member{Resource: q.State.Request.Resource, Target: q.State.Request.Facts.Target}); err != nil {`, `if err := r.Require(q, "readValue"); err != nil {`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"a revision is published again with other contents", "handlers/policy/bundles.go",
		`row.Revision < rollout.Revision || row.Revision == rollout.Revision && row.Digest != rollout.Digest`, `row.Revision < rollout.Revision`,
		"./tests/rollout", "",
	},
	{
		"a follow-up question that got no answer shortens a list", "handlers/pep/followup.go",
		"	if !answer.Answered() {\n		return nil, r.refuse(answer.Decision)\n	}\n", "",
		"./tests/truth", "Broken",
	},
	{
		"a revoked client secret is spent", "models/consume_use.go",
		`decided += " AND NOT is_revoked"`, `decided += ""`,
		"./models", "ConsumeSecretUse",
	},
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
		"a secret expands without bound", "models/references/budget.go",
		`k.bytes > mostExpanded`, `k.bytes > mostExpanded*1000`,
		"./models/references", "limits",
	},
	{
		"uses are lost when they cannot be written", "handlers/pep/usage.go",
		`	u.pending[tokenID] = &added`, `	_ = &added`,
		"./handlers/pep", "Test_uses",
	},
	{
		"a server starts with a policy that was not examined", "cmd/service/policy.go",
		`if !s.config.PolicyUnproved {`, `if false {`,
		"./tests/truth", "Missing|Hostile",
	},
	{
		"a write shows what it wrote", "handlers/secrets/show_changed.go",
		`if decisions[i].Permitted {`, `if true {`,
		"./tests/attacks", "Scan",
	},
	{
		"access tokens outlive a restore", "models/backup/endings.go",
		`{column: "is_revoked", change: func(any) any { return true }, tells: true}`, `{column: "is_revoked", change: func(was any) any { return was }, tells: true}`,
		"./models/backup", "revoked",
	},
	{
		"credentials outlive a restore", "models/disabled.go",
		`return disabledPrefix + strings.TrimPrefix(hash, disabledPrefix)`, `return strings.TrimPrefix(hash, disabledPrefix)`,
		"./models/backup", "revoked",
	},
	{
		"a backup is restored before it was read to its end", "cmd/service/restore.go",
		"	if _, err := r.verify(); err != nil {\n		return nil, err\n	}\n", "",
		"./cmd/warder", "TestRestore_refuses",
	},
	{
		"a token that completes an account, or takes up a session, does not end", "handlers/accounts/sessions.go",
		`Kind: input.ProofOther, Genuine: err == nil, ExpiresAt: claims.ExpiresAt,`, `Kind: input.ProofOther, Genuine: err == nil, ExpiresAt: 1 << 40,`,
		"./tests/api", "HumanTokens",
	},
	{
		"a session is taken up again after a logout", "handlers/accounts/sessions.go",
		"\t\t\trow.AccessVersion++\n\t\t\trow.RefreshVersion++\n", "\t\t\trow.AccessVersion++\n",
		"./tests/api", "Sessions|Browsers|HumanTokens",
	},
	{
		"tokens of the organization before outlive a switch", "handlers/accounts/sessions.go",
		"\t\t\trow.AccessVersion++\n\t\t\trow.LastUsed", "\t\t\trow.LastUsed",
		"./tests/api", "Sessions|Browsers|Organizations",
	},
	{
		"API keys outlive the recovery of an account", "handlers/accounts/recovery.go",
		`store.Delete[models.APIKey](tx, store.Installation, "user_id = ?", user.ID)`, `store.Delete[models.APIKey](tx, store.Installation, "user_id = ? AND 1 = 0", user.ID)`,
		"./tests/api", "Recovery",
	},
	{
		"sessions outlive a new password", "handlers/accounts/recovery.go",
		`store.Delete[models.Session](tx, store.Installation, "user_id = ?", user.ID)`, `store.Delete[models.Session](tx, store.Installation, "user_id = ? AND 1 = 0", user.ID)`,
		"./tests/api", "Recovery|Password",
	},
	{
		"a recovery code is exchanged twice", "models/recovery.go",
		"recovery.UserID, recovery.CodeHash)\n\treturn n == 1, err", "recovery.UserID, recovery.CodeHash)\n\treturn n >= 0, err",
		"./models", "good_for_one_use",
	},
	{
		"a recovery sets two passwords", "models/recovery.go",
		"recovery.UserID, recovery.TokenID)\n\treturn n == 1, err", "recovery.UserID, recovery.TokenID)\n\treturn n >= 0, err",
		"./models", "good_for_one_use",
	},
	{
		"a sign-in link logs in twice", "models/sign_in_links.go",
		`return n == 1, err`, `return n >= 0, err`,
		"./tests/api", "Browsers_of_many",
	},
	{
		"two credentials in one request", "handlers/pep/authenticate.go",
		`len(headers) > 1 || `, ``,
		"./handlers/pep ./tests/attacks", "uthenticat|redential",
	},
	{
		"an address of a header that cannot be read is passed over", "handlers/pep/address.go",
		"\t\tif !ok {\n\t\t\treturn \"\"\n\t\t}", "\t\tif !ok {\n\t\t\tcontinue\n\t\t}",
		"./handlers/pep", "ddress|hop|Hop",
	},
	{
		"a token of another issuer", "handlers/bearer/parse.go",
		`case said.Issuer != issuer || said.Audience != audience:`, `case false:`,
		"./handlers/bearer", "",
	},
	{
		"what a foreign organization has is read", "handlers/pep/exists.go",
		`case s.Request.Facts.Organization != nil && s.Request.Facts.Organization.ID != s.OrgID():`, `case false:`,
		"./tests/attacks", "Lacking|Tenants",
	},
	{
		"what does not exist is handled", "handlers/pep/exists.go",
		`	case unknown(s.Request.Facts.Target):`, `	case false:`,
		"./tests/attacks", "Lacking",
	},
	{
		"guesses are predicted", "handlers/pep/dryrun.go",
		`	case r.Route.Public(): //`, `	case false: //`,
		"./tests/truth", "Ask",
	},
	{
		"a second place is not required", "handlers/pep/followup.go",
		`engine.NeedsEvery, members)`, `engine.NeedsNone, members)`,
		"./tests/faults", "Scenarios/sqlite/rights-",
	},
	{
		"a dead token uses up what its owner may ask for", "handlers/pep/rates.go",
		`proven && !refusesCaller(&q.Decision.Decision)`, `proven`,
		"./handlers/pep ./tests/api ./tests/attacks", "ates|Limits",
	},
	{
		"refusals with other claims are one record", "handlers/audit/refusals.go",
		`single := len(entry.List.Members) == 0 && entry.List.Shared.Claims == nil`, `single := len(entry.List.Members) == 0`,
		"./handlers/audit", "efus",
	},
	{
		"an old version is shown by the rights at the new place", "handlers/secrets/reader.go",
		`if old.FolderID != secret.FolderID || old.Key != secret.Key {`, `if false {`,
		"./tests/attacks", "Versions",
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
		"./tests/api ./engine/facts ./tests/faults", "Invitation|HumanTokens|SignUp|invit",
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
		"./engine/facts ./tests/clients/logins ./tests/attacks", "ogin|Proof|hanged",
	},
	{
		"a value of one version opens as another", "models/seal/place.go",
		`uint64(p.Version)), nil`, `0), nil`,
		"./models/seal", "",
	},
	{
		"a scope of one project reaches others", "models/store/scope.go",
		`if s.ProjectID != "" {`, `if false {`,
		"./models/store ./engine/facts", "cope|roject",
	},
	{
		"a key signs by an algorithm that is not its own", "handlers/logins/jose/keys.go",
		`(k.algorithm == "" || k.algorithm == algorithm) && algorithms[algorithm](k.public)`, `algorithms[algorithm](k.public)`,
		"./handlers/logins/jose", "",
	},
	{
		"an encryption key of a set verifies", "handlers/logins/jose/keys.go",
		`use != "" && use != string(jwk.ForSignature)`, `use == "none"`,
		"./handlers/logins/jose", "",
	},
	{
		"facts of one project are kept as another's", "engine/facts/cached.go",
		`		s.fresh = nil // of the other project, whose revision cacheFresh would not check`, `		_ = s.learned`,
		"./engine/facts", "",
	},
	{
		"personal values of another user", "models/token_secrets.go",
		`(s.type = 'shared' OR s.user_id = ?)`, `(s.type = 'shared' OR s.user_id <> ?)`,
		"./tests/api ./engine/facts", "ersonal",
	},
}
