package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
	"warder/handlers/replay"
)

// errFlips means that a pipeline should stop because of the replay's result.
var errFlips = errors.New("decisions would change")

// replayOptions are the options of `warder policy replay`.
type replayOptions struct {
	candidate, since, from, format, project, subject string
	allow                                            []string
	page                                             int
	quiet                                            bool
	server                                           remote.Server
}

// replayingTime is the time limit of a replay; a million records take minutes.
const replayingTime = 6 * time.Hour

func newPolicyReplay() *cobra.Command {
	var options replayOptions
	command := &cobra.Command{
		Use:   "replay --candidate DIR|BUNDLE",
		Short: "Decide recorded requests by another policy and list those that would flip",
		Long: `Decide recorded requests by another policy and list those that would flip.

Records come from the server's database (--database-url, or the SQLite file of
--data-dir), from a file of JSON lines (--from, - for standard input), or a
server replays its own (--server). A record that was made by the policy of
--policy is decided by it again too: if it does not come out as recorded, that
is drift, and reported.

Exit codes: 0 nothing flips but what --allow names, 1 something flips, drifts or
cannot be read, 2 wrong command line.`,
		Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error { return options.run(command) },
	}
	flags := command.Flags()
	service.FlagsOf(flags, "database-url", "data-dir", "policy", "policy-timeout")
	flags.StringVar(&options.candidate, "candidate", "", "`directory`, or bundle in a file, of the policy to preview")
	flags.StringVar(&options.since, "since", "7d", "how far back to go, a `time` such as 90m, 12h or 7d, or all")
	flags.StringVar(&options.from, "from", "", "`file` of JSON lines instead of the database")
	flags.StringVar(&options.format, "format", "text", "`form` of the report: text, markdown or json")
	flags.StringVar(&options.project, "project", "", "only requests in the project of this `id`")
	flags.StringVar(&options.subject, "subject", "", "only requests of the subject of this `id`")
	flags.StringSliceVar(&options.allow, "allow", nil, "`kinds` of flips that do not fail: denies, permits, members")
	flags.IntVar(&options.page, "page", 2000, "`records` that a server replays at a time, 1 to 20000")
	flags.BoolVar(&options.quiet, "quiet", false, "show no progress")
	remoteFlags(command, &options.server)
	return sandboxed(command, replayingTime, nil)
}

func (o *replayOptions) run(command *cobra.Command) error {
	since, err := o.check()
	if err != nil {
		return err
	}
	report, err := o.report(command, since)
	if err != nil {
		return err
	}
	if err := o.write(command.OutOrStdout(), report); err != nil {
		return err
	}
	allowed := make([]replay.FlipKind, 0, len(o.allow))
	for _, kind := range o.allow {
		allowed = append(allowed, replay.FlipKind(kind))
	}
	if !report.Passes(allowed...) {
		return errFlips
	}
	return nil
}

// check validates the options and returns how far back to go; zero means all.
func (o *replayOptions) check() (since time.Duration, err error) {
	if o.candidate == "" {
		return 0, fmt.Errorf("--candidate: name the directory of the policy to preview (%w)", errUsage)
	}
	for _, kind := range o.allow {
		if !slices.Contains(replay.Kinds(), replay.FlipKind(kind)) {
			return 0, fmt.Errorf("--allow: there is no kind %q of flips (%w)", kind, errUsage)
		}
	}
	if !slices.Contains([]string{"text", "markdown", "json"}, o.format) {
		return 0, fmt.Errorf("--format: want text, markdown or json, got %q (%w)", o.format, errUsage)
	}
	if o.page < 1 || o.page > 20_000 {
		return 0, fmt.Errorf("--page: want 1 to 20000, got %d (%w)", o.page, errUsage)
	}
	if o.from != "" && o.server.URL != "" {
		return 0, fmt.Errorf("--from and --server exclude each other (%w)", errUsage)
	}
	if since, err = timeBack(o.since); err != nil {
		return 0, fmt.Errorf("--since: %w (%w)", err, errUsage)
	}
	return since, nil
}

// timeBack parses a duration, which may have days.
func timeBack(text string) (time.Duration, error) {
	if text == "all" {
		return 0, nil
	}
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		n, err := strconv.Atoi(days)
		if err != nil || n <= 0 || n > 36500 {
			return 0, fmt.Errorf("%q is no number of days", text)
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		return 0, fmt.Errorf("%q is no time, such as 90m, 12h or 7d", text)
	}
	return duration, nil
}

func (o *replayOptions) report(command *cobra.Command, since time.Duration) (*replay.Report, error) {
	if o.server.URL != "" {
		return o.remotely(command, since)
	}
	config, err := configFrom(command)
	if err != nil {
		return nil, err
	}
	ctx := command.Context()
	baseline, err := service.LoadEngine(ctx, config.Policy, config.PolicyTimeout)
	if err != nil {
		return nil, err
	}
	candidate, err := service.LoadEngine(ctx, o.candidate, config.PolicyTimeout)
	if err != nil {
		return nil, fmt.Errorf("candidate: %w", err)
	}
	from := time.Time{}
	if since > 0 {
		from = time.Now().Add(-since) //nolint:forbidigo // a command uses its machine's clock
	}
	records, err := o.source(ctx, &config, from)
	if err != nil {
		return nil, err
	}
	defer records.close() //nolint:errcheck // only read from
	defer collectGarbageLess()()
	bar := o.progress(command.ErrOrStderr(), records.total)
	report := replay.Run(ctx, records.source, baseline, candidate, replay.Options{Progress: func(n int) { _ = bar.Add(n) }, Keep: o.keep(from)})
	return report, errors.Join(records.name(ctx, report), bar.Finish())
}

func (o *replayOptions) progress(out io.Writer, total int64) bar {
	return progress(out, o.quiet, total, "replaying", "records")
}

func (o *replayOptions) write(out io.Writer, report *replay.Report) error {
	switch o.format {
	case "markdown":
		return report.WriteMarkdown(out)
	case "json":
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	return report.WriteText(out)
}
