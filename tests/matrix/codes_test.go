package matrix

import (
	"slices"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

// refusal produces one reason code over HTTP.
type refusal struct {
	code   string
	status int
	run    func(t *testing.T, s *testserver.Server) testserver.Answer
}

const renewals = "/api/v1/auth/token/renew"

func whoami(t *testing.T, s *testserver.Server, token string) testserver.Answer {
	t.Helper()
	return s.As(token).Get(t, "/api/v2/organizations/"+s.Admin.ID+"/workspaces")
}

func login(t *testing.T, s *testserver.Server, secret testserver.Object, spoil func(m *testserver.Machine)) testserver.Answer {
	t.Helper()
	m := s.NewMachine(t, "no-access", nil)
	if secret != nil {
		m.ClientSecret, m.ClientSecretID = s.AsAdmin().NewClientSecret(t, m.IdentityID, secret)
	}
	spoil(&m)
	return s.Anonymous().Login(t, m)
}

// refusals has a line for every code that the shipped policy gives.
var refusals = []refusal{
	{"token_missing", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.Anonymous().Get(t, "/api/v1/workspace")
	}},
	{"token_malformed", 401, func(t *testing.T, s *testserver.Server) testserver.Answer { return whoami(t, s, "garbage") }},
	{"token_expired", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", testserver.Object{"accessTokenTTL": 60}))
		s.Clock.Advance(60)
		return whoami(t, s, token)
	}},
	{"token_revoked", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", nil))
		s.Anonymous().Post(t, "/api/v1/auth/token/revoke", testserver.Object{"accessToken": token}).Want(t, 200)
		return whoami(t, s, token)
	}},
	{"token_uses_exhausted", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", testserver.Object{"accessTokenNumUsesLimit": 1}))
		whoami(t, s, token).Want(t, 200)
		return whoami(t, s, token)
	}},
	{"token_max_ttl_reached", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", testserver.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 60}))
		s.Clock.Advance(61)
		return s.Anonymous().Post(t, renewals, testserver.Object{"accessToken": token})
	}},
	{"credentials_invalid", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return login(t, s, nil, func(m *testserver.Machine) { m.ClientSecret = "wrong" })
	}},
	{"client_secret_expired", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return login(t, s, testserver.Object{"ttl": 60}, func(*testserver.Machine) { s.Clock.Advance(60) })
	}},
	{"client_secret_revoked", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return login(t, s, nil, func(m *testserver.Machine) {
			s.AsAdmin().Post(t, testserver.UniversalAuth(m.IdentityID)+"/client-secrets/"+m.ClientSecretID+"/revoke", testserver.Object{}).Want(t, 200)
		})
	}},
	{"client_secret_uses_exhausted", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return login(t, s, testserver.Object{"numUsesLimit": 1}, func(m *testserver.Machine) { s.Anonymous().Login(t, *m).Want(t, 200) })
	}},
	{"setup_token_required", 401, func(t *testing.T, _ *testserver.Server) testserver.Answer {
		fresh := testserver.Launch(t, database.SQLite(t), func(config *service.Config) { config.SetupToken = seal.NewText("the setup token") })
		return fresh.Anonymous().Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "a@example.com", "password": "long enough", "organization": "Acme"})
	}},
	{"login_locked_out", 401, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return login(t, s, nil, func(m *testserver.Machine) {
			wrong := *m
			wrong.ClientSecret = "wrong"
			for range 3 {
				s.Anonymous().Login(t, wrong).Want(t, 401)
			}
		})
	}},
	{"password_wrong", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return changePassword(t, s.NewPerson(t, "member"), "wrong")
	}},
	{"password_locked_out", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		person := s.NewPerson(t, "member")
		for range 10 {
			changePassword(t, person, "wrong")
		}
		return changePassword(t, person, person.Password)
	}},
	{"auth_mode_not_accepted", 403, func(t *testing.T, s *testserver.Server) testserver.Answer { return s.AsAdmin().Get(t, "/api/v1/user") }},
	{"ip_not_allowed", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		ranges := testserver.List{testserver.Object{"ipAddress": "10.0.0.0/8"}}
		return whoami(t, s, s.Token(t, s.NewMachine(t, "no-access", testserver.Object{"accessTokenTrustedIps": ranges})))
	}},
	{"not_org_member", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.AsAdmin().Get(t, "/api/v1/identities?orgId=00000000-0000-4000-8000-000000000000")
	}},
	{"resource_not_found", 404, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.AsAdmin().Get(t, "/api/v1/workspace/00000000-0000-4000-8000-000000000000")
	}},
	{"permission_inverted", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "KEY", "value")
		s.AsAdmin().Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": "barred", "name": "Barred", "permissions": testserver.List{
			testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}},
			testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}, "inverted": true, "conditions": testserver.Object{"environment": "dev"}},
		}}).Want(t, 200)
		return s.AsMember(t, p, "barred").Get(t, p.SecretPath("KEY"))
	}},
	{"e2ee_enabled", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		answer := s.AsAdmin().Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200)
		return s.AsAdmin().Get(t, testserver.Project{ID: answer.Text("project.id")}.SecretPath("KEY"))
	}},
	{"delete_protected", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		id := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
		s.AsAdmin().Patch(t, "/api/v1/identities/"+id, testserver.Object{"hasDeleteProtection": true}).Want(t, 200)
		return s.AsAdmin().Delete(t, "/api/v1/identities/"+id, nil)
	}},
	{"not_project_member", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p := s.AsAdmin().NewProject(t)
		return s.As(s.Token(t, s.NewMachine(t, "no-access", nil))).Get(t, "/api/v1/workspace/"+p.ID)
	}},
	{"permission_missing", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.As(s.Token(t, s.NewMachine(t, "no-access", nil))).Get(t, "/api/v1/identities?orgId="+s.Admin.ID)
	}},
	{"privilege_boundary", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.As(s.Token(t, s.NewMachine(t, "member", nil))).Get(t, "/api/v1/identities/"+s.Admin.IdentityID)
	}},
	{"place_boundary", 403, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "SEC", "hidden")
		s.AsAdmin().Post(t, "/api/v1/projects/"+p.ID+"/roles", testserver.Object{"slug": "renames", "name": "renames", "permissions": testserver.List{
			testserver.Object{"subject": "secrets", "action": testserver.List{"edit"}},
			testserver.Object{"subject": "secrets", "action": testserver.List{"readValue", "describeSecret"}, "conditions": testserver.Object{"secretName": testserver.Object{"$glob": "PUB_*"}}},
		}}).Want(t, 200)
		return s.AsMember(t, p, "renames").Patch(t, "/api/v3/secrets/raw/SEC", testserver.Object{
			"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "type": "shared", "newSecretName": "PUB_X",
		})
	}},
	{"e2ee_not_switchable", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p := s.AsAdmin().NewProject(t)
		bot := s.AsAdmin().Get(t, "/api/v1/bot/"+p.ID).Want(t, 200).Text("bot.id")
		return s.AsAdmin().Patch(t, "/api/v1/bot/"+bot+"/active", testserver.Object{"isActive": false})
	}},
	{"last_admin", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		person := s.NewPerson(t, "no-access")
		p := person.Post(t, "/api/v2/organizations", testserver.Object{"name": "Alone"}).Want(t, 200).Text("organization.id")
		alone := s.LogIn(t, person.Email, person.Password, p)
		id := alone.Get(t, "/api/v2/organizations/"+p+"/memberships").Want(t, 200).Text("users.0.id")
		return alone.Delete(t, "/api/v2/organizations/"+p+"/memberships/"+id, nil)
	}},
	{"own_membership", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		person := s.NewPerson(t, "admin")
		return person.Patch(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships/"+person.MembershipID, testserver.Object{"isActive": true})
	}},
	{"permanent_role_missing", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p, id := s.AsAdmin().NewProject(t), s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
		return s.AsAdmin().Post(t, "/api/v2/workspace/"+p.ID+"/identity-memberships/"+id, testserver.Object{"roles": testserver.List{testserver.Object{
			"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h",
			"temporaryAccessStartTime": "2030-01-01T00:00:00Z",
		}}})
	}},
	{"personal_user_only", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "KEY", "value")
		return s.AsAdmin().Post(t, "/api/v3/secrets/raw/KEY", testserver.Object{
			"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "type": "personal", "secretValue": "mine",
		})
	}},
	{"sign_up_disabled", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.Anonymous().Post(t, "/api/v3/signup/email/signup", testserver.Object{"email": "new@example.com"})
	}},
	{"instance_initialized", 400, func(t *testing.T, s *testserver.Server) testserver.Answer {
		return s.Anonymous().Post(t, "/api/v1/admin/bootstrap", testserver.Object{"email": "b@example.com", "password": "correct horse", "organization": "B"})
	}},
}

func Test_every_reason_code_is_produced_over_http(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		for _, c := range refusals {
			t.Run(c.code, func(t *testing.T) {
				answer := c.run(t, server)
				if answer.Text("details.reasons.0.remediation") == "" {
					t.Errorf("%s does not say what to do: %s", answer.Request, answer.Body)
				}
				if codes := answer.Codes(); answer.Status != c.status || len(codes) == 0 || !slices.Contains(codes, c.code) {
					t.Errorf("%s answered %d %v, want %d %s", answer.Request, answer.Status, codes, c.status, c.code)
				}
			})
		}
	})
}

// byTheEngine are produced by the tests beside this one.
var byTheEngine = []string{"policy_error", "policy_missing", "policy_timeout", "policy_undefined"}

// byEvaluations are produced where a question names another subject or no
// address; tests/authzen asks such questions.
var byEvaluations = []string{"address_unknown", "subject_unknown"}

// byRates are produced by Test_rates.
var byRates = []string{"rate_limited"}

// A code that the policy gives and no line above produces is missing here.
func Test_the_reason_codes_are_those_that_the_policy_gives(t *testing.T) {
	server := testserver.Start(t, database.SQLite(t))
	listed, _ := server.AsAdmin().Get(t, "/api/v1/authz/reasons").Want(t, 200).Value("reasons").([]any)
	given, produced := []string{}, slices.Concat(byTheEngine, byEvaluations, byRates)
	for _, entry := range listed {
		given = append(given, entry.(map[string]any)["code"].(string))
	}
	for _, c := range refusals {
		produced = append(produced, c.code)
	}
	for _, c := range provenCodes {
		produced = append(produced, c.code)
	}
	slices.Sort(produced)
	slices.Sort(given)
	if !slices.Equal(given, produced) {
		t.Errorf("the policy gives %q\nproduced are   %q", given, produced)
	}
}

func changePassword(t *testing.T, person testserver.Person, old string) testserver.Answer {
	t.Helper()
	return person.Post(t, "/api/v2/password/user/password-reset", testserver.Object{"oldPassword": old, "newPassword": "a new password"})
}
