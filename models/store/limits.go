package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// longestStatement bounds, by default, a statement of a caller who cannot wait for long: a
// server that hangs, or a commit that waits for a standby, would keep a request for ever.
const longestStatement = 10 * time.Second

type limitedKey struct{}

// Limited marks the context of callers who want an answer within seconds, such as those of
// requests: on PostgreSQL each statement ends after Options.LongestStatement, with
// ErrUnavailable. What may take longer, such as a migration, has no such limit.
func Limited(ctx context.Context) context.Context {
	return context.WithValue(ctx, limitedKey{}, true)
}

// limit bounds a context that is Limited and has no deadline yet.
func limit(ctx context.Context, longest time.Duration) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has || ctx.Value(limitedKey{}) == nil {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, longest)
}

// statements bounds and traces the statements of PostgreSQL, and tells the generations of
// a connection that broke.
type statements struct {
	trace   Tracer // nil for none
	known   *generations
	longest time.Duration
}

type statementKey struct{}

// statement is one under way.
type statement struct {
	cancel context.CancelFunc
	ended  func(error)
}

// TraceQueryStart implements pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	begun := &statement{}
	if s.trace != nil {
		begun.ended = s.trace(ctx, data.SQL)
	}
	ctx, begun.cancel = limit(ctx, s.longest)
	return context.WithValue(ctx, statementKey{}, begun)
}

// TraceQueryEnd implements pgx.QueryTracer.
func (s *statements) TraceQueryEnd(ctx context.Context, connection *pgx.Conn, data pgx.TraceQueryEndData) {
	begun, _ := ctx.Value(statementKey{}).(*statement)
	if begun == nil {
		return
	}
	if broken(ctx, data.Err) && connection.IsClosed() {
		s.known.retire(connection.PgConn())
	}
	begun.cancel()
	if begun.ended != nil {
		begun.ended(data.Err)
	}
}

// broken tells a connection that broke from a statement that was given up, or was refused.
func broken(ctx context.Context, err error) bool {
	return err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) && unreachable(err)
}
