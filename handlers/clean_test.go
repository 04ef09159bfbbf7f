package handlers

import (
	"net/http"
	"net/url"
	"testing"
)

func Test_text_with_NUL_or_broken_UTF8_is_not_clean(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{`{"a":"b"}`, true}, {"", true}, {`{"a":"ä"}`, true},
		{"a\x00b", false}, {"a\xffb", false}, {`"\u0000"`, false}, {`"x\u0000y"`, false},
		{`"\\u0000"`, true}, {`"\\\u0000"`, false}, {`"\\\\u0000"`, true}, {`"\\u0000 \u0000"`, false}, {`"\u0001"`, true}, {`"\u00001"`, false},
	} {
		if got := clean([]byte(c.text)); got != c.want {
			t.Errorf("%q: %v", c.text, got)
		}
	}
}

func Test_a_URL_with_NUL_or_broken_UTF8_is_not_clean(t *testing.T) {
	for _, c := range []struct {
		target string
		want   bool
	}{
		{"/a/b?c=d", true}, {"/%C3%A4?q=%C3%A4", true}, {"/a%00b", false}, {"/a%ff", false},
		{"/a?b=%00", false}, {"/a?%00=b", false}, {"/a?b=%ff", false}, {"/a?b=1&b=%00", false},
	} {
		parsed, err := url.Parse(c.target)
		if err != nil {
			t.Fatal(err)
		}
		if got := cleanURL(&http.Request{URL: parsed}); got != c.want {
			t.Errorf("%s: %v", c.target, got)
		}
	}
}
