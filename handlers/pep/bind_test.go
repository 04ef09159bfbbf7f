package pep

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"warder/engine/input"
)

// order is a body with every kind of field that requests have.
type order struct {
	Name  *string `json:"name" validate:"required,min=1,max=5"`
	Slug  *string `json:"slug" validate:"omitnil,slug,max=64"`
	Count int64   `json:"count" validate:"gte=0,lte=9"`
	Sure  bool    `json:"sure"`
	Kind  string  `json:"kind" validate:"omitempty,oneof=big small"`
	Mail  string  `json:"mail" validate:"omitempty,email,max=64"`
	Path  string  `json:"path" validate:"omitempty,path"`
	Lines []struct {
		Key string `json:"key" validate:"secretname"`
	} `json:"lines" validate:"max=2,dive"`
	Nested struct {
		Folder string `json:"folder" validate:"omitempty,folder"`
	} `json:"nested"`
	wrapping
}

// wrapping is a part of several bodies; what embeds it has its fields.
type wrapping struct {
	paper
	Ribbon string `json:"ribbon" validate:"max=9"`
}

type paper struct {
	Sheets []struct {
		Colour string `json:"colour" validate:"max=9"`
	} `json:"sheets" validate:"max=9,dive"`
}

func (*order) Requested(*input.Requested) {}

func (o *order) Normalize() { Trim(o.Name) }

const formEncoded = "application/x-www-form-urlencoded"

func sent(contentType, body string) *Request {
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set("Content-Type", contentType)
	request.Body = http.MaxBytesReader(nil, request.Body, 1000)
	r, _ := received(request)
	return r
}

func Test_a_body_that_does_not_fit_is_told_what_is_wrong_and_where(t *testing.T) {
	for name, c := range map[string]struct {
		contentType, body string
		status            int
		code              string // of the first issue
		path              string // of the first issue, as JSON
	}{
		"good JSON":                     {"application/json", `{"name":"a"}`, 0, "", ""},
		"no content type":               {"", `{"name":"a"}`, 0, "", ""},
		"unknown fields are dropped":    {"application/json", `{"name":"a","other":[1]}`, 0, "", ""},
		"trimmed before it is measured": {"application/json", `{"name":"  abcde  "}`, 0, "", ""},
		"form":                          {formEncoded, "name=a&kind=big", 0, "", ""},
		"form with a character set":     {formEncoded + "; charset=utf-8", "name=a", 0, "", ""},
		"empty":                         {"application/json", "", 422, "invalid_type", `[]`},
		"blank":                         {"application/json", " \n", 422, "invalid_type", `[]`},
		"array":                         {"application/json", `[]`, 422, "invalid_type", `[]`},
		"text":                          {"application/json", `"name"`, 422, "invalid_type", `[]`},
		"null":                          {"application/json", ` null `, 400, "", ""},
		"null in a form":                {formEncoded, "null", 422, "invalid_type", `["name"]`},
		"field twice":                   {"application/json", `{"name":"a","name":"a"}`, 400, "", ""},
		"form field twice":              {formEncoded, "name=a&name=a", 400, "", ""},
		"deep":                          {"application/json", `{"name":"a","x":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`, 0, "", ""},
		"too deep":                      {"application/json", `{"name":"a","x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, 400, "", ""},
		"whole number with a fraction":  {"application/json", `{"name":"a","count":2.0}`, 0, "", ""},
		"whole number with exponent":    {"application/json", `{"name":"a","count":0.2e1}`, 0, "", ""},
		"plain text":                    {"text/plain", `{"name":"a"}`, 415, "", ""},
		"another kind of JSON":          {"application/json-patch+json", `{"name":"a"}`, 415, "", ""},
		"parts":                         {"multipart/form-data; boundary=x", `{"name":"a"}`, 415, "", ""},
		"no kind":                       {"nonsense", `{"name":"a"}`, 415, "", ""},
		"nothing, of another kind":      {"text/plain", "", 422, "invalid_type", `[]`},
		"missing":                       {"application/json", `{}`, 422, "invalid_type", `["name"]`},
		"null field":                    {"application/json", `{"name":null}`, 422, "invalid_type", `["name"]`},
		"wrong type":                    {"application/json", `{"name":5}`, 422, "invalid_type", `["name"]`},
		"wrong type, no coercion":       {"application/json", `{"name":"a","count":"5"}`, 422, "invalid_type", `["count"]`},
		"wrong type of a flag":          {"application/json", `{"name":"a","sure":"true"}`, 422, "invalid_type", `["sure"]`},
		"wrong type below":              {"application/json", `{"name":"a","nested":{"folder":1}}`, 422, "invalid_type", `["nested","folder"]`},
		"wrong type of a list":          {"application/json", `{"name":"a","lines":{}}`, 422, "invalid_type", `["lines"]`},
		"wrong type in an embedded one": {"application/json", `{"name":"a","ribbon":1}`, 422, "invalid_type", `["ribbon"]`},
		"wrong type embedded twice":     {"application/json", `{"name":"a","sheets":[{"colour":1}]}`, 422, "invalid_type", `["sheets","colour"]`},
		"fraction":                      {"application/json", `{"name":"a","count":1.5}`, 422, "invalid_type", `["count"]`},
		"too large a number":            {"application/json", `{"name":"a","count":1e99}`, 422, "invalid_type", `["count"]`},
		"empty text":                    {"application/json", `{"name":"  "}`, 422, "too_small", `["name"]`},
		"long text":                     {"application/json", `{"name":"abcdef"}`, 422, "too_big", `["name"]`},
		"small number":                  {"application/json", `{"name":"a","count":-1}`, 422, "too_small", `["count"]`},
		"big number":                    {"application/json", `{"name":"a","count":10}`, 422, "too_big", `["count"]`},
		"long list":                     {"application/json", `{"name":"a","lines":[{"key":"a"},{"key":"a"},{"key":"a"}]}`, 422, "too_big", `["lines"]`},
		"item of a list":                {"application/json", `{"name":"a","lines":[{"key":"a"},{"key":"a b"}]}`, 422, "custom", `["lines",1,"key"]`},
		"not one of the words":          {"application/json", `{"name":"a","kind":"huge"}`, 422, "invalid_enum_value", `["kind"]`},
		"not an address":                {"application/json", `{"name":"a","mail":"x"}`, 422, "invalid_string", `["mail"]`},
		"not a slug":                    {"application/json", `{"name":"a","slug":"A b"}`, 422, "custom", `["slug"]`},
		"not a path":                    {"application/json", `{"name":"a","path":"/a/../b"}`, 422, "custom", `["path"]`},
		"not a folder":                  {"application/json", `{"name":"a","nested":{"folder":"a/b"}}`, 422, "custom", `["nested","folder"]`},
		"number in a form":              {formEncoded, "name=a&count=5", 422, "invalid_type", `["count"]`},
		"form that does not parse":      {formEncoded, "name=%zz", 400, "", ""},
		"form with a NUL":               {formEncoded, "name=%00", 400, "", ""},
		"form that is no UTF-8":         {formEncoded, "name=%ff", 400, "", ""},
		"malformed":                     {"application/json", `{"name":`, 400, "", ""},
		"two documents":                 {"application/json", `{"name":"a"}{}`, 400, "", ""},
		"form sent as JSON":             {"application/json", "name=a", 400, "", ""},
		"NUL":                           {"application/json", `{"name":"\u0000"}`, 400, "", ""},
		"no UTF-8":                      {"application/json", "{\"name\":\"\xff\"}", 400, "", ""},
		"oversize":                      {"application/json", `{"name":"` + strings.Repeat("a", 1000) + `"}`, 413, "", ""},
		"oversize blanks":               {"application/json", `{"name":"a"}` + strings.Repeat(" ", 1000), 413, "", ""},
	} {
		status, issues := wrong(sent(c.contentType, c.body).Bind(&order{}))
		if status != c.status || (c.code != "") != (len(issues) > 0) {
			t.Errorf("%s: status %d, issues %+v", name, status, issues)
			continue
		}
		if c.code == "" {
			continue
		}
		path, err := json.Marshal(issues[0].Path)
		if err != nil || string(path) != c.path || issues[0].Code != c.code || issues[0].Message == "" {
			t.Errorf("%s: %+v at %s", name, issues[0], path)
		}
	}
}

func Test_bind_reads_what_was_sent(t *testing.T) {
	for name, c := range map[string]struct{ contentType, body string }{
		"JSON": {"application/json; charset=utf-8", `{"name":" ab ","kind":"big"}`}, "form": {formEncoded, "name=+ab+&kind=big"},
	} {
		var got order
		if err := sent(c.contentType, c.body).Bind(&got); err != nil || *got.Name != "ab" || got.Kind != "big" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func Test_all_issues_are_told_at_once(t *testing.T) {
	_, issues := wrong(sent("application/json", `{"count":-1,"kind":"huge"}`).Bind(&order{}))
	paths := []any{}
	for _, issue := range issues {
		paths = append(paths, issue.Path[0])
	}
	if want := []any{"name", "count", "kind"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("issues at %v, want %v", paths, want)
	}
}

// A message says what was expected and never repeats what was sent, which may
// be a secret in the wrong place.
func Test_issues_do_not_repeat_values(t *testing.T) {
	for _, body := range []string{
		`{"name":"hunter2-too-long"}`, `{"name":"a","slug":"hunter2-A"}`, `{"name":"a","kind":"hunter2"}`, `{"name":"a","mail":"hunter2"}`,
		`{"name":"a","count":"hunter2"}`, `{"name":"a","path":"hunter2"}`, `{"name":"a","lines":[{"key":"hunter2 "}]}`, `{hunter2`,
	} {
		err := sent("application/json", body).Bind(&order{})
		if err == nil {
			t.Fatalf("accepted %s", body)
		}
		answer, _ := json.Marshal(AsError(err).Message)
		if strings.Contains(string(answer), "hunter2") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %s, %v", body, answer, err)
		}
	}
}

func Test_every_rule_of_the_requests_has_words_of_its_own(t *testing.T) {
	for _, tag := range []string{"required", "min", "max", "gte", "lte", "oneof", "email", "slug", "folder", "secretname", "path"} {
		if IssueTexts[tag] == "" {
			t.Errorf("%s has none", tag)
		}
	}
}

// FuzzBind holds that no body panics, and that a failure is one of the four
// that clients know.
func FuzzBind(f *testing.F) {
	for _, body := range []string{`{"name":"a"}`, `[]`, `null`, `{`, "name=a", "%", "\xff", `{"lines":[{"key":1}]}`, `{"nested":null}`, `{"name":"\ud800"}`} {
		f.Add(body, true)
		f.Add(body, false)
	}
	f.Fuzz(func(t *testing.T, body string, form bool) {
		contentType := "application/json"
		if form {
			contentType = formEncoded
		}
		var got order
		status, _ := wrong(sent(contentType, body).Bind(&got))
		switch status {
		case 0:
			if got.Name == nil || *got.Name == "" {
				t.Fatalf("accepted %q", body)
			}
		case 400, 413, 422:
		default:
			t.Fatalf("%q answers %d", body, status)
		}
	})
}
