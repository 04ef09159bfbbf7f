package main

// changesOfHandlers are changes of the enforcement and the resources of the API.
var changesOfHandlers = []change{
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
		"uses are lost when they cannot be written", "handlers/pep/usage.go",
		`	u.pending[tokenID] = &added`, `	_ = &added`,
		"./handlers/pep", "Test_uses",
	},
	{
		"a write shows what it wrote", "handlers/secrets/show_changed.go",
		`if decisions[i].Permitted {`, `if true {`,
		"./tests/attacks", "Scan",
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
		"./tests/matrix", "Test_rates/a_dead",
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
		"a key signs by an algorithm that is not its own", "handlers/logins/jose/keys.go",
		`(k.algorithm == "" || k.algorithm == algorithm) && algorithms[algorithm](k.public)`, `algorithms[algorithm](k.public)`,
		"./handlers/logins/jose", "",
	},
	{
		"an encryption key of a set verifies", "handlers/logins/jose/keys.go",
		`use != "" && use != string(jwk.ForSignature)`, `use == "none"`,
		"./handlers/logins/jose", "",
	},
}
