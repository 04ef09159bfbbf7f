package policies_test

import (
	"slices"
	"strings"
	"testing"
)

// The fields without which a request is refused. All others are read only in
// the subject's favour, or not at all.
var (
	every = list(`action action/name context context/accepts facts resource resource/type`)
	token = list(`context/now facts/token facts/token/expires_at facts/token/signed_expires_at facts/token/known facts/token/max_expires_at
		facts/token/current_version facts/token/method_attached facts/token/owner_accepted facts/token/owner_known
		facts/token/revoked facts/token/secret_revoked facts/token/version facts/token/uses facts/token/uses_limit facts/token/well_formed`)
	byProof = list(`context/raw facts/login facts/login/any_address facts/login/config facts/login/known facts/login/proof facts/login/proof/kind`)
	guarded = slices.Concat(every, token, list(`context/ip context/mode facts/membership facts/membership/org_id
		facts/membership/accepted_in_org facts/membership/active_in_org facts/membership/organization facts/organization/id facts/token/organizations facts/token/trusted_ips`))
	inOrganization = slices.Concat(guarded, list(`context/raw facts/organization`))
	inProject      = slices.Concat(guarded, list(`facts/membership/project facts/project facts/project/known
		facts/project/org_id facts/project/trusted_ips`))
	byOrganizationRole = list(`facts/grants facts/grants/organization resource/properties`)
	byProjectRole      = list(`facts/grants facts/grants/project resource/properties`)
	target             = list(`facts/target facts/target/hands_out facts/target/held facts/target/holdings
		facts/target/known facts/target/administrators`)
)

var needed = map[string][]string{
	"a secret's value":        slices.Concat(inProject, byProjectRole, list(`facts/project/e2ee resource/properties/keys`)),
	"creating an environment": slices.Concat(inProject, byProjectRole),
	"seeing a project":        inProject,
	"deleting a project":      slices.Concat(inProject, byProjectRole, list(`facts/project/delete_protected`)),
	"changing a role":         slices.Concat(inOrganization, byOrganizationRole, target),
	"changing an identity":    slices.Concat(inOrganization, byOrganizationRole, target),
	"seeing an organization":  inOrganization,
	"one's own account":       slices.Concat(guarded, list(`context/raw resource/id subject subject/id subject/type`)),
	"changing the installation": slices.Concat(guarded,
		list(`context/raw facts/instance facts/instance/super_admin`)),
	"setting the installation up": slices.Concat(every,
		list(`context/raw facts/instance facts/instance/initialized facts/instance/needs_setup_token`)),
	"a machine's login": slices.Concat(every, list(`context/ip context/now context/raw facts/login
		facts/login/owner_accepted facts/login/known facts/login/lockout facts/login/lockout/locked_until
		facts/login/lockout/enabled facts/login/lockout/threshold facts/login/lockout/counter_reset_seconds facts/login/lockout/duration_seconds facts/login/secret
		facts/login/secret/expires_at facts/login/secret/revoked facts/login/secret/uses facts/login/secret/uses_limit
		facts/login/trusted_ips`)),
	"a user's login": slices.Concat(every, list(`context/ip context/now context/raw facts/login
		facts/login/owner_accepted facts/login/known facts/login/lockout facts/login/lockout/locked_until facts/login/secret
		facts/login/secret/expires_at facts/login/secret/revoked facts/login/secret/uses facts/login/secret/uses_limit
		facts/login/trusted_ips facts/login/account facts/login/account/failures`)),
	"recovering an account": slices.Concat(every, list(`context/now context/raw facts/proof facts/proof/expires_at
		facts/proof/genuine facts/proof/kind facts/proof/known`)),
	"logging in by a link": slices.Concat(every, list(`context/now context/raw facts/proof facts/proof/expires_at
		facts/proof/genuine facts/proof/kind facts/proof/known`)),
	"setting a new password": slices.Concat(every, list(`context/now context/raw facts/proof facts/proof/expires_at
		facts/proof/genuine facts/proof/kind facts/proof/known`)),
	"an OIDC login":                    slices.Concat(every, byProof, list(`context/now facts/login/config/audiences facts/login/config/claims facts/login/config/issuer facts/login/config/mapping facts/login/config/patterns facts/login/config/patterns/repo:octo/* facts/login/config/subject facts/login/proof/aud facts/login/proof/exp facts/login/proof/iss facts/login/proof/named facts/login/proof/named/ci.team facts/login/proof/named/ref facts/login/proof/sub`)),
	"a JWT login":                      slices.Concat(every, byProof, list(`context/now facts/login/config/audiences facts/login/config/claims facts/login/config/issuer facts/login/config/patterns facts/login/config/patterns/repo:octo/* facts/login/config/subject facts/login/proof/aud facts/login/proof/exp facts/login/proof/iss facts/login/proof/named facts/login/proof/named/ref facts/login/proof/sub`)),
	"a Kubernetes login":               slices.Concat(every, byProof, list(`facts/login/config/audiences facts/login/config/mode facts/login/config/names facts/login/config/namespaces facts/login/config/patterns facts/login/config/patterns/w* facts/login/proof/account_name facts/login/proof/aud facts/login/proof/authenticated facts/login/proof/namespace`)),
	"a Kubernetes login by keys":       slices.Concat(every, byProof, list(`context/now facts/login/config/audiences facts/login/config/issuer facts/login/config/mode facts/login/config/names facts/login/config/namespaces facts/login/config/patterns facts/login/config/patterns/w* facts/login/proof/account_name facts/login/proof/aud facts/login/proof/exp facts/login/proof/iss facts/login/proof/namespace`)),
	"an AWS login":                     slices.Concat(every, byProof, list(`facts/login/config/accounts facts/login/config/principals facts/login/proof/account facts/login/proof/forms facts/login/proof/resource_type`)),
	"a GCP login":                      slices.Concat(every, byProof, list(`context/now facts/login/config/projects facts/login/config/service_accounts facts/login/config/zones facts/login/proof/aud facts/login/proof/compute_engine facts/login/proof/compute_engine/project_id facts/login/proof/compute_engine/zone facts/login/proof/email facts/login/proof/email_verified facts/login/proof/exp facts/login/proof/iss resource/id`)),
	"a GCP login by a service account": slices.Concat(every, byProof, list(`facts/login/config/service_accounts facts/login/config/type facts/login/proof/aud facts/login/proof/sub resource/id`)),
	"an Azure login":                   slices.Concat(every, byProof, list(`context/now facts/login/config/principals facts/login/config/resource facts/login/config/tenant facts/login/proof/aud facts/login/proof/exp facts/login/proof/iss facts/login/proof/oid facts/login/proof/tid`)),
	"taking up a session": slices.Concat(every, list(`context/now context/raw facts/proof facts/proof/current_version
		facts/proof/expires_at facts/proof/genuine facts/proof/kind facts/proof/known facts/proof/version`)),
	"completing an account": slices.Concat(every, list(`context/now context/raw facts/proof facts/proof/email facts/proof/expires_at
		facts/proof/genuine facts/proof/kind facts/proof/known request request/member request/member/name`)),
	"accepting an invitation": slices.Concat(every, token, list(`context/ip context/mode context/raw facts/token/trusted_ips facts/proof facts/proof/expires_at facts/proof/genuine facts/proof/kind
		facts/proof/known subject subject/type`)),
	"renewing a token": slices.Concat(every, token, list(`context/raw`)),
}

func list(text string) []string { return strings.Fields(text) }

func TestA_request_that_lacks_a_field_is_refused(t *testing.T) {
	for name, request := range whatIsKnown(t).Examples {
		t.Run(name, func(t *testing.T) {
			for _, path := range fields(request) {
				got, err := ask(t, inputOf(t, with(request, path)))
				if err != nil {
					t.Fatal(err)
				}
				field := strings.Join(path, "/")
				if want := !slices.Contains(needed[name], field); got.Decision.Permitted != want {
					t.Errorf("without %s: permitted is %v", field, got.Decision.Permitted)
				}
				if !got.Decision.Permitted && len(got.Decision.Visible) == 0 {
					t.Errorf("without %s: refused without a reason", field)
				}
			}
		})
	}
}
