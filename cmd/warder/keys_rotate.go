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

const rotateHelp = `Give a project another data key, seal all its secrets with their former versions under it,
and delete the former key. Servers run meanwhile, and need no restart.

PROJECT is the id or the slug of a project. With --all every project is rotated whose data
key is older than --older-than, a day unless told otherwise. A run that was interrupted is
continued by the next one: what it has rotated is younger than that. Several runs at once do
no harm.

Secrets that clients encrypt for themselves are not touched: their key is the clients'. A
backup from before has the former keys, and opens what is in it.`

// dataKeyRotation has the flags of warder keys rotate.
type dataKeyRotation struct {
	all       bool
	olderThan time.Duration
	problems  io.Writer
}

func newRotateKeys() *cobra.Command {
	var r dataKeyRotation
	command := adminCommand("rotate PROJECT... | --all", "Exchange the data keys of projects, and seal their secrets again", rotateHelp, cobra.ArbitraryArgs, r.run)
	command.Flags().BoolVar(&r.all, "all", false, "rotate every project")
	command.Flags().DurationVar(&r.olderThan, "older-than", 24*time.Hour, "with --all, leave out projects whose key is younger than this `age`")
	command.PreRun = func(command *cobra.Command, _ []string) { r.problems = command.ErrOrStderr() }
	return command
}

func (r *dataKeyRotation) run(ctx context.Context, admin *service.Admin, _ *service.Config, args []string, out io.Writer) error {
	if r.all == (len(args) > 0) {
		return fmt.Errorf("name projects, or say --all (%w)", errUsage)
	}
	projects, err := r.chosen(ctx, admin, args)
	if err != nil {
		return err
	}
	rotated, young, failed := 0, 0, 0
	for i := range projects {
		if r.all && !projects[i].Rotating() && admin.Now().Sub(projects[i].Since()) < r.olderThan {
			young++
			continue
		}
		switch err := r.rotate(ctx, admin, &projects[i], out); {
		case ctx.Err() != nil:
			return fmt.Errorf("interrupted after %d projects; run it again to go on (%w)", rotated, ctx.Err())
		case err != nil:
			failed++
			fmt.Fprintln(r.problems, "warder:", err)
		default:
			rotated++
		}
	}
	if young > 0 {
		fmt.Fprintf(out, "%d left out: their keys are younger than %s (--older-than)\n", young, r.olderThan)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d projects are not rotated; what is sealed opens, and running it again goes on", failed, failed+rotated)
	}
	fmt.Fprintf(out, "%d rotated\n", rotated)
	return nil
}

func (r *dataKeyRotation) chosen(ctx context.Context, admin *service.Admin, names []string) (chosen []service.ProjectDataKey, err error) {
	if r.all {
		return admin.DataKeys(ctx, "", false)
	}
	for _, name := range names {
		one, err := admin.DataKeys(ctx, name, false)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, one...)
	}
	return chosen, nil
}

func (r *dataKeyRotation) rotate(ctx context.Context, admin *service.Admin, project *service.ProjectDataKey, out io.Writer) error {
	shown := progress(r.problems, false, -1, project.Slug, "rows")
	done, err := admin.RotateDataKey(ctx, project, func(step service.RotationStep) {
		shown.Describe(project.Slug + ": " + step.Doing)
		if step.Total > 0 {
			shown.show(int(step.Done), int(max(step.Done, step.Total)))
		}
	})
	_ = shown.Finish() // only draws
	if errors.Is(err, service.ErrProjectGone) {
		fmt.Fprintf(out, "%s (%s)  deleted meanwhile\n", project.Slug, project.ID)
		return nil
	}
	if err != nil {
		return err
	}
	begun := ""
	if done.Resumed {
		begun = ", which was begun before"
	}
	fmt.Fprintf(out, "%s (%s)  %s is in use%s; %d sealed again\n", project.Slug, project.ID, done.Key, begun, done.Rows)
	return nil
}

// listDataKeys lists the data keys of projects.
func listDataKeys(ctx context.Context, admin *service.Admin, project string, out io.Writer) error {
	projects, err := admin.DataKeys(ctx, project, true)
	for i := range projects {
		for _, key := range projects[i].Keys {
			notes := "  former"
			switch {
			case key.Primary:
				notes = "  in use since " + key.Since.UTC().Format(time.DateOnly)
			case key.Lost:
				notes = "  not there"
			}
			fmt.Fprintf(out, "%-9s %s%s  seals %d  project %s (%s)\n", "data", key.ID, notes, key.Rows, projects[i].Slug, projects[i].ID)
		}
	}
	return err
}
