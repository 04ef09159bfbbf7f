package transfer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/cenkalti/backoff/v5"

	"warder/cmd/remote"
)

// Credentials are how a caller says who it is: a token, or the client id and
// secret that one is logged in with.
type Credentials struct{ Token, ClientID, ClientSecret string }

func (c Credentials) canLogIn() bool { return c.ClientID != "" && c.ClientSecret != "" }

// API is a server, Warder or Infisical, as one caller sees it.
type API struct {
	URL         string
	Credentials Credentials
	HTTP        *http.Client
	Wait        func() backoff.BackOff // between tries; exponential when nil

	token string
}

const maxTries = 6

// get reads into what answer points to.
func (a *API) get(ctx context.Context, path string, query url.Values, answer any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return a.call(ctx, http.MethodGet, path, nil, answer)
}

// call logs in where that is needed, and once more when a login has ended.
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

// try sends a request until it is answered. Only what surely changed nothing is
// sent again: a read, and what the server had no time for.
func (a *API) try(ctx context.Context, method, path string, body, answer any) error {
	var wait backoff.BackOff = backoff.NewExponentialBackOff()
	if a.Wait != nil {
		wait = a.Wait()
	}
	var last error // that of the last try: Retry answers how long it would have waited
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		last = remote.Server{URL: a.URL, Token: a.token, HTTP: a.HTTP}.JSON(ctx, method, path, body, answer)
		var refused *remote.Refusal
		switch {
		case last == nil || !again(method, last):
			return struct{}{}, backoff.Permanent(last)
		case errors.As(last, &refused) && refused.RetryAfter >= 0:
			return struct{}{}, &backoff.RetryAfterError{Duration: refused.RetryAfter}
		}
		return struct{}{}, last
	}, backoff.WithBackOff(wait), backoff.WithMaxTries(maxTries))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return last
	}
	return nil
}

// again is whether a failed request may be sent again.
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
