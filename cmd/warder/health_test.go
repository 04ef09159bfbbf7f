package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealth_says_what_is_not_ready(t *testing.T) {
	for _, c := range []struct {
		name, body    string
		status, code  int
		out, problems string
	}{
		{"ready", `{"status":"ready","checks":[{"name":"database","ok":true}]}`, 200, exitOK, "ready\n", ""},
		{"degraded", `{"status":"ready","checks":[{"name":"clock","ok":true,"reason":"a minute off"}]}`, 200, exitOK, "clock: a minute off\nready\n", ""},
		{"unready", `{"status":"unavailable","checks":[{"name":"database","ok":false,"reason":"disk full"}]}`, 503, exitError, "database: disk full\n", "warder: the server is not ready\n"},
		{"foreign", `<html>`, 200, exitError, "", "is not the answer of a Warder server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/readyz" {
					t.Errorf("asked for %s", r.URL)
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer server.Close()
			t.Setenv("WARDER_OPS_LISTEN", strings.TrimPrefix(server.URL, "http://"))
			code, out, problems := try(t, "health")
			if code != c.code || out != c.out || !strings.Contains(problems, c.problems) {
				t.Errorf("exit code %d, printed %s, complained %s", code, out, problems)
			}
		})
	}
	t.Setenv("WARDER_OPS_LISTEN", "127.0.0.1:1")
	if code, _, problems := try(t, "health"); code != exitError || !strings.Contains(problems, "no server answers at http://127.0.0.1:1") {
		t.Errorf("exit code %d, complained %s", code, problems)
	}
}
