package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
	"warder/models"
	"warder/models/store"
)

func newAudit() *cobra.Command {
	command := &cobra.Command{Use: "audit", Short: "Verify the decision log, and show the progress of its copies", Args: known, RunE: func(command *cobra.Command, _ []string) error { return command.Help() }}
	command.AddCommand(newAuditVerify(), newAuditVerifyReport(), newAuditExports())
	return command
}

func newAuditVerify() *cobra.Command {
	var checkpoint, export string
	command := &cobra.Command{
		Use:   "verify",
		Short: "List every record that was edited, removed, moved or cut off",
		Long: `Compare the decision log of the configuration's database with its Merkle tree,
the tree with its last signed checkpoint, and what records have in common
with its hashes. Give a checkpoint that was kept elsewhere, and the log is held
to that as well: write access to the database is not enough to take it back. Give an
export, the JSON lines of --decision-log, and each line is compared with its record.

A URL is fetched with the token in WARDER_TOKEN; GET /api/v1/authz/log/checkpoint
of a server is one. The server may run meanwhile. Exit code 1: something was altered.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error {
			config, err := configFrom(command)
			if err != nil {
				return err
			}
			return verifyLog(command.Context(), &config, checkpoint, export, command.OutOrStdout())
		},
	}
	service.DatabaseFlags(command.Flags())
	command.Flags().StringVar(&checkpoint, "checkpoint", "", "a checkpoint that was kept elsewhere: a file or a URL")
	command.Flags().StringVar(&export, "export", "", "a file of JSON lines to compare with the log")
	return command
}

func verifyLog(ctx context.Context, config *service.Config, checkpoint, export string, out io.Writer) (err error) {
	kept, err := keptCheckpoint(ctx, checkpoint)
	if err != nil {
		return err
	}
	var lines *os.File
	if export != "" { // before the log is verified, which takes time
		if lines, err = openExport(export); err != nil {
			return err
		}
		defer lines.Close() //nolint:errcheck // only read
	}
	admin, err := service.OpenAdmin(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	report, err := admin.VerifyLog(ctx, kept...)
	if err != nil {
		return err
	}
	problems := []string{}
	for _, problem := range report.Problems {
		problems = append(problems, problem.String())
	}
	if lines != nil {
		compared, found, err := compareExport(ctx, admin.Store(), lines)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d lines of the export were compared, and the log has %d records\n", compared, report.Records)
		problems = append(problems, found...)
	}
	for _, problem := range problems {
		fmt.Fprintln(out, problem)
	}
	fmt.Fprintf(out, "%d records, %d places in the log, %d removed by retention, %d wait for their place\n", report.Records, report.Leaves, report.Removed, report.Waiting)
	if len(problems) > 0 {
		return fmt.Errorf("%d problems", len(problems))
	}
	fmt.Fprintln(out, "nothing was altered")
	return nil
}

// Limits of fetching a checkpoint.
const (
	maxCheckpoint  = 64 << 10 // bytes, more than any checkpoint has
	checkpointTime = 30 * time.Second
)

// keptCheckpoint reads a checkpoint as plain text or as the API's response.
func keptCheckpoint(ctx context.Context, from string) ([]string, error) {
	if from == "" {
		return nil, nil
	}
	raw, err := readCheckpoint(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	var answer struct {
		Checkpoint string `json:"checkpoint"`
	}
	if json.Unmarshal(raw, &answer) == nil && answer.Checkpoint != "" {
		return []string{answer.Checkpoint}, nil
	}
	return []string{string(raw)}, nil
}

func readCheckpoint(ctx context.Context, from string) ([]byte, error) {
	if !strings.HasPrefix(from, "http://") && !strings.HasPrefix(from, "https://") {
		return readRegular(from, maxCheckpoint)
	}
	server := remote.Server{URL: from, Token: os.Getenv(service.TokenVariable), HTTP: remote.HTTPClient(checkpointTime), Limit: maxCheckpoint}
	return server.Raw(ctx, http.MethodGet, "", nil)
}

// openExport opens an export for comparison.
func openExport(path string) (*os.File, error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	info, err := file.Stat()
	if err == nil && info.Size() == 0 {
		err = fmt.Errorf("export: %s is empty, so that nothing of it can be verified; give a file of decision-log", path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// compareExport compares every line of an export with its record. It cannot know the expected
// length of the export, so missing records are not reported.
func compareExport(ctx context.Context, db *store.Store, file *os.File) (compared int, problems []string, err error) {
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	for lines.Scan() {
		compared++
		problem, err := compareLine(ctx, db, lines.Bytes())
		if err != nil {
			return compared, nil, err
		}
		if problem != "" {
			problems = append(problems, fmt.Sprintf("%s (line %d of the export)", problem, compared))
		}
	}
	if err := lines.Err(); err != nil {
		return compared, nil, fmt.Errorf("line %d of the export: %w", compared+1, err)
	}
	if !endsLine(file) {
		problems = append(problems, fmt.Sprintf("cut off: the last line has no end (line %d of the export)", compared))
	}
	return compared, problems, nil
}

func endsLine(file *os.File) bool {
	last := make([]byte, 1)
	end, err := file.Seek(-1, io.SeekEnd)
	if err != nil {
		return false
	}
	_, err = file.ReadAt(last, end)
	return err == nil && last[0] == '\n'
}

func compareLine(ctx context.Context, db *store.Store, line []byte) (problem string, err error) {
	var event struct {
		ID string `json:"decision_id"`
	}
	var exported, recorded any
	if json.Unmarshal(line, &event) != nil || json.Unmarshal(line, &exported) != nil || event.ID == "" {
		return "edited: it is no record", nil
	}
	var rows []models.DecisionRecord
	err = db.Snapshot(ctx, func(tx *store.Tx) (err error) {
		if rows, err = models.StoredDecisionsByID(tx, []string{event.ID}); err != nil {
			return err
		}
		return models.JoinDecisions(tx, rows)
	})
	switch {
	case err != nil:
		return "", err
	case len(rows) == 0:
		return "missing: " + event.ID + ": the log has no such record", nil
	case json.Unmarshal([]byte(rows[0].Record), &recorded) != nil || !reflect.DeepEqual(withoutTime(exported), withoutTime(recorded)):
		return "edited: " + event.ID + ": the export and the log differ", nil
	}
	return "", nil
}

// withoutTime removes the timestamp, which has nanoseconds in a line and milliseconds in a
// record.
func withoutTime(event any) any {
	if fields, is := event.(map[string]any); is {
		delete(fields, "timestamp")
	}
	return event
}
