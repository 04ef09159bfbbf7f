package matrix

import (
	"slices"
	"testing"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/api"
	"warder/tests/database"
)

// refusal produces one reason code over HTTP.
type refusal struct {
	code   string
	status int
	run    func(t *testing.T, s *api.Server) api.Answer
}

const renewals = "/api/v1/auth/token/renew"

func whoami(t *testing.T, s *api.Server, token string) api.Answer {
	t.Helper()
	return s.As(token).Get(t, "/api/v2/organizations/"+s.Admin.ID+"/workspaces")
}

func login(t *testing.T, s *api.Server, secret api.Object, spoil func(m *api.Machine)) api.Answer {
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
	{"token_missing", 401, func(t *testing.T, s *api.Server) api.Answer { return s.Anonymous().Get(t, "/api/v1/workspace") }},
	{"token_malformed", 401, func(t *testing.T, s *api.Server) api.Answer { return whoami(t, s, "garbage") }},
	{"token_expired", 401, func(t *testing.T, s *api.Server) api.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", api.Object{"accessTokenTTL": 60}))
		s.Clock.Advance(60)
		return whoami(t, s, token)
	}},
	{"token_revoked", 401, func(t *testing.T, s *api.Server) api.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", nil))
		s.Anonymous().Post(t, "/api/v1/auth/token/revoke", api.Object{"accessToken": token}).Want(t, 200)
		return whoami(t, s, token)
	}},
	{"token_uses_exhausted", 401, func(t *testing.T, s *api.Server) api.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", api.Object{"accessTokenNumUsesLimit": 1}))
		whoami(t, s, token).Want(t, 200)
		return whoami(t, s, token)
	}},
	{"token_max_ttl_reached", 401, func(t *testing.T, s *api.Server) api.Answer {
		token := s.Token(t, s.NewMachine(t, "no-access", api.Object{"accessTokenTTL": 60, "accessTokenMaxTTL": 60}))
		s.Clock.Advance(61)
		return s.Anonymous().Post(t, renewals, api.Object{"accessToken": token})
	}},
	{"credentials_invalid", 401, func(t *testing.T, s *api.Server) api.Answer {
		return login(t, s, nil, func(m *api.Machine) { m.ClientSecret = "wrong" })
	}},
	{"client_secret_expired", 401, func(t *testing.T, s *api.Server) api.Answer {
		return login(t, s, api.Object{"ttl": 60}, func(*api.Machine) { s.Clock.Advance(60) })
	}},
	{"client_secret_revoked", 401, func(t *testing.T, s *api.Server) api.Answer {
		return login(t, s, nil, func(m *api.Machine) {
			s.AsAdmin().Post(t, api.UniversalAuth(m.IdentityID)+"/client-secrets/"+m.ClientSecretID+"/revoke", api.Object{}).Want(t, 200)
		})
	}},
	{"client_secret_uses_exhausted", 401, func(t *testing.T, s *api.Server) api.Answer {
		return login(t, s, api.Object{"numUsesLimit": 1}, func(m *api.Machine) { s.Anonymous().Login(t, *m).Want(t, 200) })
	}},
	{"setup_token_required", 401, func(t *testing.T, _ *api.Server) api.Answer {
		fresh := api.Launch(t, database.SQLite(t), func(config *service.Config) { config.SetupToken = seal.NewText("the setup token") })
		return fresh.Anonymous().Post(t, "/api/v1/admin/bootstrap", api.Object{"email": "a@example.com", "password": "long enough", "organization": "Acme"})
	}},
	{"login_locked_out", 401, func(t *testing.T, s *api.Server) api.Answer {
		return login(t, s, nil, func(m *api.Machine) {
			wrong := *m
			wrong.ClientSecret = "wrong"
			for range 3 {
				s.Anonymous().Login(t, wrong).Want(t, 401)
			}
		})
	}},
	{"password_wrong", 400, func(t *testing.T, s *api.Server) api.Answer {
		return changePassword(t, s.NewPerson(t, "member"), "wrong")
	}},
	{"password_locked_out", 400, func(t *testing.T, s *api.Server) api.Answer {
		person := s.NewPerson(t, "member")
		for range 10 {
			changePassword(t, person, "wrong")
		}
		return changePassword(t, person, person.Password)
	}},
	{"auth_mode_not_accepted", 403, func(t *testing.T, s *api.Server) api.Answer { return s.AsAdmin().Get(t, "/api/v1/user") }},
	{"ip_not_allowed", 403, func(t *testing.T, s *api.Server) api.Answer {
		ranges := api.List{api.Object{"ipAddress": "10.0.0.0/8"}}
		return whoami(t, s, s.Token(t, s.NewMachine(t, "no-access", api.Object{"accessTokenTrustedIps": ranges})))
	}},
	{"not_org_member", 403, func(t *testing.T, s *api.Server) api.Answer {
		return s.AsAdmin().Get(t, "/api/v1/identities?orgId=00000000-0000-4000-8000-000000000000")
	}},
	{"resource_not_found", 404, func(t *testing.T, s *api.Server) api.Answer {
		return s.AsAdmin().Get(t, "/api/v1/workspace/00000000-0000-4000-8000-000000000000")
	}},
	{"permission_inverted", 403, func(t *testing.T, s *api.Server) api.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "KEY", "value")
		s.AsAdmin().Post(t, "/api/v2/workspace/"+p.ID+"/roles", api.Object{"slug": "barred", "name": "Barred", "permissions": api.List{
			api.Object{"subject": "secrets", "action": api.List{"readValue"}},
			api.Object{"subject": "secrets", "action": api.List{"readValue"}, "inverted": true, "conditions": api.Object{"environment": "dev"}},
		}}).Want(t, 200)
		return s.AsMember(t, p, "barred").Get(t, p.SecretPath("KEY"))
	}},
	{"e2ee_enabled", 400, func(t *testing.T, s *api.Server) api.Answer {
		answer := s.AsAdmin().Post(t, "/api/v2/workspace", api.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200)
		return s.AsAdmin().Get(t, api.Project{ID: answer.Text("project.id")}.SecretPath("KEY"))
	}},
	{"delete_protected", 400, func(t *testing.T, s *api.Server) api.Answer {
		id := s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
		s.AsAdmin().Patch(t, "/api/v1/identities/"+id, api.Object{"hasDeleteProtection": true}).Want(t, 200)
		return s.AsAdmin().Delete(t, "/api/v1/identities/"+id, nil)
	}},
	{"not_project_member", 403, func(t *testing.T, s *api.Server) api.Answer {
		p := s.AsAdmin().NewProject(t)
		return s.As(s.Token(t, s.NewMachine(t, "no-access", nil))).Get(t, "/api/v1/workspace/"+p.ID)
	}},
	{"permission_missing", 403, func(t *testing.T, s *api.Server) api.Answer {
		return s.As(s.Token(t, s.NewMachine(t, "no-access", nil))).Get(t, "/api/v1/identities?orgId="+s.Admin.ID)
	}},
	{"privilege_boundary", 403, func(t *testing.T, s *api.Server) api.Answer {
		return s.As(s.Token(t, s.NewMachine(t, "member", nil))).Get(t, "/api/v1/identities/"+s.Admin.IdentityID)
	}},
	{"place_boundary", 403, func(t *testing.T, s *api.Server) api.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "SEC", "hidden")
		s.AsAdmin().Post(t, "/api/v1/projects/"+p.ID+"/roles", api.Object{"slug": "renames", "name": "renames", "permissions": api.List{
			api.Object{"subject": "secrets", "action": api.List{"edit"}},
			api.Object{"subject": "secrets", "action": api.List{"readValue", "describeSecret"}, "conditions": api.Object{"secretName": api.Object{"$glob": "PUB_*"}}},
		}}).Want(t, 200)
		return s.AsMember(t, p, "renames").Patch(t, "/api/v3/secrets/raw/SEC", api.Object{
			"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "type": "shared", "newSecretName": "PUB_X",
		})
	}},
	{"e2ee_not_switchable", 400, func(t *testing.T, s *api.Server) api.Answer {
		p := s.AsAdmin().NewProject(t)
		bot := s.AsAdmin().Get(t, "/api/v1/bot/"+p.ID).Want(t, 200).Text("bot.id")
		return s.AsAdmin().Patch(t, "/api/v1/bot/"+bot+"/active", api.Object{"isActive": false})
	}},
	{"last_admin", 400, func(t *testing.T, s *api.Server) api.Answer {
		person := s.NewPerson(t, "no-access")
		p := person.Post(t, "/api/v2/organizations", api.Object{"name": "Alone"}).Want(t, 200).Text("organization.id")
		alone := s.LogIn(t, person.Email, person.Password, p)
		id := alone.Get(t, "/api/v2/organizations/"+p+"/memberships").Want(t, 200).Text("users.0.id")
		return alone.Delete(t, "/api/v2/organizations/"+p+"/memberships/"+id, nil)
	}},
	{"own_membership", 400, func(t *testing.T, s *api.Server) api.Answer {
		person := s.NewPerson(t, "admin")
		return person.Patch(t, "/api/v2/organizations/"+s.Admin.ID+"/memberships/"+person.MembershipID, api.Object{"isActive": true})
	}},
	{"permanent_role_missing", 400, func(t *testing.T, s *api.Server) api.Answer {
		p, id := s.AsAdmin().NewProject(t), s.AsAdmin().NewIdentity(t, s.Admin.ID, "no-access")
		return s.AsAdmin().Post(t, "/api/v2/workspace/"+p.ID+"/identity-memberships/"+id, api.Object{"roles": api.List{api.Object{
			"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h",
			"temporaryAccessStartTime": "2030-01-01T00:00:00Z",
		}}})
	}},
	{"personal_user_only", 400, func(t *testing.T, s *api.Server) api.Answer {
		p := s.AsAdmin().NewProject(t)
		s.AsAdmin().SetSecret(t, p, "KEY", "value")
		return s.AsAdmin().Post(t, "/api/v3/secrets/raw/KEY", api.Object{
			"workspaceId": p.ID, "environment": "dev", "secretPath": "/", "type": "personal", "secretValue": "mine",
		})
	}},
	{"sign_up_disabled", 400, func(t *testing.T, s *api.Server) api.Answer {
		return s.Anonymous().Post(t, "/api/v3/signup/email/signup", api.Object{"email": "new@example.com"})
	}},
	{"instance_initialized", 400, func(t *testing.T, s *api.Server) api.Answer {
		return s.Anonymous().Post(t, "/api/v1/admin/bootstrap", api.Object{"email": "b@example.com", "password": "correct horse", "organization": "B"})
	}},
}

func Test_every_reason_code_is_produced_over_http(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := api.Start(t, url)
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
	server := api.Start(t, database.SQLite(t))
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

func changePassword(t *testing.T, person api.Person, old string) api.Answer {
	t.Helper()
	return person.Post(t, "/api/v2/password/user/password-reset", api.Object{"oldPassword": old, "newPassword": "a new password"})
}
