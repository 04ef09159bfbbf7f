package remote

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FailedResponse is an error response with the server's message.
type FailedResponse struct {
	Request    string // method and path
	Status     int
	Message    string
	RetryAfter time.Duration // requested by the server; negative if absent
}

// Error implements error.
func (r *FailedResponse) Error() string {
	return fmt.Sprintf("%s answered %d: %s", r.Request, r.Status, r.Message)
}

// Status is the status of a FailedResponse, or 0 for other errors.
func Status(err error) int {
	var refused *FailedResponse
	if errors.As(err, &refused) {
		return refused.Status
	}
	return 0
}

func refusal(request string, response *http.Response, body []byte) *FailedResponse {
	return &FailedResponse{Request: request, Status: response.StatusCode, Message: messageOf(body), RetryAfter: retryAfter(response.Header)}
}

// longestWait is the longest accepted Retry-After.
const longestWait = 300 * time.Second

// retryAfter is the delay in the Retry-After header.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if wait := time.Duration(seconds) * time.Second; err == nil && wait >= 0 && wait <= longestWait {
		return wait
	}
	return -1
}

// messageOf is the message of an error's body (docs/contract.md 1.3). Some messages are lists
// of issues, which are not readable text.
func messageOf(body []byte) string {
	var envelope struct {
		Message any `json:"message"`
	}
	if json.Unmarshal(body, &envelope) != nil || envelope.Message == nil {
		return "no message"
	}
	if message, is := envelope.Message.(string); is {
		return message
	}
	issues, _ := envelope.Message.([]any)
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
