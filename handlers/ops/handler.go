package ops

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// NewHandler serves /healthz, /readyz, /metrics, /log-level and /debug/pprof/. It is for the
// ops listener only, never for the API's. level is the level of log; if nil, it cannot be
// changed.
func NewHandler(metrics *Metrics, readiness *Readiness, level *slog.LevelVar, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", Alive)
	mux.Handle("GET /readyz", readiness)
	if metrics != nil {
		mux.Handle("GET /metrics", promhttp.HandlerFor(metrics.registry, promhttp.HandlerOpts{EnableOpenMetrics: true}))
	}
	if level != nil {
		mux.HandleFunc("GET /log-level", logLevel{level, log}.get)
		mux.HandleFunc("PUT /log-level", logLevel{level, log}.put)
	}
	// pprof's cmdline is left out: profiles do not need the command line, and it may contain a
	// secret.
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// Alive reports that the process is running, in any state.
func Alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // fails only if the client disconnected
}
