package export

import "context"

// Round is one round of Run: it copies, and looks how far the copy is.
func (e *Exporter) Round(ctx context.Context) error {
	if err := e.copyAll(ctx); err != nil {
		_ = e.look(ctx)
		return err
	}
	return e.look(ctx)
}
