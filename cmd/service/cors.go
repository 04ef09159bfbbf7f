package service

import (
	"net/http"

	"github.com/rs/cors" // answers other origins without the headers; gin-contrib/cors refuses them, and the console with them behind a proxy
)

// preflightAge is how long a browser may keep the answer to a preflight request, in seconds.
const preflightAge = 600

// crossOrigin lets pages of site-url, and of no other origin, call the API by another address
// of the server, with their credentials (docs/contract.md 1.1). Without site-url it does
// nothing.
func (s *Service) crossOrigin(api http.Handler) http.Handler {
	if s.config.SiteURL == "" {
		return api
	}
	return cors.New(cors.Options{
		AllowedOrigins:   []string{s.config.Site()},
		AllowedMethods:   []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders:   []string{"Authorization", "Content-Type", "If-None-Match", "X-Api-Key", "X-Request-Id"},
		ExposedHeaders:   []string{"ETag", "Retry-After", "X-Request-Id"},
		AllowCredentials: true,
		MaxAge:           preflightAge,
	}).Handler(api)
}
