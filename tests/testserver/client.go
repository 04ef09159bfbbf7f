package testserver

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/handlers/pep"
)

// Object is a JSON object to send.
type Object = map[string]any

// List is a JSON array to send.
type List = []any

// Raw is a body that is sent as it is, as JSON.
type Raw string

// Client calls a server with headers of its own, such as a token.
type Client struct {
	Server      *Server
	header      http.Header
	undescribed bool // answers are not held to the description
}

// web never follows redirects, and fails rather than hang a test.
var web = &http.Client{
	Timeout:       30 * time.Second,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Anonymous is a caller without credentials.
func (s *Server) Anonymous() Client {
	return Client{Server: s, header: http.Header{"User-Agent": {"warder-tests"}}}
}

// As is a caller with an access token.
func (s *Server) As(token string) Client {
	return s.Anonymous().With("Authorization", "Bearer "+token)
}

// Token is the bearer token that the client sends, for a command to use.
func (c Client) Token() string {
	return strings.TrimPrefix(c.header.Get("Authorization"), "Bearer ")
}

// AsAdmin is the identity that the bootstrap made.
func (s *Server) AsAdmin() Client { return s.As(s.Admin.Token) }

// With is the same caller with one more header; several of one name are sent
// as several lines.
func (c Client) With(name, value string) Client {
	c.header = c.header.Clone()
	c.header.Add(name, value)
	return c
}

// Without is the same caller with one header less.
func (c Client) Without(name string) Client {
	c.header = c.header.Clone()
	c.header.Del(name)
	return c
}

// Undescribed is the same caller, whose answers are not held to the description: for
// tests that measure what the server takes.
func (c Client) Undescribed() Client {
	c.undescribed = true
	return c
}

// At is the same caller at another server of the installation.
func (c Client) At(url string) Client {
	c.Server = &Server{URL: url, Failures: c.Server.Failures}
	return c
}

// Get sends one request, as do Post, Patch and Delete.
func (c Client) Get(t testing.TB, path string) Answer { return c.Do(t, http.MethodGet, path, nil) }

// Post sends a body; see Do.
func (c Client) Post(t testing.TB, path string, body any) Answer {
	return c.Do(t, http.MethodPost, path, body)
}

// Patch sends a body; see Do.
func (c Client) Patch(t testing.TB, path string, body any) Answer {
	return c.Do(t, http.MethodPatch, path, body)
}

// Delete sends a body, which some routes want; see Do.
func (c Client) Delete(t testing.TB, path string, body any) Answer {
	return c.Do(t, http.MethodDelete, path, body)
}

// Do sends a request: url.Values as a form, Raw as it is, nil as nothing and
// everything else as JSON. The path is sent as it is written, and a header Host in the
// place of the server's name. It may be called
// from a goroutine; without an answer the test fails and the status is 0.
func (c Client) Do(t testing.TB, method, path string, body any) Answer {
	request, err := http.NewRequestWithContext(t.Context(), method, c.Server.URL, nil)
	if err != nil {
		t.Error(err)
		return Answer{}
	}
	request.Header, request.Host = c.header.Clone(), c.header.Get("Host")
	path, request.URL.RawQuery, _ = strings.Cut(path, "?")
	request.URL.Opaque = "//" + cmp.Or(request.Host, request.URL.Host) + path
	if err := setBody(request, body); err != nil {
		t.Error(err)
		return Answer{}
	}
	return c.send(t, request)
}

func setBody(request *http.Request, body any) error {
	var raw []byte
	kind := "application/json"
	switch body := body.(type) {
	case nil:
		return nil
	case Raw:
		raw = []byte(body)
	case url.Values:
		raw, kind = []byte(body.Encode()), "application/x-www-form-urlencoded"
	default:
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		raw = encoded
	}
	if request.Header.Get("Content-Type") == "" {
		request.Header.Set("Content-Type", kind)
	}
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	return nil
}

func (c Client) send(t testing.TB, request *http.Request) Answer {
	response, err := web.Do(request)
	if err != nil {
		t.Errorf("%s %s: %v", request.Method, request.URL.Opaque, err)
		return Answer{}
	}
	defer response.Body.Close()
	body := io.Reader(response.Body)
	if response.Header.Get("Content-Type") == pep.ContentEvents { // without an end
		body = strings.NewReader("")
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		t.Errorf("%s %s: %v", request.Method, request.URL.Opaque, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		_, _ = c.Server.Failures.Write(append(raw, '\n'))
	}
	answer := Answer{Request: request.Method + " " + request.URL.Opaque, Status: response.StatusCode, Header: response.Header, Body: string(raw)}
	_, path, _ := strings.Cut(strings.TrimPrefix(request.URL.Opaque, "//"), "/")
	if !c.undescribed {
		answer.Described(t, request.Method, "/"+path)
	}
	return answer
}

// Answer is what came back.
type Answer struct {
	Request string
	Status  int
	Header  http.Header
	Body    string
}

// Want ends the test unless the answer has the status.
func (a Answer) Want(t testing.TB, status int) Answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("%s answered %d, want %d: %s", a.Request, a.Status, status, a.Body)
	}
	return a
}

// WantRefusal reports an answer that has another status, or that does not give
// exactly these reason codes.
func (a Answer) WantRefusal(t testing.TB, status int, codes ...string) Answer {
	t.Helper()
	if a.Status != status || !slices.Equal(a.Codes(), codes) {
		t.Errorf("%s answered %d %v, want %d %v: %s", a.Request, a.Status, a.Codes(), status, codes, a.Body)
	}
	return a
}

// Value is what a dotted path leads to, such as "secrets.0.secretKey"; nil if it
// leads nowhere.
func (a Answer) Value(path string) any {
	var value any
	if err := json.Unmarshal([]byte(a.Body), &value); err != nil {
		return nil
	}
	for step := range strings.SplitSeq(path, ".") {
		switch at := value.(type) {
		case map[string]any:
			value = at[step]
		case []any:
			if len(step) != 1 || step[0] < '0' || int(step[0]-'0') >= len(at) {
				return nil
			}
			value = at[step[0]-'0']
		default:
			return nil
		}
	}
	return value
}

// Text is the text that a dotted path leads to, or "".
func (a Answer) Text(path string) string {
	text, _ := a.Value(path).(string)
	return text
}

// Number is the number that a dotted path leads to, or -1.
func (a Answer) Number(path string) int {
	if number, is := a.Value(path).(float64); is {
		return int(number)
	}
	return -1
}

// Codes are the codes of a refusal's reasons.
func (a Answer) Codes() []string {
	var codes []string
	reasons, _ := a.Value("details.reasons").([]any)
	for _, reason := range reasons {
		object, _ := reason.(map[string]any)
		code, _ := object["code"].(string)
		codes = append(codes, code)
	}
	return codes
}

// passing is what differs between two answers to the same question.
var passing = regexp.MustCompile(`"(reqId|decisionId)":"[^"]*"`)

// Stripped is a body without what differs from one request to the next.
func Stripped(body string) string { return passing.ReplaceAllString(body, "") }
