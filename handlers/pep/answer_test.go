package pep

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func answered(method, ifNoneMatch string, body any) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "/", http.NoBody)
	if ifNoneMatch != "" {
		request.Header.Set("If-None-Match", ifNoneMatch)
	}
	call, recorder := received(request)
	call.answer(body)
	return recorder
}

func Test_the_ETag_is_that_of_the_content(t *testing.T) {
	one := answered(http.MethodGet, "", map[string]string{"a": "1", "b": "2"})
	same := answered(http.MethodGet, "", map[string]string{"b": "2", "a": "1"})
	other := answered(http.MethodGet, "", map[string]string{"a": "1", "b": "3"})
	tag := one.Header().Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) || !strings.HasSuffix(tag, `"`) || len(tag) < 20 {
		t.Errorf("ETag is %s", tag)
	}
	if same.Header().Get("ETag") != tag {
		t.Error("the same content has two tags")
	}
	if other.Header().Get("ETag") == tag {
		t.Error("other content has the same tag")
	}
	plain := sha256.Sum256(one.Body.Bytes())
	if content, err := base64.RawStdEncoding.DecodeString(strings.Trim(tag, `W/"`)); err != nil || bytes.HasPrefix(plain[:], content) {
		t.Error("the tag is a plain hash, so values can be tried until one fits")
	}
	if one.Code != 200 || one.Body.String() != `{"a":"1","b":"2"}` || one.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%d %s", one.Code, one.Body)
	}
	if one.Header().Get("Cache-Control") != "no-store" || one.Header().Get("X-Request-Id") != "req-test" {
		t.Errorf("%v", one.Header())
	}
}

func Test_what_the_client_has_is_not_sent_again(t *testing.T) {
	body := map[string]int{"a": 1}
	tag := answered(http.MethodGet, "", body).Header().Get("ETag")
	strong := strings.TrimPrefix(tag, "W/")
	for name, c := range map[string]struct {
		method, header string
		want           int
	}{
		"same":               {http.MethodGet, tag, 304},
		"strong form":        {http.MethodGet, strong, 304},
		"any":                {http.MethodGet, "*", 304},
		"one of a list":      {http.MethodGet, `"x", ` + tag + ` ,"y"`, 304},
		"another":            {http.MethodGet, `W/"x"`, 200},
		"list of others":     {http.MethodGet, `"x","y"`, 200},
		"without quotes":     {http.MethodGet, strings.Trim(strong, `"`), 200},
		"empty":              {http.MethodGet, ",", 200},
		"part of it":         {http.MethodGet, tag[:len(tag)-2] + `"`, 200},
		"change, not a read": {http.MethodPost, tag, 200},
		"deletion":           {http.MethodDelete, "*", 200},
	} {
		got := answered(c.method, c.header, body)
		if got.Code != c.want || (got.Body.Len() == 0) != (c.want == 304) || got.Header().Get("ETag") != tag {
			t.Errorf("%s: %d with %d bytes, ETag %s", name, got.Code, got.Body.Len(), got.Header().Get("ETag"))
		}
	}
}

func Test_an_answer_that_is_no_JSON_fails_without_its_text(t *testing.T) {
	got := answered(http.MethodGet, "", map[string]float64{"a": math.NaN()})
	if got.Code != 500 || strings.Contains(got.Body.String(), "NaN") || got.Header().Get("ETag") != "" {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}
