package transfer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"warder/cmd/remote"
	"warder/models/retry"
)

// Credentials are a token, or a client id and secret to log in with.
type Credentials struct{ Token, ClientID, ClientSecret string }

func (c Credentials) canLogIn() bool { return c.ClientID != "" && c.ClientSecret != "" }

// API is a server, Warder or Infisical, with one caller's credentials.
type API struct {
	URL         string
	Credentials Credentials
	HTTP        *http.Client
	Waits       retry.Waits // between tries

	token string
}

const maxTries = 6

// Waits are the delays between attempts of a request, unless the server specifies another.
var Waits = retry.Waits{First: 500 * time.Millisecond, Most: time.Minute, Spread: 0.5}

// get decodes the response into answer.
func (a *API) get(ctx context.Context, path string, query url.Values, answer any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return a.call(ctx, http.MethodGet, path, nil, answer)
}

// call logs in if needed, and once more when a login has expired.
func (a *API) call(ctx context.Context, method, path string, body, answer any) error {
	if a.token == "" {
		if err := a.logIn(ctx); err != nil {
			return err
		}
	}
	err := a.try(ctx, method, path, body, answer)
	if remote.Status(err) != http.StatusUnauthorized || !a.Credentials.canLogIn() {
		return err
	}
	if err := a.logIn(ctx); err != nil {
		return err
	}
	return a.try(ctx, method, path, body, answer)
}

func (a *API) logIn(ctx context.Context) error {
	a.token = a.Credentials.Token
	if !a.Credentials.canLogIn() {
		if a.token == "" {
			return errors.New("no token, and no client id with its secret")
		}
		return nil
	}
	a.token = ""
	var answer struct {
		AccessToken string `json:"accessToken"`
	}
	login := map[string]string{"clientId": a.Credentials.ClientID, "clientSecret": a.Credentials.ClientSecret}
	if err := a.try(ctx, http.MethodPost, "/api/v1/auth/universal-auth/login", login, &answer); err != nil {
		return err
	}
	if answer.AccessToken == "" {
		return fmt.Errorf("%s answered a login without an access token", a.URL)
	}
	a.token = answer.AccessToken
	return nil
}

// try sends a request until it is answered. It repeats only requests that certainly had no
// effect: reads, and those that the server rejected as overloaded.
func (a *API) try(ctx context.Context, method, path string, body, answer any) error {
	waits := a.Waits
	waits.Tries, waits.After = maxTries, retryAfter
	_, err := retry.Do(ctx, waits, func() (struct{}, error) {
		return struct{}{}, remote.Server{URL: a.URL, Token: a.token, HTTP: a.HTTP}.JSON(ctx, method, path, body, answer)
	}, func(err error) bool { return again(method, err) })
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// retryAfter is the delay that a server asks for.
func retryAfter(err error) (time.Duration, bool) {
	var refused *remote.FailedResponse
	if !errors.As(err, &refused) || refused.RetryAfter < 0 {
		return 0, false
	}
	return refused.RetryAfter, true
}

// again reports whether a failed request may be repeated.
func again(method string, err error) bool {
	switch status := remote.Status(err); status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return true
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return method == http.MethodGet
	case 0:
		var broken *url.Error
		return method == http.MethodGet && errors.As(err, &broken)
	}
	return false
}
