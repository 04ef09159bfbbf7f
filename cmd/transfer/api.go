package transfer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
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

const (
	answerLimit = 256 << 20 // bytes of one answer
	maxTries    = 6
)

// Refusal is an answer that is not a success, in the server's own words.
type Refusal struct {
	Request string
	Status  int
	Message string
}

// Error implements error.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%s answered %d: %s", r.Request, r.Status, r.Message)
}

// statusOf is the status of a refusal, or 0.
func statusOf(err error) int {
	var refused *Refusal
	if errors.As(err, &refused) {
		return refused.Status
	}
	return 0
}

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
	if statusOf(err) != http.StatusUnauthorized || !a.Credentials.canLogIn() {
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
		var after time.Duration
		after, last = a.send(ctx, method, path, body, answer)
		switch {
		case last == nil || !again(method, last):
			return struct{}{}, backoff.Permanent(last)
		case after >= 0:
			return struct{}{}, &backoff.RetryAfterError{Duration: after}
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
	switch status := statusOf(err); status {
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

// send sends one request. It returns how long the server asks to wait, or less
// than nothing.
func (a *API) send(ctx context.Context, method, path string, body, answer any) (time.Duration, error) {
	payload := &bytes.Buffer{}
	if body != nil {
		if err := json.NewEncoder(payload).Encode(body); err != nil {
			return -1, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(a.URL, "/")+path, payload)
	if err != nil {
		return -1, err
	}
	request.Header.Set("User-Agent", "warder-transfer")
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := a.HTTP.Do(request)
	if err != nil {
		return -1, err
	}
	defer response.Body.Close()
	return retryAfter(response.Header), read(request, response, answer)
}

// retryAfter is what the header of that name says, in seconds.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 || seconds > 300 {
		return -1
	}
	return time.Duration(seconds) * time.Second
}

func read(request *http.Request, response *http.Response, answer any) error {
	name := request.Method + " " + request.URL.Path
	text, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	switch {
	case err != nil:
		return &url.Error{Op: request.Method, URL: request.URL.Path, Err: err}
	case response.StatusCode != http.StatusOK:
		return &Refusal{Request: name, Status: response.StatusCode, Message: messageOf(text)}
	case len(text) > answerLimit:
		return fmt.Errorf("%s answered more than %d bytes", name, answerLimit)
	case answer == nil:
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		// What cannot be decoded may hold secrets, so it is not repeated.
		return fmt.Errorf("%s answered what this API does not: is it the address of a server?", name)
	}
	return nil
}

// messageOf is the message of an error's body. Some messages are lists of
// issues, which are not for people.
func messageOf(text []byte) string {
	var body struct {
		Message any `json:"message"`
	}
	if json.Unmarshal(text, &body) != nil || body.Message == nil {
		return "no message"
	}
	if message, is := body.Message.(string); is {
		return message
	}
	issues, _ := body.Message.([]any)
	var messages []string
	for _, issue := range issues {
		object, _ := issue.(map[string]any)
		message, _ := object["message"].(string)
		messages = append(messages, strings.TrimSpace(fmt.Sprint(dotted(object["path"]), " ", message)))
	}
	return strings.Join(messages, "; ")
}

func dotted(path any) string {
	steps, _ := path.([]any)
	var texts []string
	for _, step := range steps {
		texts = append(texts, fmt.Sprint(step))
	}
	return strings.Join(texts, ".")
}
