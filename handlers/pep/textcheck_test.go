package pep

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

func Test_text_with_NUL_or_broken_UTF8_is_not_clean(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{`{"a":"b"}`, true},
		{"", true},
		{`{"a":"ä"}`, true},
		{"a\x00b", false},
		{"a\xffb", false},
		{`"\u0000"`, false},
		{`"x\u0000y"`, false},
		{`"\\u0000"`, true},
		{`"\\\u0000"`, false},
		{`"\\\\u0000"`, true},
		{`"\\u0000 \u0000"`, false},
		{`"\u0001"`, true},
		{`"\u00001"`, false},
	} {
		if got := IsCleanText([]byte(c.text)); got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}

func Test_where_a_NUL_is_told(t *testing.T) {
	for body, want := range map[string]string{
		`{"name":"a\u0000"}`: ", in name",
		`{"b":"x","secrets":[{"k":"x"},{"secretKey":"\u0000"}]}`: ", in secrets.1.secretKey",
		`{"name":"a\u0000`:    "", // no JSON
		"{\"name\":\"\xff\"}": "",
		`{"a\u0000":"x"}`:     "", // in a name, which is not repeated
		`{"a":[1,{"b":{}},[],[true,{"c":null,"d":"\u0000"}]]}`: ", in a.3.1.d",
		`"\u0000"`:                              "",
		strings.Repeat("[", 4<<20) + `"\u0000"`: "", // too deep to look
		`{"a":` + strings.Repeat("[", 70) + `"\u0000"` + strings.Repeat("]", 70) + `}`: "",
	} {
		if got := uncleanField([]byte(body)); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
	for text, want := range map[string]string{"a%00": ", in secretName", "%ff": ", in secretName", "a%2Fb": "", "a%zz": "", "a+b": ""} {
		parameters := gin.Params{{Key: "project", Value: "p"}, {Key: "secretName", Value: text}}
		unescape(parameters)
		if got := uncleanParameter(parameters); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if plain := map[string]string{"a%2Fb": "a/b", "a%zz": "a%zz", "a+b": "a+b"}[text]; plain != "" && parameters[1].Value != plain {
			t.Errorf("%q is read as %q, want %q", text, parameters[1].Value, plain)
		}
	}
}

func Test_a_URL_that_could_be_read_in_two_ways_is_refused(t *testing.T) {
	for target, want := range map[string]string{
		"/a/b?c=d": "", "/%C3%A4?q=%C3%A4": "", "/a?b=%3B&c=": "", "/a?b=1;c=2": "semicolon", "/a?;": "semicolon", "/a?b=%zz": "percent",
		"/a?b=%2": "percent", "/a?b=1&b=1": `"b" twice`, "/a?b=1&%62=2": `"b" twice`,
		"/a%00b": "NUL", "/a%ff": "UTF-8", "/a?b=%00": "NUL", "/a?%00=b": "NUL", "/a?b=%ff": "UTF-8",
	} {
		parsed, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		err = checkURL(&http.Request{URL: parsed}, nil)
		if status, _ := wrong(err); (status == 400) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", target, err, want)
		}
	}
}
