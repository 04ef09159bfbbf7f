package service

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestService_pages_of_the_site_alone_may_call_the_api_from_elsewhere(t *testing.T) {
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	const site = "https://warder.example.com"
	for _, c := range []struct {
		name, site, origin, asks string
		status                   int
		allowed                  string
	}{
		{"preflight", site, site, "PATCH", http.StatusNoContent, site},
		{"request", site, site, "", http.StatusTeapot, site},
		{"a slash after the setting", site + "/", site, "", http.StatusTeapot, site},
		{"another origin", site, "https://attacker.example", "", http.StatusTeapot, ""},
		{"its preflight", site, "https://attacker.example", "PATCH", http.StatusNoContent, ""},
		{"a longer name", site, site + ".attacker.example", "", http.StatusTeapot, ""},
		{"a name in front", site, "https://a.warder.example.com", "", http.StatusTeapot, ""},
		{"another scheme", site, "http://warder.example.com", "", http.StatusTeapot, ""},
		{"another port", site, site + ":8443", "", http.StatusTeapot, ""},
		{"no origin that has a name", site, "null", "", http.StatusTeapot, ""},
		{"a method that no route has", site, site, "TRACE", http.StatusNoContent, ""},
		{"no setting", "", "http://127.0.0.1:8080", "PATCH", http.StatusTeapot, ""},
	} {
		s := &Service{config: Defaults()}
		s.config.SiteURL = c.site
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/status", http.NoBody)
		request.Header.Set("Origin", c.origin)
		if c.asks != "" {
			request.Method = http.MethodOptions
			request.Header.Set("Access-Control-Request-Method", c.asks)
			request.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
		}
		recorder := httptest.NewRecorder()
		s.crossOrigin(api).ServeHTTP(recorder, request)
		credentials := recorder.Header().Get("Access-Control-Allow-Credentials")
		if got := recorder.Header().Get("Access-Control-Allow-Origin"); recorder.Code != c.status || got != c.allowed || (credentials == "true") != (c.allowed != "") {
			t.Errorf("%s: %d, origin %q, credentials %q; want %d and %q", c.name, recorder.Code, got, credentials, c.status, c.allowed)
		}
	}
}
