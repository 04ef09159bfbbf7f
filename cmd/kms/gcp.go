package kms

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
)

// gcpKMS is a key of Google Cloud KMS. Credentials are Google's application default
// credentials: a file named by GOOGLE_APPLICATION_CREDENTIALS, or the machine's service
// account.
type gcpKMS struct{ address string }

var gcpName = regexp.MustCompile(`^projects/[\w.:-]+/locations/[\w-]+/keyRings/[\w-]+/cryptoKeys/[\w-]+$`)

// gcpScope is the scope of a token.
const gcpScope = "https://www.googleapis.com/auth/cloudkms"

func openGCP(name, endpoint string) (service, error) {
	if !gcpName.MatchString(name) {
		return nil, ErrAddress
	}
	if endpoint == "" {
		endpoint = "https://cloudkms.googleapis.com"
	}
	return &gcpKMS{strings.TrimSuffix(endpoint, "/") + "/v1/" + name}, nil
}

type gcpRequest struct {
	Plaintext  []byte `json:"plaintext,omitempty"`
	Ciphertext []byte `json:"ciphertext,omitempty"`
	Bound      []byte `json:"additionalAuthenticatedData"`
}

func (g *gcpKMS) request(ctx context.Context, op operation, text []byte) (*http.Request, error) {
	token, err := gcpToken(ctx)
	if err != nil {
		return nil, err
	}
	body, method := gcpRequest{Bound: []byte(purpose)}, ":decrypt"
	if op == wrap {
		body.Plaintext, method = text, ":encrypt"
	} else {
		body.Ciphertext = text
	}
	request, _, err := post(ctx, g.address+method, body)
	if err == nil {
		token.SetAuthHeader(request)
	}
	return request, err
}

func gcpToken(ctx context.Context) (*oauth2.Token, error) {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: attempt})
	found, err := google.FindDefaultCredentials(ctx, gcpScope)
	if err != nil {
		return nil, credentialError(err, false)
	}
	token, err := found.TokenSource.Token()
	if err != nil {
		var network net.Error
		var refused *oauth2.RetrieveError
		return nil, credentialError(err, errors.As(err, &network) || errors.As(err, &refused) && refused.Response.StatusCode >= http.StatusInternalServerError)
	}
	return token, nil
}

func (g *gcpKMS) answer(op operation, body []byte) ([]byte, error) {
	var said struct{ Plaintext, Ciphertext []byte }
	if err := json.Unmarshal(body, &said); err != nil {
		return nil, err
	}
	if op == wrap {
		return said.Ciphertext, nil
	}
	return said.Plaintext, nil
}
