package service

import (
	"context"
	"log/slog"

	"warder/cmd/tracing"
	"warder/cmd/version"
	"warder/handlers/ops"
	"warder/handlers/pep"
	"warder/handlers/traces"
)

// openWatch sets up tracing and the request log. It runs before the database is opened, so
// that statements are traced.
func (s *Service) openWatch(ctx context.Context) (watch pep.Watch, err error) {
	lines, err := s.lines("request-log", s.config.RequestLog)
	if err != nil {
		return watch, err
	}
	if lines != nil {
		queue := newLineQueue(lines, s.log)
		watch.Lines = NewLogger(queue, LogJSON, slog.LevelInfo)
		s.background = append(s.background, queue.run)
		s.metrics.WatchRequestLog(queue.dropped.Load)
	}
	if s.config.OTLPEndpoint == "" {
		return watch, nil
	}
	headers, err := tracing.ParseHeaders(s.config.OTLPHeaders.Reveal())
	if err != nil {
		return watch, err
	}
	collector, err := tracing.New(ctx, tracing.Options{
		Endpoint: s.config.OTLPEndpoint, Headers: headers, Ratio: s.config.TraceRatio, Version: version.Read().Version,
		Failed: func(err error) {
			s.log.Warn("traces are dropped: the collector does not accept them", slog.String("cause", err.Error()))
		},
	})
	if err != nil {
		return watch, err
	}
	s.log = slog.New(traced{s.log.Handler()})
	s.background = append(s.background, collector.Run)
	s.metrics.WatchTraces(traces.ID, func() (counts ops.TraceCounts) {
		counts.Exported, counts.QueueFull, counts.Failed = collector.Counts()
		return counts
	})
	watch.Tracer = collector.Tracer()
	s.config.tracer = traces.Statement(s.config.system())
	return watch, nil
}
