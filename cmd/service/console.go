package service

import (
	"net/http"

	"warder/console"
	"warder/handlers/pep"
)

// withConsole serves the web console beside the API. They share nothing: the
// page is a client of the API like every other.
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
