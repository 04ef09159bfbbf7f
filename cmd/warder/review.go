package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
)

// reviewCommand is a review with the query parameters set by its flags.
type reviewCommand struct {
	use, short, path string
	flags            []reviewFlag
}

type reviewFlag struct {
	name, parameter, usage string
	needed                 bool
}

var (
	flagProject = reviewFlag{"project", "projectId", "`id` of a project", false}
	flagDays    = reviewFlag{"days", "days", "how many `days` of the log to read (default 90)", false}
	flagAddress = reviewFlag{"ip", "ip", "`address` the request would come from; without it, lists of addresses refuse", false}
	flagFormat  = reviewFlag{"format", "format", "`form` of the answer: json or csv", false}
)

// reviews are all review commands.
func reviews() []reviewCommand {
	return []reviewCommand{
		{"who-can", "List who may do an action on a resource", "who-can", []reviewFlag{
			{"action", "action", "`name` of the action, such as readValue", true},
			{"resource", "resource", "`type` of the resource, such as secrets", true},
			{"id", "resourceId", "`id` of the resource", false},
			flagProject,
			{"environment", "environment", "`slug` of the environment", false},
			{"path", "secretPath", "`path` of the folder", false},
			{"name", "secretName", "`name` of the secret", false},
			flagAddress, flagFormat,
		}},
		{"what-can", "List what a subject may do, everywhere or in one project", "what-can", []reviewFlag{
			{"subject-type", "subjectType", "`type` of the subject: identity, user or service_token", true},
			{"subject", "subjectId", "`id` of the subject", true},
			flagProject, flagAddress, flagFormat,
		}},
		{"unused", "List grants that no request used", "unused-grants", []reviewFlag{flagProject, flagDays, flagFormat}},
		{"suggest", "Write the least project role that covers what a subject did", "suggested-role", []reviewFlag{
			{"subject", "subjectId", "`id` of the subject", true}, {"project", "projectId", "`id` of the project", true}, flagDays,
		}},
	}
}

func newReview() *cobra.Command {
	command := &cobra.Command{
		Use:   "review",
		Short: "Review access: who may do what, and which grants are unused",
		Long: `Review access: who may do what, and which grants are unused. The policy in force
answers, about the organization of the token in ` + service.TokenVariable + `, if it lets the token review
access.`,
		Args: known,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	for _, r := range reviews() {
		command.AddCommand(r.command())
	}
	return command
}

func (r reviewCommand) command() *cobra.Command {
	var server remote.Server
	command := &cobra.Command{
		Use: r.use, Short: r.short, Args: nothing,
		RunE: func(command *cobra.Command, _ []string) error { return r.run(command, server) },
	}
	for _, flag := range r.flags {
		command.Flags().String(flag.name, "", flag.usage)
	}
	remoteFlags(command, &server)
	return command
}

func (r reviewCommand) run(command *cobra.Command, server remote.Server) error {
	server = orOfEnvironment(server)
	if err := checkAddress(server.URL); err != nil {
		return fmt.Errorf("--server or %s: %w (%w)", service.ServerVariable, err, errUsage)
	}
	query := url.Values{}
	for _, flag := range r.flags {
		value := command.Flags().Lookup(flag.name).Value.String()
		if value == "" && flag.needed {
			return fmt.Errorf("--%s is needed (%w)", flag.name, errUsage)
		}
		if value != "" {
			query.Set(flag.parameter, value)
		}
	}
	server, err := authorized(server)
	if err != nil {
		return err
	}
	answer, err := server.Raw(command.Context(), http.MethodGet, "/api/v1/authz/"+r.path+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if json.Indent(&indented, answer, "", "  ") == nil {
		answer = append(indented.Bytes(), '\n')
	}
	_, err = command.OutOrStdout().Write(answer)
	return err
}
