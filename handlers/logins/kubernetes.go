package logins

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"warder/engine/input"
	"warder/handlers/logins/jose"
	"warder/handlers/outbound"
	"warder/models"
)

const reviewBytes = 64 << 10

// KubernetesURL is the URL of an API server; host may omit the scheme.
func KubernetesURL(host string) string {
	if !strings.Contains(host, "://") {
		host = "https://" + host
	}
	return strings.TrimSuffix(host, "/")
}

func (v *Verifier) proveKubernetes(ctx context.Context, method *models.AuthMethod, presented Presented) (*input.LoginProof, error) {
	reviewer, err := v.reviewer(method)
	if err != nil {
		return nil, err
	}
	if method.Settings.Kubernetes.TokenReviewMode == models.ReviewByKeys {
		return v.verifyAccount(ctx, method, reviewer, presented.Token)
	}
	if _, err := jose.Parse(presented.Token); err != nil {
		return nil, err // no other case needs a review
	}
	return v.review(ctx, method, reviewer, presented.Token)
}

// reviewer is the token that authenticates to the cluster, or "".
func (v *Verifier) reviewer(method *models.AuthMethod) (string, error) {
	if len(method.Reviewer) == 0 {
		return "", nil
	}
	token, err := v.options.Keyring.Reviewer(method.Reviewer, method.OrgID, method.ID)
	if err != nil {
		return "", &failure{input.SourceUnavailable, err}
	}
	return token.Reveal(), nil
}

// verifyAccount verifies a token with the cluster's keys, without a token review.
func (v *Verifier) verifyAccount(ctx context.Context, method *models.AuthMethod, reviewer, presented string) (*input.LoginProof, error) {
	settings := method.Settings.Kubernetes
	place := source{url: KubernetesURL(settings.Host) + "/openid/v1/jwks", ca: settings.CACert, bearer: reviewer, orgID: method.OrgID}
	token, err := v.verified(ctx, presented, at(place))
	if err != nil {
		return nil, err
	}
	proof, err := tokenProof(token, nil)
	if err != nil || proof.Subject == nil {
		return proof, err
	}
	proof.Username = *proof.Subject
	proof.Namespace, proof.AccountName = account(proof.Username)
	claimed, _ := proof.Claims["kubernetes.io"].(map[string]any)
	named, _ := claimed["serviceaccount"].(map[string]any)
	if claimed["namespace"] != proof.Namespace || named["name"] != proof.AccountName {
		proof.Namespace, proof.AccountName = "", "" // the token contradicts itself
	}
	return proof, nil
}

type tokenReview struct {
	APIVersion string      `json:"apiVersion"`
	Kind       string      `json:"kind"`
	Spec       *reviewSpec `json:"spec,omitempty"`
}

type reviewSpec struct {
	Token     string   `json:"token"`
	Audiences []string `json:"audiences,omitempty"`
}

type reviewed struct {
	Kind   string `json:"kind"`
	Status struct {
		Authenticated any      `json:"authenticated"`
		Error         string   `json:"error"`
		Audiences     []string `json:"audiences"`
		User          struct {
			Username string   `json:"username"`
			UID      string   `json:"uid"`
			Groups   []string `json:"groups"`
		} `json:"user"`
	} `json:"status"`
}

// review sends a token to the API server for review. A plain request is enough: the Kubernetes
// client library is larger than the rest of the server.
func (v *Verifier) review(ctx context.Context, method *models.AuthMethod, reviewer, token string) (*input.LoginProof, error) {
	leave, err := v.sources.busy.enter(method.OrgID)
	if err != nil {
		return nil, err
	}
	defer leave()
	settings := method.Settings.Kubernetes
	if reviewer == "" {
		reviewer = token
	}
	question := tokenReview{"authentication.k8s.io/v1", "TokenReview", &reviewSpec{Token: token}}
	if settings.AllowedAudience != "" {
		question.Spec.Audiences = []string{settings.AllowedAudience}
	}
	body, err := json.Marshal(question)
	if err != nil {
		return nil, fmt.Errorf("%w: the review cannot be written", errSource)
	}
	answer, err := v.options.Client.Do(ctx, outbound.Exchange{
		Method: http.MethodPost, URL: KubernetesURL(settings.Host) + "/apis/authentication.k8s.io/v1/tokenreviews",
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "Authorization": {"Bearer " + reviewer}},
		Body:   body, CA: settings.CACert, Limit: reviewBytes,
	})
	if err != nil {
		return nil, err
	}
	return readReview(answer)
}

func readReview(answer *outbound.Answer) (*input.LoginProof, error) {
	if answer.Status != http.StatusOK && answer.Status != http.StatusCreated {
		return nil, fmt.Errorf("%w: the API server answers a review with the status %d", errSource, answer.Status)
	}
	var said reviewed
	if err := strictObject(answer.Body, &said); err != nil || said.Kind != "TokenReview" {
		return nil, fmt.Errorf("%w: the API server answers with no review", errSource)
	}
	user := said.Status.User
	proof := &input.LoginProof{
		Kind: input.ProofReview, Authenticated: new(said.Status.Authenticated == true && said.Status.Error == ""),
		Username: user.Username, UID: user.UID, Groups: user.Groups, Audiences: said.Status.Audiences,
	}
	proof.Namespace, proof.AccountName = account(user.Username)
	return proof, nil
}

// account parses the name of a service account; empty for other users.
func account(username string) (namespace, name string) {
	parts := strings.Split(username, ":")
	if len(parts) != 4 || parts[0] != "system" || parts[1] != "serviceaccount" || parts[2] == "" || parts[3] == "" {
		return "", ""
	}
	return parts[2], parts[3]
}
