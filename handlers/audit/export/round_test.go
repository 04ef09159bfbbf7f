package export

import "context"

// Round is one look of Run.
func (e *Exporter) Round(ctx context.Context) error { return e.round(ctx) }
