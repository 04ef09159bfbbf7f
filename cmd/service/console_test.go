package service

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestService_console_can_be_left_out(t *testing.T) {
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, c := range []struct {
		path, host string
		console    bool
		want       int
	}{
		{"/console/", "localhost:8080", true, http.StatusOK},
		{"/console/org/1", "127.0.0.1:8080", true, http.StatusOK},
		{"/console/", "attacker.example", true, http.StatusMisdirectedRequest},
		{"/", "localhost:8080", true, http.StatusFound},
		{"/api/status", "localhost:8080", true, http.StatusTeapot},
		{"/console/", "localhost:8080", false, http.StatusTeapot},
		{"/", "localhost:8080", false, http.StatusTeapot},
	} {
		s := &Service{config: Defaults()}
		s.config.Console = c.console
		handler, err := s.withConsole(api)
		if err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, http.NoBody)
		request.Host = c.host
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != c.want {
			t.Errorf("%s at %s, console %v: %d, want %d", c.path, c.host, c.console, recorder.Code, c.want)
		}
	}
}
