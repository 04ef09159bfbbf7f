package traces

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// verbs are the statement names used in spans; all others are "statement".
var verbs = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "COPY"}

// table finds the first table in a statement.
var table = regexp.MustCompile("(?i)\\b(?:from|into|update|copy)\\s+[\"`]?([a-z_]{1,64})\\b")

// Statement begins the span of a statement of the database. The text has placeholders for
// values, and the span has the operation and the table of it alone.
func Statement(system string) func(ctx context.Context, text string) (ended func(error)) {
	return func(ctx context.Context, text string) func(error) {
		trail := Of(ctx)
		if trail == nil {
			return func(error) {} // the server's own work, or a request that is not traced
		}
		name, operation, of := summary(text)
		step := trail.Leaf(name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
			attribute.String("db.system.name", system), attribute.String("db.operation.name", operation), attribute.String("db.collection.name", of),
		))
		return step.End
	}
}

func summary(text string) (name, operation, of string) {
	verb, _, _ := strings.Cut(strings.TrimLeft(text, " \t\n("), " ")
	if operation = strings.ToUpper(strings.TrimSpace(verb)); !slices.Contains(verbs, operation) {
		return "statement", "", ""
	}
	if found := table.FindStringSubmatch(text); found != nil {
		of = strings.ToLower(found[1])
	}
	return strings.TrimSpace(operation + " " + of), operation, of
}
