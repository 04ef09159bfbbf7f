package bundles

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"warder/engine"
	"warder/engine/input"
)

func (asked *examination) decider(ctx context.Context) (*engine.Engine, error) {
	decider, err := engine.New(ctx, engine.Options{
		Policy: asked.Policy, Guardrails: asked.Requirements.Guardrails,
		Required: asked.Requirements.Required, Timeout: asked.Requirements.Timeout,
	})
	switch {
	case errors.Is(err, engine.ErrPolicyMissing):
		return nil, refuse(CauseMissing, err)
	case err != nil:
		return nil, refuse(CauseCompile, err)
	}
	return decider, nil
}

// serveDecisions is the other end of a Candidate: it decides until nothing more
// comes in.
func serveDecisions(ctx context.Context, asked *examination, in *json.Decoder, out *json.Encoder) error {
	decider, err := asked.decider(ctx)
	if err != nil {
		return out.Encode(verdictOf(err))
	}
	if err := out.Encode(verdict{Revision: decider.Revision()}); err != nil {
		return err
	}
	var decoder input.RequestDecoder
	for {
		var raw json.RawMessage
		if err := in.Decode(&raw); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		request, err := decoder.Request(bytes.TrimSpace(raw))
		if err != nil {
			return err
		}
		if err := out.Encode(asked.answer(ctx, decider, request)); err != nil {
			return err
		}
	}
}

func (asked *examination) answer(ctx context.Context, decider *engine.Engine, request *input.Request) any {
	if asked.Explains {
		return decider.Explain(ctx, request)
	}
	return decider.Decide(ctx, request)
}
