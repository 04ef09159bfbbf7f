package main

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/handlers/replay"
)

// remotely has the server replay its own log in parts.
func (o *replayOptions) remotely(command *cobra.Command, since time.Duration) (*replay.Report, error) {
	server, err := authorized(o.server)
	if err != nil {
		return nil, err
	}
	policy, err := service.ReadPolicy(o.candidate)
	if err != nil {
		return nil, fmt.Errorf("candidate: %w", err)
	}
	body := map[string]any{
		"candidate": map[string]any{"modules": policy.Modules, "data": policy.Data, "revision": policy.Revision},
		"projectId": o.project, "subjectId": o.subject, "limit": o.page, "after": 0,
	}
	if since > 0 {
		body["since"] = time.Now().Add(-since).UTC() //nolint:forbidigo // a command uses its machine's clock
	}
	bar := o.progress(command.ErrOrStderr(), -1)
	var whole *replay.Report
	for {
		var answer struct {
			Replay *replay.Report
			Total  int64
			Next   int64
		}
		if err := server.JSON(command.Context(), http.MethodPost, "/api/v1/authz/replay", body, &answer); err != nil {
			return nil, err
		}
		if answer.Replay == nil || answer.Next != 0 && answer.Next == body["after"] {
			return nil, errors.New("the server answered no report")
		}
		if whole == nil {
			whole = answer.Replay
		} else {
			whole.Merge(answer.Replay)
		}
		bar.ChangeMax64(answer.Total)
		_ = bar.Set64(min(int64(whole.Records), answer.Total))
		if answer.Next == 0 {
			return whole, bar.Finish()
		}
		body["after"] = answer.Next
	}
}
