package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"warder/bundles"
	"warder/cmd/remote"
	"warder/engine"
)

// rolledOut is the response of the routes for the policy in force.
type rolledOut struct {
	Policy struct {
		Revision, Digest, Stage, Source, Reason, Problem string
		Published                                        bool
		Previous                                         int
		Candidate                                        *struct {
			Revision, Digest, Stage string
			Percent, Tolerance      int64
			Widen, InForce          bool
			Differences             engine.Differences
		}
	}
}

func (r *rolledOut) write(out io.Writer) {
	p := r.Policy
	origin := p.Source
	if p.Published {
		origin = "published"
	}
	fmt.Fprintf(out, "active     revision %s, digest %.12s, %s\n", p.Revision, p.Digest, origin)
	if p.Reason != "" {
		fmt.Fprintf(out, "last       %s\n", p.Reason)
	}
	if p.Problem != "" {
		fmt.Fprintf(out, "problem    %s\n", p.Problem)
	}
	if c := p.Candidate; c != nil {
		fmt.Fprintf(out, "%-10s revision %s, digest %.12s", c.Stage, c.Revision, c.Digest)
		if c.Stage == engine.StageCanary {
			fmt.Fprintf(out, ", %d%% of the subjects", c.Percent)
		}
		d := c.Differences
		fmt.Fprintf(out, "\ncompared   %d: %d newly refused, %d newly permitted, %d other reasons, %d failed\n",
			d.Compared, d.NewlyRefused, d.NewlyPermitted, d.OtherReasons, d.Failed)
	}
}

// rolloutCommand is a command that sends a request and prints the new state.
func rolloutCommand(use, short string, args cobra.PositionalArgs, ask func(remote.Server, *cobra.Command, []string) (*rolledOut, error)) *cobra.Command {
	var server remote.Server
	var format string
	command := &cobra.Command{
		Use: use, Short: short, Args: args,
		RunE: func(command *cobra.Command, args []string) error {
			server, err := authorized(orOfEnvironment(server))
			if err != nil {
				return err
			}
			answer, err := ask(server, command, args)
			if err != nil {
				return err
			}
			if format == "json" {
				encoder := json.NewEncoder(command.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(answer)
			}
			answer.write(command.OutOrStdout())
			return nil
		},
	}
	remoteFlags(command, &server)
	command.Flags().StringVar(&format, "format", "text", "`form` of the answer: text or json")
	return command
}

func newPolicyStatus() *cobra.Command {
	return rolloutCommand("status", "Show the policy in force on a server, and how a candidate compares", nothing,
		func(server remote.Server, command *cobra.Command, _ []string) (*rolledOut, error) {
			var answer rolledOut
			return &answer, server.JSON(command.Context(), http.MethodGet, "/api/v1/authz/policy", nil, &answer)
		})
}

func newPolicyRollback() *cobra.Command {
	var digest, reason string
	command := rolloutCommand("rollback", "Withdraw the candidate of a server, or go back to the policy before the active one", nothing,
		func(server remote.Server, command *cobra.Command, _ []string) (*rolledOut, error) {
			path := "/api/v1/authz/rollback"
			if digest != "" {
				path += "?digest=" + url.QueryEscape(digest)
			}
			var answer rolledOut
			return &answer, server.JSON(command.Context(), http.MethodPost, path, stage{Reason: reason}, &answer)
		})
	digestFlag(command, &digest)
	reasonFlag(command, &reason)
	return command
}

// stage has the parameters of publish and promote.
type stage struct {
	Bundle    string `json:"bundle,omitempty"`
	Stage     string `json:"stage,omitempty"`
	Percent   *int64 `json:"percent,omitempty"`
	Widen     *bool  `json:"widen,omitempty"`
	Tolerance *int64 `json:"tolerance,omitempty"`
	Digest    string `json:"digest,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// reasonFlag adds the flag for the history's reason.
func reasonFlag(command *cobra.Command, reason *string) {
	command.Flags().StringVar(reason, "reason", "", "`text` for the history that every reader of the policy sees")
}

// stageFlags adds the flags of a stage; the server chooses defaults.
func stageFlags(command *cobra.Command, wanted *stage) {
	flags := command.Flags()
	flags.StringVar(&wanted.Stage, "stage", "", "`name` of the stage: shadow, canary or active")
	_ = command.MarkFlagRequired("stage")
	percent := flags.Int64("percent", 0, "`number` of subjects in a hundred that a canary decides for (default 10)")
	widen := flags.Bool("widen", false, "let a canary permit what the active policy refuses")
	tolerance := flags.Int64("tolerance", 0, "`number` of unexpected refusals after which the server rolls back, 0 for none (default 20)")
	command.PreRun = func(*cobra.Command, []string) {
		for name, set := range map[string]func(){
			"percent": func() { wanted.Percent = percent }, "widen": func() { wanted.Widen = widen }, "tolerance": func() { wanted.Tolerance = tolerance },
		} {
			if flags.Changed(name) {
				set()
			}
		}
	}
}

func newPolicyPublish() *cobra.Command {
	var wanted stage
	command := rolloutCommand("publish FILE", "Give a signed bundle to a server, in a stage", one("bundle"),
		func(server remote.Server, command *cobra.Command, args []string) (*rolledOut, error) {
			packed, err := bundles.ReadFile(args[0])
			if err != nil {
				return nil, err
			}
			wanted.Bundle = base64.StdEncoding.EncodeToString(packed)
			var answer rolledOut
			return &answer, server.JSON(command.Context(), http.MethodPost, "/api/v1/authz/bundles", wanted, &answer)
		})
	stageFlags(command, &wanted)
	reasonFlag(command, &wanted.Reason)
	return command
}

// digestFlag adds the flag that names the policy to change.
func digestFlag(command *cobra.Command, digest *string) {
	command.Flags().StringVar(digest, "digest", "", "expected `digest` of the policy, as status shows it; another policy is not changed")
}

func newPolicyPromote() *cobra.Command {
	var wanted stage
	command := rolloutCommand("promote", "Move the candidate of a server to another stage", nothing,
		func(server remote.Server, command *cobra.Command, _ []string) (*rolledOut, error) {
			var answer rolledOut
			return &answer, server.JSON(command.Context(), http.MethodPost, "/api/v1/authz/promote", wanted, &answer)
		})
	stageFlags(command, &wanted)
	reasonFlag(command, &wanted.Reason)
	digestFlag(command, &wanted.Digest)
	return command
}
