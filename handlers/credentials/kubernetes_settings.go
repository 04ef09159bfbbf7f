package credentials

import (
	"regexp"
	"strings"

	"warder/handlers/logins"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/seal"
)

type kubernetesRequest struct {
	tokenSettings
	Host              *string              `json:"kubernetesHost" validate:"omitnil,min=1,max=2048"`
	CACert            *string              `json:"caCert" validate:"omitnil,max=65536"`
	VerifyTLS         *bool                `json:"verifyTlsCertificate"`
	Reviewer          pep.Nullable[string] `json:"tokenReviewerJwt" bound:"reviewer"`
	TokenReviewMode   *string              `json:"tokenReviewMode" validate:"omitnil,oneof=api jwks gateway"`
	GatewayID         *string              `json:"gatewayId" validate:"omitnil,max=255"`
	GatewayPoolID     *string              `json:"gatewayPoolId" validate:"omitnil,max=255"`
	AllowedNamespaces *string              `json:"allowedNamespaces" validate:"omitnil,max=4096"`
	AllowedNames      *string              `json:"allowedNames" validate:"omitnil,max=4096"`
	AllowedAudience   *string              `json:"allowedAudience" validate:"omitnil,max=4096"`
	Issuer            *string              `json:"issuer" validate:"omitnil,max=2048"`
}

// Normalize trims white space that files and consoles add.
func (b *kubernetesRequest) Normalize() { pep.Trim(b.Host, b.AllowedAudience, b.Issuer) }

var clusterHost = regexp.MustCompile(`^[A-Za-z0-9:./\[\]-]+$`)

func (b *kubernetesRequest) apply(r *pep.Request, m *models.AuthMethod) error {
	if b.GatewayID != nil || b.GatewayPoolID != nil || b.TokenReviewMode != nil && *b.TokenReviewMode == "gateway" {
		return pep.BadRequest("This server does not serve Gateways: leave gatewayId and gatewayPoolId out, and set tokenReviewMode to api or jwks")
	}
	next := models.KubernetesSettings{TokenReviewMode: models.ReviewByAPI, VerifyTLS: true}
	if m.Settings.Kubernetes != nil {
		next = *m.Settings.Kubernetes
	}
	before := next
	pep.SetIfSent(&next.Host, b.Host)
	pep.SetIfSent(&next.VerifyTLS, b.VerifyTLS)
	pep.SetIfSent(&next.TokenReviewMode, b.TokenReviewMode)
	pep.SetIfSent(&next.AllowedAudience, b.AllowedAudience)
	pep.SetIfSent(&next.Issuer, b.Issuer)
	m.Settings = models.MethodSettings{Kubernetes: &next}
	return first(
		func() error { return clusterSettings(r, &next) },
		func() error { return setCA(&next.CACert, b.CACert, "caCert") },
		func() error { return setList(&next.AllowedNamespaces, b.AllowedNamespaces, "allowedNamespaces") },
		func() error { return setList(&next.AllowedNames, b.AllowedNames, "allowedNames") },
		b.checkReviewer,
		func() error { return b.keepsReviewerFor(m, before, next) },
		func() error { return b.overlay(m) },
	)
}

func clusterSettings(r *pep.Request, next *models.KubernetesSettings) error {
	switch url := logins.KubernetesURL(next.Host); {
	case next.Host == "":
		return missingField("kubernetesHost")
	case !clusterHost.MatchString(next.Host) || !strings.HasPrefix(url, "https://"):
		return pep.InvalidField("Must be the address of an API server: https://HOST[:PORT][/PATH], or HOST[:PORT]", "kubernetesHost")
	case !next.VerifyTLS:
		return pep.InvalidField("Must be true: tokens are not sent to a server that does not prove who it is", "verifyTlsCertificate")
	case next.TokenReviewMode == models.ReviewByKeys && next.Issuer == "":
		return missingField("issuer")
	case next.TokenReviewMode == models.ReviewByKeys && next.AllowedAudience == "":
		return missingField("allowedAudience")
	default:
		return checkURL(r, url, "kubernetesHost")
	}
}

// maxReviewer is the length limit of a reviewer's token.
const maxReviewer = 16 << 10

// reviewer is the sent token, and whether the body sets or clears it.
func (b *kubernetesRequest) reviewer() (token string, sent bool) {
	untouched := new(string)
	found := untouched
	b.Reviewer.Onto(&found)
	if found == untouched {
		return "", false
	}
	if found == nil {
		return "", true
	}
	return strings.TrimSpace(*found), true
}

func (b *kubernetesRequest) checkReviewer() error {
	token, _ := b.reviewer()
	if len(token) > maxReviewer || strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return pep.InvalidField("Must be a token", "tokenReviewerJwt")
	}
	return nil
}

// keepsReviewerFor refuses to send a stored reviewer's token to a server other than the one it
// was given for. The token is never shown, but a caller with the right to edit could otherwise
// send it to any server.
func (b *kubernetesRequest) keepsReviewerFor(m *models.AuthMethod, before, next models.KubernetesSettings) error {
	if _, sent := b.reviewer(); sent || len(m.Reviewer) == 0 {
		return nil
	}
	if logins.KubernetesURL(before.Host) == logins.KubernetesURL(next.Host) && before.CACert == next.CACert {
		return nil
	}
	return pep.InvalidField("Must be sent again, or null to remove it, with another kubernetesHost or caCert: the stored one is for the server as it was", "tokenReviewerJwt")
}

// keepReviewer seals the reviewer's token of a body. It needs the method's id, to which the
// token is bound.
func keepReviewer(r *pep.Request, body configuration, m *models.AuthMethod) error {
	cluster, has := body.(*kubernetesRequest)
	if !has {
		return nil
	}
	token, sent := cluster.reviewer()
	if !sent {
		return nil
	}
	if m.Reviewer = nil; token == "" {
		return nil
	}
	sealed, err := r.API.Keyring.SealReviewer(seal.NewText(token), m.OrgID, m.ID)
	m.Reviewer = sealed
	return err
}
