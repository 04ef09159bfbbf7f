package service

import (
	"net/http"

	"warder/console"
	"warder/handlers/pep"
)

// withConsole serves the web console beside the API. The console is an ordinary client of the
// API and shares nothing with it.
func (s *Service) withConsole(api http.Handler) (http.Handler, error) {
	if !s.config.Console {
		return api, nil
	}
	site, err := pep.NewSite(s.config.Site())
	if err != nil {
		return nil, err
	}
	page, err := console.Handler(console.Options{IdleLock: s.config.ConsoleIdleLock, Foreign: site.Misdirected})
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !console.Serves(r.URL.Path) {
			api.ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	}), nil
}

// invitationPath is the path of invitation links.
const invitationPath = "/signupinvite"

// beside adds invitation links to the API's listener.
func beside(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == invitationPath && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			joining(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// joining redirects an invitation link to the console's page for invitations. The address
// contains the code, so the response forbids caching and referrers.
func joining(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	target := "/console/join"
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusFound)
}
