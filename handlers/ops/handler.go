package ops

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// NewHandler serves /healthz, /readyz, /metrics, /log-level and /debug/pprof/. It is meant
// for the ops listener, never for the one of the API. level is that of log; without one it
// cannot be changed.
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
	// The process's command line is left out of pprof: it is of no use to a
	// profile, and is where a secret would be.
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// Alive answers that the process runs, in any state.
func Alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the client has gone
}
