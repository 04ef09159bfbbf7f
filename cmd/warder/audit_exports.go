package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/service"
)

const exportsHelp = `List the copies of the decision log that decision-export makes or made: the number
of copied and waiting records of each, and the age of the oldest waiting one.

A copy stops if the database is not the one that it was made from, for example after
a restore from a backup. Then set its position with --reset and --to: the start, the
end, or the place of a record. Records copied twice have the same ids. The server may
run meanwhile.`

func newAuditExports() *cobra.Command {
	var reset, to string
	command := adminCommand("exports", "Show the progress of the copies of the decision log, or set the position of one", exportsHelp, nothing,
		func(ctx context.Context, admin *service.Admin, _ *service.Config, _ []string, out io.Writer) error {
			if (reset == "") != (to == "") {
				return errors.New("--reset and --to belong together")
			}
			if reset != "" {
				if err := admin.ResetExport(ctx, reset, to); err != nil {
					return err
				}
			}
			list, err := admin.Exports(ctx)
			if err == nil {
				printExports(out, list)
			}
			return err
		}, "decision-export")
	command.Example = `  warder audit exports
  warder audit exports --reset nats://127.0.0.1:4222/warder.decisions --to start`
	command.Flags().StringVar(&reset, "reset", "", "`name` of the copy to move")
	command.Flags().StringVar(&to, "to", "", "`place` to continue at: start, end, or a number")
	return command
}

func printExports(out io.Writer, list []service.ExportProgress) {
	if len(list) == 0 {
		fmt.Fprintln(out, "the decision log is not copied anywhere; set decision-export")
	}
	for i := range list {
		e := &list[i]
		state := ""
		switch {
		case e.Stopped != "":
			state = "; stopped: " + e.Stopped
		case !e.Configured:
			state = "; not in decision-export here"
		case !e.Oldest.IsZero():
			state = "; the oldest is of " + e.Oldest.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(out, "%s: %d of %d copied, %d wait%s\n", e.Name, e.Done, e.Size, e.Backlog(), state)
	}
}
