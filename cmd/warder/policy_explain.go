package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"warder/cmd/remote"
	"warder/cmd/service"
	"warder/engine"
	"warder/engine/input"
	"warder/handlers/audit"
	"warder/handlers/replay"
)

func newPolicyExplain() *cobra.Command {
	var server remote.Server
	var from, format string
	command := &cobra.Command{
		Use:   "explain ID",
		Short: "Explain the decision of a request",
		Long: `Explain the decision of a request: the rules that fired with file and
line, the one that refused first, what the helpers of their bodies gave, the values they saw, the grants that came near and what they lacked.

The id is in the header X-Decision-Id of every answer, and in the body of every
refusal. It is looked up in a server's log (--server), which shows as much as its
policy lets the caller see, or in a file of JSON lines (--from), which is explained
by the policy of --policy.`,
		Args: oneID,
		RunE: func(command *cobra.Command, args []string) error {
			if from == "" {
				server = orOfEnvironment(server)
			}
			if (server.URL == "") == (from == "") {
				return fmt.Errorf("say where the decision is recorded: --server or --from (%w)", errUsage)
			}
			explained, err := explain(command, args[0], server, from)
			if err != nil {
				return err
			}
			if format == "json" {
				encoder := json.NewEncoder(command.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(explained)
			}
			return explained.write(command.OutOrStdout())
		},
	}
	service.FlagsOf(command.Flags(), "policy", "policy-timeout")
	command.Flags().StringVar(&from, "from", "", "`file` of JSON lines to find the decision in")
	command.Flags().StringVar(&format, "format", "text", "`form` of the answer: text or json")
	remoteFlags(command, &server)
	return sandboxed(command, provingTime, nil)
}

// oneID requires exactly one argument.
func oneID(command *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] != "" {
		return nil
	}
	return fmt.Errorf("%s takes the id of one decision (%w)", command.CommandPath(), errUsage)
}

// explained is the API's response for a decision with its explanation.
type explained struct {
	ID            string              `json:"id"`
	Subject       input.Subject       `json:"subject"`
	Action        string              `json:"action"`
	Resource      input.Resource      `json:"resource"`
	Permitted     bool                `json:"permitted"`
	Reasons       []explainedReason   `json:"reasons"`
	Grants        []string            `json:"grants,omitempty"`
	Missing       []engine.Missing    `json:"missingPermissions,omitempty"`
	Explanation   *engine.Explanation `json:"explanation,omitempty"`
	PolicyChanged bool                `json:"policyChanged"`
}

type explainedReason struct {
	engine.Reason
	Remediation string `json:"remediation,omitempty"`
}

func explain(command *cobra.Command, id string, server remote.Server, from string) (*explained, error) {
	if from != "" {
		return explainRecorded(command, id, from)
	}
	server, err := authorized(server)
	if err != nil {
		return nil, err
	}
	var answer struct{ Decision *explained }
	err = server.JSON(command.Context(), http.MethodGet, "/api/v1/authz/decisions/"+url.PathEscape(id), nil, &answer)
	if err == nil && answer.Decision == nil {
		err = fmt.Errorf("the server answered no decision")
	}
	return answer.Decision, err
}

func explainRecorded(command *cobra.Command, id, from string) (*explained, error) {
	config, err := configFrom(command)
	if err != nil {
		return nil, err
	}
	record, err := find(from, id)
	if err != nil {
		return nil, err
	}
	decider, err := service.LoadEngine(command.Context(), config.Policy, config.PolicyTimeout)
	if err != nil {
		return nil, err
	}
	return explainRecord(command.Context(), record, decider), nil
}

// find searches a JSON Lines file for a decision.
func find(from, id string) (*audit.Record, error) {
	file, err := os.Open(from)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read from
	for raw, err := range replay.Lines(file) {
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(raw.Text, []byte(id)) {
			continue
		}
		if record, err := audit.ReadRecord(raw.Text); err == nil && record.ID == id {
			return record, nil
		}
	}
	return nil, fmt.Errorf("%s: there is no decision %s", from, id)
}

func explainRecord(ctx context.Context, record *audit.Record, decider *engine.Engine) *explained {
	explanation := decider.Explain(ctx, record.Telling())
	explanation.Decision.ID = record.ID
	e := &explained{
		ID: record.ID, Subject: record.Request.Subject, Action: record.Request.Action.Name, Resource: record.Request.Resource,
		Permitted: record.Decision.Permitted, Grants: record.Decision.Grants, Missing: record.Decision.Missing,
		Explanation: &explanation, PolicyChanged: record.Decision.Policy.Digest != decider.Revision().Digest,
	}
	known := map[string]string{}
	for _, code := range decider.ReasonCodes() {
		known[code.Code] = code.Remediation
	}
	for _, reason := range record.Decision.Reasons {
		e.Reasons = append(e.Reasons, explainedReason{reason, known[reason.Code]})
	}
	return e
}

// write prints the explanation to a terminal.
func (e *explained) write(out io.Writer) error {
	var b strings.Builder
	verdict := "refused"
	if e.Permitted {
		verdict = "permitted"
	}
	fmt.Fprintf(&b, "%s: %s %s, %s on %s %s\n", verdict, e.Subject.Type, e.Subject.ID, e.Action, e.Resource.Type, compact(e.Resource.Properties))
	for _, grant := range e.Grants {
		fmt.Fprintf(&b, "  granted by %s\n", grant)
	}
	for _, reason := range e.Reasons {
		fmt.Fprintf(&b, "  %s: %s (%s)\n", reason.Code, reason.Message, reason.Rule)
		if reason.Remediation != "" {
			fmt.Fprintf(&b, "    what to do: %s\n", reason.Remediation)
		}
	}
	for _, missing := range e.Missing {
		fmt.Fprintf(&b, "  missing: %s\n", compact(missing))
	}
	if e.PolicyChanged {
		b.WriteString("another policy made this decision; the following is the result of the policy in force\n")
	}
	if e.Explanation != nil {
		e.writeRules(&b)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (e *explained) writeRules(b *strings.Builder) {
	for i := range e.Explanation.Rules {
		rule := &e.Explanation.Rules[i]
		fmt.Fprintf(b, "%s:%d: %s.%s", rule.File, rule.Line, rule.Package, rule.Rule)
		if rule.Title != "" {
			fmt.Fprintf(b, ": %s", rule.Title)
		}
		b.WriteString("\n")
		for _, helper := range rule.Helpers {
			fmt.Fprintf(b, "    %s is %s\n", helper.Ref, shownHelper(helper))
		}
		for _, value := range rule.Values {
			fmt.Fprintf(b, "    %s = %s\n", value.Ref, shownValue(value))
		}
	}
	for _, near := range e.Explanation.Near {
		fmt.Fprintf(b, "near: %s (%s) %s %s\n", near.Grant, near.Effect, compact(near.Actions), compact(near.Conditions))
		for _, lack := range near.Lacks {
			fmt.Fprintf(b, "    %s: wants %s, the request has %s\n", lack.Field, compact(lack.Wants), compact(lack.Request))
		}
	}
}

// shownHelper is a helper's value; an undefined value means that the helper did not hold.
func shownHelper(value engine.Value) string {
	if value.Absent {
		return "undefined"
	}
	return shownValue(value)
}

func shownValue(value engine.Value) string {
	switch {
	case value.Absent:
		return "(absent)"
	case value.Entries > 0:
		return fmt.Sprintf("(%d entries)", value.Entries)
	}
	return compact(value.Value)
}

func compact(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	return string(text)
}
