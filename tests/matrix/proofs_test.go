package matrix

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
	"warder/tests/vouch"
)

// vouchers are the parties that the logins of these tests are vouched for by, and the
// server that asks them.
type vouchers struct {
	server            *testserver.Server
	signer, google    vouch.Signer
	provider, cluster *vouch.Party
	cloud             *vouch.Party // AWS, Google and Microsoft
}

const (
	azureTenant = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
	azureObject = "11111111-2222-4333-8444-555555555555"
	awsNumber   = "123456789012"
	vm          = "vm@p.iam.gserviceaccount.com"
)

func newVouchers(t *testing.T, url string) *vouchers {
	v := &vouchers{signer: vouch.NewSigner(t, "k1"), google: vouch.NewRSA(t, "g1"), cluster: vouch.NewParty(t), cloud: vouch.NewPlain(t)}
	v.provider = vouch.NewProvider(t, v.signer)
	v.cluster.Says(vouch.Cluster, http.StatusOK, vouch.KeySet(t, v.signer))
	v.cloud.Says("/oauth2/v3/certs", http.StatusOK, vouch.KeySet(t, v.google))
	v.cloud.Says("/"+azureTenant+"/discovery/keys", http.StatusOK, vouch.KeySet(t, v.google))
	v.server = testserver.Start(t, url, func(c *service.Config) {
		c.OutboundAllow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		c.AWSSTSEndpoint, c.GCPEndpoint, c.AzureEndpoint = v.cloud.URL, v.cloud.URL, v.cloud.URL
	})
	return v
}

// times bound a token of this moment.
func (v *vouchers) times() testserver.Object {
	now := v.server.Clock.Now().Unix()
	return testserver.Object{"iat": now, "nbf": now, "exp": now + 300}
}

func merge(all ...testserver.Object) testserver.Object {
	merged := testserver.Object{}
	for _, one := range all {
		maps.Copy(merged, one)
	}
	maps.DeleteFunc(merged, func(_ string, value any) bool { return value == nil })
	return merged
}

// attempt is one login: what the method is told to trust, and what is presented.
type attempt struct {
	method string
	config testserver.Object
	body   func(identityID string) testserver.Object
}

func (v *vouchers) try(t *testing.T, a attempt) testserver.Answer {
	t.Helper()
	id := v.server.AsAdmin().NewIdentity(t, v.server.Admin.ID, "no-access")
	v.server.AsAdmin().Post(t, "/api/v1/auth/"+a.method+"/identities/"+id, a.config).Want(t, 200)
	return v.server.Anonymous().Post(t, "/api/v1/auth/"+a.method+"/login", merge(testserver.Object{"identityId": id}, a.body(id)))
}

func presented(token string) func(string) testserver.Object {
	return func(string) testserver.Object { return testserver.Object{"jwt": token} }
}

func (v *vouchers) oidc(t *testing.T, config, claims testserver.Object, header ...testserver.Object) attempt {
	t.Helper()
	return attempt{"oidc-auth", merge(testserver.Object{
		"oidcDiscoveryUrl": v.provider.URL, "caCert": v.provider.CA(), "boundIssuer": "ci", "boundSubject": "repo:*", "boundAudiences": "warder",
		"boundClaims": testserver.Object{"ref": "main"}, "claimMetadataMapping": testserver.Object{"team": "ci.team"},
	}, config), presented(v.signer.Token(t, merge(v.times(), testserver.Object{
		"iss": "ci", "sub": "repo:app", "aud": "warder", "ref": "main", "ci": testserver.Object{"team": "blue"},
	}, claims), header...))}
}

func (v *vouchers) jwt(t *testing.T, config, claims testserver.Object) attempt {
	t.Helper()
	return attempt{"jwt-auth", merge(testserver.Object{
		"configurationType": "static", "publicKeys": testserver.List{v.signer.PEM(t)}, "boundIssuer": "ci", "boundSubject": "repo:*",
		"boundAudiences": "warder", "boundClaims": testserver.Object{"ref": "main"},
	}, config), presented(v.signer.Token(t, merge(v.times(), testserver.Object{"iss": "ci", "sub": "repo:app", "aud": "warder", "ref": "main"}, claims)))}
}

// reviewed is a login by a token that the API server has something to say about.
func (v *vouchers) reviewed(t *testing.T, config, status testserver.Object) attempt {
	t.Helper()
	v.cluster.Says(vouch.Reviews, http.StatusCreated, vouch.Review(status))
	return attempt{"kubernetes-auth", merge(testserver.Object{
		"kubernetesHost": v.cluster.URL, "caCert": v.cluster.CA(), "allowedNamespaces": "apps", "allowedNames": "web",
	}, config), presented(v.signer.Token(t, v.times()))}
}

func (v *vouchers) keyed(t *testing.T, config, claims testserver.Object) attempt {
	t.Helper()
	a := v.reviewed(t, merge(testserver.Object{"tokenReviewMode": "jwks", "issuer": "https://cluster", "allowedAudience": "warder"}, config), nil)
	a.body = presented(v.signer.Token(t, merge(v.times(), testserver.Object{
		"iss": "https://cluster", "aud": "warder", "sub": "system:serviceaccount:apps:web",
		"kubernetes.io": testserver.Object{"namespace": "apps", "serviceaccount": testserver.Object{"name": "web"}},
	}, claims)))
	return a
}

// signed is a login by AWS, which says of the request what a test has it say.
func (v *vouchers) signed(t *testing.T, config testserver.Object, status int, said testserver.Object, form string) attempt {
	t.Helper()
	v.cloud.Says("/", status, said)
	headers, err := json.Marshal(testserver.Object{
		"Authorization": "AWS4-HMAC-SHA256 Credential=AKIA1/20261201/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64),
		"Host":          "sts.us-east-1.amazonaws.com", "X-Amz-Date": v.server.Clock.Now().UTC().Format("20060102T150405Z"),
	})
	if err != nil {
		t.Fatal(err)
	}
	body := testserver.Object{
		"iamHttpRequestMethod": "POST", "iamRequestBody": base64.StdEncoding.EncodeToString([]byte(form)),
		"iamRequestHeaders": base64.StdEncoding.EncodeToString(headers),
	}
	return attempt{"aws-auth", config, func(string) testserver.Object { return body }}
}

const (
	askCaller = "Action=GetCallerIdentity&Version=2011-06-15"
	roleARN   = "arn:aws:iam::" + awsNumber + ":role/app"
	session   = "arn:aws:sts::" + awsNumber + ":assumed-role/app/i-1"
)

func (v *vouchers) gcp(t *testing.T, config, claims testserver.Object) attempt {
	t.Helper()
	return attempt{"gcp-auth", merge(testserver.Object{"type": "gce", "allowedServiceAccounts": vm}, config), func(id string) testserver.Object {
		return testserver.Object{"jwt": v.google.Token(t, merge(v.times(), testserver.Object{
			"iss": "https://accounts.google.com", "aud": id, "email": vm, "email_verified": true,
			"google": testserver.Object{"compute_engine": testserver.Object{"project_id": "p", "zone": "z"}},
		}, claims))}
	}}
}

func (v *vouchers) azure(t *testing.T, config, claims testserver.Object) attempt {
	t.Helper()
	return attempt{"azure-auth", merge(testserver.Object{"tenantId": azureTenant, "resource": "https://management.azure.com", "allowedServicePrincipalIds": azureObject}, config),
		presented(v.google.Token(t, merge(v.times(), testserver.Object{
			"iss": "https://sts.windows.net/" + azureTenant + "/", "aud": "https://management.azure.com/", "tid": azureTenant, "oid": azureObject,
		}, claims)))}
}

// provenCode is a code that a login by a proof leads to. What a client sees is one answer
// for all of them; the code is in the decision log.
type provenCode struct {
	code string
	try  func(t *testing.T, v *vouchers) attempt
}

var provenCodes = []provenCode{
	{"auth_proof_malformed", func(t *testing.T, v *vouchers) attempt {
		a := v.oidc(t, nil, nil)
		a.body = presented("garbage")
		return a
	}},
	{"auth_algorithm_not_accepted", func(t *testing.T, v *vouchers) attempt {
		a := v.oidc(t, nil, nil)
		a.body = presented(vouch.Unsigned(t, testserver.Object{"alg": "HS256"}, testserver.Object{}))
		return a
	}},
	{"auth_key_unknown", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, nil, testserver.Object{"kid": "k9"}) }},
	{"auth_signature_invalid", func(t *testing.T, v *vouchers) attempt {
		a := v.oidc(t, nil, nil)
		a.body = presented(vouch.NewSigner(t, "k1").Token(t, v.times()))
		return a
	}},
	{"auth_source_unavailable", func(t *testing.T, v *vouchers) attempt {
		return v.oidc(t, testserver.Object{"oidcDiscoveryUrl": v.provider.URL + "/elsewhere"}, nil)
	}},
	{"auth_expiry_missing", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"exp": nil}) }},
	{"auth_proof_expired", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"exp": 1}) }},
	{"auth_proof_not_yet_valid", func(t *testing.T, v *vouchers) attempt {
		return v.oidc(t, nil, testserver.Object{"nbf": v.server.Clock.Now().Add(time.Hour).Unix()})
	}},
	{"auth_binding_missing", func(t *testing.T, v *vouchers) attempt {
		return v.oidc(t, testserver.Object{"boundSubject": "", "boundAudiences": "", "boundClaims": testserver.Object{}}, nil)
	}},
	{"oidc_issuer_mismatch", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"iss": "x"}) }},
	{"oidc_subject_mismatch", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"sub": "x"}) }},
	{"oidc_audience_mismatch", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"aud": "x"}) }},
	{"oidc_claim_missing", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"ref": nil}) }},
	{"oidc_claim_mismatch", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"ref": "x"}) }},
	{"oidc_mapped_claim_missing", func(t *testing.T, v *vouchers) attempt { return v.oidc(t, nil, testserver.Object{"ci": nil}) }},
	{"jwt_issuer_mismatch", func(t *testing.T, v *vouchers) attempt { return v.jwt(t, nil, testserver.Object{"iss": "x"}) }},
	{"jwt_subject_mismatch", func(t *testing.T, v *vouchers) attempt { return v.jwt(t, nil, testserver.Object{"sub": "x"}) }},
	{"jwt_audience_mismatch", func(t *testing.T, v *vouchers) attempt { return v.jwt(t, nil, testserver.Object{"aud": "x"}) }},
	{"jwt_claim_missing", func(t *testing.T, v *vouchers) attempt { return v.jwt(t, nil, testserver.Object{"ref": nil}) }},
	{"jwt_claim_mismatch", func(t *testing.T, v *vouchers) attempt { return v.jwt(t, nil, testserver.Object{"ref": "x"}) }},
	{"kubernetes_not_authenticated", func(t *testing.T, v *vouchers) attempt {
		return v.reviewed(t, nil, merge(vouch.Account("apps", "web"), testserver.Object{"authenticated": false}))
	}},
	{"kubernetes_issuer_mismatch", func(t *testing.T, v *vouchers) attempt { return v.keyed(t, nil, testserver.Object{"iss": "x"}) }},
	{"kubernetes_not_a_service_account", func(t *testing.T, v *vouchers) attempt {
		return v.keyed(t, testserver.Object{"allowedNamespaces": "", "allowedNames": ""}, testserver.Object{"kubernetes.io": nil})
	}},
	{"kubernetes_namespace_not_allowed", func(t *testing.T, v *vouchers) attempt { return v.reviewed(t, nil, vouch.Account("jobs", "web")) }},
	{"kubernetes_name_not_allowed", func(t *testing.T, v *vouchers) attempt { return v.reviewed(t, nil, vouch.Account("apps", "api")) }},
	{"kubernetes_audience_not_confirmed", func(t *testing.T, v *vouchers) attempt {
		return v.reviewed(t, testserver.Object{"allowedAudience": "warder"}, vouch.Account("apps", "web"))
	}},
	{"aws_request_not_accepted", func(t *testing.T, v *vouchers) attempt {
		return v.signed(t, testserver.Object{"allowedAccountIds": awsNumber}, 200, vouch.Caller(awsNumber, session), "Action=GetSessionToken&Version=2011-06-15")
	}},
	{"aws_refused", func(t *testing.T, v *vouchers) attempt {
		return v.signed(t, testserver.Object{"allowedAccountIds": awsNumber}, 403, testserver.Object{}, askCaller)
	}},
	{"aws_principal_unreadable", func(t *testing.T, v *vouchers) attempt {
		return v.signed(t, testserver.Object{"allowedAccountIds": awsNumber}, 200, vouch.Caller(awsNumber, "arn:aws:iam::"+awsNumber+":root"), askCaller)
	}},
	{"aws_account_not_allowed", func(t *testing.T, v *vouchers) attempt {
		return v.signed(t, testserver.Object{"allowedAccountIds": "210987654321"}, 200, vouch.Caller(awsNumber, session), askCaller)
	}},
	{"aws_principal_not_allowed", func(t *testing.T, v *vouchers) attempt {
		return v.signed(t, testserver.Object{"allowedPrincipalArns": roleARN + "s"}, 200, vouch.Caller(awsNumber, session), askCaller)
	}},
	{"gcp_issuer_mismatch", func(t *testing.T, v *vouchers) attempt { return v.gcp(t, nil, testserver.Object{"iss": "x"}) }},
	{"gcp_audience_mismatch", func(t *testing.T, v *vouchers) attempt { return v.gcp(t, nil, testserver.Object{"aud": "x"}) }},
	{"gcp_email_unverified", func(t *testing.T, v *vouchers) attempt {
		return v.gcp(t, nil, testserver.Object{"email_verified": false})
	}},
	{"gcp_service_account_not_allowed", func(t *testing.T, v *vouchers) attempt { return v.gcp(t, nil, testserver.Object{"email": "x"}) }},
	{"gcp_project_not_allowed", func(t *testing.T, v *vouchers) attempt {
		return v.gcp(t, testserver.Object{"allowedProjects": "x"}, nil)
	}},
	{"gcp_zone_not_allowed", func(t *testing.T, v *vouchers) attempt { return v.gcp(t, testserver.Object{"allowedZones": "x"}, nil) }},
	{"azure_issuer_mismatch", func(t *testing.T, v *vouchers) attempt { return v.azure(t, nil, testserver.Object{"iss": "x"}) }},
	{"azure_tenant_mismatch", func(t *testing.T, v *vouchers) attempt { return v.azure(t, nil, testserver.Object{"tid": "x"}) }},
	{"azure_resource_mismatch", func(t *testing.T, v *vouchers) attempt { return v.azure(t, nil, testserver.Object{"aud": "x"}) }},
	{"azure_principal_not_allowed", func(t *testing.T, v *vouchers) attempt { return v.azure(t, nil, testserver.Object{"oid": "x"}) }},
}

func Test_every_reason_against_a_proof_is_in_the_log_and_nowhere_else(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		v := newVouchers(t, url)
		for _, c := range provenCodes {
			t.Run(c.code, func(t *testing.T) {
				answer := v.try(t, c.try(t, v)).WantRefusal(t, 401, "credentials_invalid")
				if len(answer.Codes()) != 1 || strings.Contains(answer.Body, c.code) {
					t.Errorf("the answer tells more than that the login failed: %s", answer.Body)
				}
				if codes := v.logged(t, answer); !slices.Equal(codes, []string{c.code}) {
					t.Errorf("the log has %v, want %s alone", codes, c.code)
				}
			})
		}
	})
}

// logged are the codes of the decision that an answer names.
func (v *vouchers) logged(t *testing.T, answer testserver.Answer) []string {
	t.Helper()
	var found testserver.Answer
	testserver.Eventually(t, "the decision is in the log", func() bool {
		found = v.server.AsAdmin().Get(t, "/api/v1/authz/decisions/"+answer.Text("details.decisionId"))
		return found.Status == 200
	})
	reasons, _ := found.Value("decision.reasons").([]any)
	codes := []string{}
	for _, reason := range reasons {
		codes = append(codes, reason.(testserver.Object)["code"].(string))
	}
	return codes
}

// What the refusals above spoil is good as it is.
func Test_each_method_admits_whom_it_binds(t *testing.T) {
	v := newVouchers(t, database.SQLite(t))
	for name, a := range map[string]func() attempt{
		"oidc":               func() attempt { return v.oidc(t, nil, nil) },
		"jwt":                func() attempt { return v.jwt(t, nil, nil) },
		"kubernetes":         func() attempt { return v.reviewed(t, nil, vouch.Account("apps", "web")) },
		"kubernetes by keys": func() attempt { return v.keyed(t, nil, nil) },
		"aws": func() attempt {
			return v.signed(t, testserver.Object{"allowedPrincipalArns": roleARN, "allowedAccountIds": awsNumber}, 200, vouch.Caller(awsNumber, session), askCaller)
		},
		"gcp":   func() attempt { return v.gcp(t, testserver.Object{"allowedProjects": "p", "allowedZones": "z"}, nil) },
		"azure": func() attempt { return v.azure(t, nil, nil) },
	} {
		if answer := v.try(t, a()); answer.Status != 200 {
			t.Errorf("%s: %d %s, %v", name, answer.Status, answer.Body, v.logged(t, answer))
		}
	}
}
