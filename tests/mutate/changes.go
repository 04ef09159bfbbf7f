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
		"a fact that changed while it was read is kept", "engine/facts/kept.go",
		`if err != nil || now != s.proof.Revisions {`, `if err != nil || now.Installation != s.proof.Installation {`,
		"./engine/facts", "while_it_is_read",
	},
	{
		"a kept fact outlives a change", "engine/facts/kept.go",
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
		"./bundles", "Key|Sign",
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
		"a secret expands without bound", "models/references/expand.go",
		`k.bytes > mostExpanded`, `k.bytes > mostExpanded*1000`,
		"./models/references", "limits",
	},
	{
		"uses are lost when they cannot be written", "handlers/pep/usage.go",
		`	u.pending[tokenID] = &added`, `	_ = &added`,
		"./handlers/pep", "Usage|Uses",
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
}
