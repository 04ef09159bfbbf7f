package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// client calls the API of a server.
type client struct {
	url  string
	http *http.Client
}

// object is a JSON object to send.
type object = map[string]any

// answerLimit is more than any answer to the quickstart has, in bytes.
const answerLimit = 1 << 20

// refusal is an answer that is not a success, in the server's own words.
type refusal struct {
	request string
	status  int
	message string
}

// Error implements error.
func (r *refusal) Error() string {
	return fmt.Sprintf("%s answered %d: %s", r.request, r.status, r.message)
}

// already is whether the server refused because the thing is there.
func already(err error) bool {
	var refused *refusal
	return errors.As(err, &refused) && (refused.status == http.StatusBadRequest || refused.status == http.StatusConflict) &&
		strings.Contains(strings.ToLower(refused.message), "already")
}

// call sends body as JSON, or nothing if it is nil, with the token unless that
// is empty, and reads the answer into what answer points to.
func (c client) call(ctx context.Context, method, path, token string, body, answer any) error {
	payload := &bytes.Buffer{}
	if body != nil {
		if err := json.NewEncoder(payload).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, payload)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "warder-quickstart")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return c.send(request, answer)
}

func (c client) send(request *http.Request, answer any) error {
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return err
	}
	name := request.Method + " " + request.URL.Path
	if response.StatusCode != http.StatusOK {
		return &refusal{request: name, status: response.StatusCode, message: messageOf(text)}
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("%s answered something else than JSON", name)
	}
	return nil
}

// messageOf is the sentence of an error body (CONTRACT 1.3), which may also be
// a list of complaints.
func messageOf(body []byte) string {
	var envelope struct {
		Message any `json:"message"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil || envelope.Message == nil {
		return "no message"
	}
	return fmt.Sprint(envelope.Message)
}

// initialized is whether the server has an administrator.
func (c client) initialized(ctx context.Context) (bool, error) {
	var answer struct {
		Config struct {
			Initialized bool `json:"initialized"`
		} `json:"config"`
	}
	err := c.call(ctx, http.MethodGet, "/api/v1/admin/config", "", nil, &answer)
	return answer.Config.Initialized, err
}
