package main

// changesOfModels are changes of the tables, the keys and the commands.
var changesOfModels = []change{
	{
		"a revoked client secret is spent", "models/consume_use.go",
		`decided += " AND NOT is_revoked"`, `decided += ""`,
		"./models", "ConsumeSecretUse",
	},
	{
		"a secret expands without bound", "models/references/budget.go",
		`k.bytes > mostExpanded`, `k.bytes > mostExpanded*1000`,
		"./models/references", "limits",
	},
	{
		"a server starts with a policy that was not examined", "cmd/service/policy.go",
		`if !s.config.PolicyUnproved {`, `if false {`,
		"./tests/truth", "Missing|Hostile",
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
		"personal values of another user", "models/token_secrets.go",
		`(s.type = 'shared' OR s.user_id = ?)`, `(s.type = 'shared' OR s.user_id <> ?)`,
		"./tests/api", "ersonal",
	},
	{
		"a name that references cannot spell is refused where one refers", "models/vault/follow.go",
		"for _, place := range renamed {", "for _, place := range renamed[:0] {",
		"./tests/api", "Renames_tell_nothing",
	},
}
