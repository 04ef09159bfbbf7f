package pep

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/handlers/bearer"
	"warder/handlers/logins"
	"warder/models/ledger"
	"warder/models/seal"
	"warder/models/store"
)

// Components are the dependencies of the API; all but Watch are required.
type Components struct {
	Store     *store.Store
	Engine    DecisionPoint
	Rollout   Rollout
	Keyring   *seal.Keyring
	Passwords *seal.Passwords
	Signer    *bearer.TokenSigner
	Audit     *audit.Recorder
	Ledger    *ledger.Ledger
	Clock     func() time.Time
	Log       *slog.Logger
	Observe   Observer
	Prover    Prover
	Logins    *logins.Verifier
	Watch     Watch
}

// DecisionPoint decides, and describes its rules and built-in roles.
type DecisionPoint interface {
	engine.Decider
	// ClaimsRead returns the claims of a token that a rule reads.
	ClaimsRead(claims input.TokenClaims) input.TokenClaims
	Handles(resourceType, action string) bool
	// Deciders are the rule packages that decide an action on a type.
	Deciders(resourceType, action string) []string
	BuiltInRules(scope, slug string) []permissions.Rule
	ActionsOn(resourceType string) []string
	PolicyResources(resourceType string) []string
	Revision() engine.Revision
	Remediation(reason engine.Reason) string
	// Explain and ReasonCodes serve explanations for people.
	Explain(ctx context.Context, request *input.Request) engine.Explanation
	ReasonCodes() []engine.ReasonCode
	// ExplainUnder is Explain with the policy of a rollout stage.
	ExplainUnder(ctx context.Context, stage string, request *input.Request) (explanation engine.Explanation, found bool)
	// ComparePrivileges explains the facts behind privilege_boundary.
	ComparePrivileges(ctx context.Context, request *input.Request) (engine.Revision, []engine.Shortfall, error)
	// RuleFiles and Source show the rules to people.
	RuleFiles() (engine.Revision, []engine.RuleFile)
	Source(path string) (revision engine.Revision, source string, found bool)
	Files() (engine.Revision, map[string]string)
	// ReasonCodesOn are the reason codes that can refuse an action on a type.
	ReasonCodesOn(resourceType, action string) []engine.ReasonCode
}

// Observer receives every response and decision, for metrics.
type Observer interface {
	Request(ctx context.Context, route, method string, status int, took time.Duration)
	Decision(decision *engine.Decision, took time.Duration)
}

// Options are the API's limits and addresses.
type Options struct {
	MaxBody        int64          // bytes of a request body
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is trusted; none by default
	SiteURL        string         // for links in invitations
	SecureCookies  bool
	SetupToken     seal.Text // required to set up a fresh server; empty for none
	// StreamCheck is the interval at which the reader of a stream is authorized again; 0 means
	// 15 seconds.
	StreamCheck time.Duration
}

// API serves the routes.
type API struct {
	Components
	Options              Options
	Table                []Route
	uses                 *usage
	turns                *turns
	rates                *rates
	streams              *streams
	bodies, publicBodies atomic.Int64 // bytes reserved by requests; see holdBody
	// Candidates are uploaded policies for replays in several requests.
	Candidates *CandidateCache

	router     *gin.Engine
	site       *Site
	steps      steps
	needsSetup bool // a fresh server requires a setup token
}

// New makes an API that serves a table of routes; unknown serves all other paths.
func New(components Components, options Options, table []Route, unknown Handler) (*API, error) {
	gin.SetMode(gin.ReleaseMode)
	a := &API{Components: components, Options: options, Table: table, router: gin.New(), needsSetup: !options.SetupToken.Empty()}
	a.uses, a.turns, a.rates = newUsage(components.Store, components.Log), newTurns(), newRates()
	a.streams, a.steps, a.Candidates = newStreams(), plainSteps(), newCandidates(components.Clock)
	serve := a.serve
	if a.Watch.on() {
		serve = a.watched(a.serve)
	}
	a.router.RedirectTrailingSlash = false
	a.router.RedirectFixedPath = false
	a.router.HandleMethodNotAllowed = false
	a.router.UseEscapedPath, a.router.UnescapePathValues = true, false // see unescape
	site, err := NewSite(options.SiteURL)
	a.site = site
	problems := []error{errChecks, err}
	missing := a.Engine.Revision().Digest == "" // without a policy everything is refused, and the policy gate checks the rows when a bundle arrives
	for _, row := range table {
		if !missing && !a.Engine.Handles(row.Resource, row.Action) {
			problems = append(problems, fmt.Errorf("%s %s: no rule package handles %s on %s", row.Method, row.Path, row.Action, row.Resource))
		}
		if row.Handler.serve == nil {
			problems = append(problems, fmt.Errorf("%s has no handler", row.Name()))
		}
		a.router.Handle(row.Method, row.Path, serve(row))
		if row.Method == http.MethodGet { // decided and recorded as GET; the server drops the body
			a.router.Handle(http.MethodHead, row.Path, serve(row))
		}
	}
	a.router.NoRoute(serve(Route{Handler: unknown, Unrouted: true}))
	return a, errors.Join(problems...)
}

// ServeHTTP ignores one trailing slash, because some clients send it (docs/contract.md 1.1).
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path := r.URL.EscapedPath(); len(path) > 1 && strings.HasSuffix(path, "/") {
		r.URL.Path, r.URL.RawPath = strings.TrimSuffix(r.URL.Path, "/"), strings.TrimSuffix(r.URL.RawPath, "/")
	}
	a.router.ServeHTTP(w, r)
}

// Run writes the counters of token uses in the background until ctx ends, and then flushes the
// rest.
func (a *API) Run(ctx context.Context) { a.uses.run(ctx) }
