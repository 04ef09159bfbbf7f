package observe

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// Every command of docs/observability.md does what it says when it is pasted.
func Test_commands_of_the_documentation_run(t *testing.T) {
	text, err := os.ReadFile("../../docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	server := testserver.Start(t, database.SQLite(t), ownLog(&testserver.Record{}))
	ran := 0
	for i, block := range strings.Split(string(text), "```") {
		commands, isConsole := strings.CutPrefix(block, "console\n")
		if i%2 == 0 || !isConsole {
			continue
		}
		ran++
		bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", strings.ReplaceAll(commands, "http://127.0.0.1:8081", server.OpsURL))
		bash.Dir = "../.."
		if output, err := bash.CombinedOutput(); err != nil || len(output) == 0 {
			t.Errorf("%s: %v\n%s", commands, err, output)
		}
	}
	for _, command := range regexp.MustCompile(`(?m)^warder serve (.+)$`).FindAllStringSubmatch(string(text), -1) {
		ran++
		flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
		service.Flags(flags)
		if err := flags.Parse(strings.Fields(command[1])); err != nil {
			t.Errorf("%s: %v", command[0], err)
		} else if _, err := service.Load(flags, nil); err != nil {
			t.Errorf("%s: %v", command[0], err)
		}
	}
	if ran < 3 {
		t.Fatalf("%d blocks of commands were found", ran)
	}
}

// The collector of the documentation listens where the documentation sends traces to.
func Test_the_configuration_of_the_collector_is_whole(t *testing.T) {
	text, err := os.ReadFile("../../deploy/opentelemetry/collector.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Receivers struct {
			OTLP struct {
				Protocols struct{ HTTP struct{ Endpoint string } }
			}
		}
		Processors, Exporters map[string]any
		Service               struct {
			Pipelines map[string]struct{ Receivers, Processors, Exporters []string }
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	traces := config.Service.Pipelines["traces"]
	if config.Receivers.OTLP.Protocols.HTTP.Endpoint != "127.0.0.1:4318" || len(traces.Receivers) != 1 || traces.Receivers[0] != "otlp" {
		t.Errorf("traces are not received: %+v", config)
	}
	for _, name := range traces.Processors {
		if _, found := config.Processors[name]; !found {
			t.Errorf("there is no processor %s", name)
		}
	}
	for _, name := range traces.Exporters {
		if _, found := config.Exporters[name]; !found {
			t.Errorf("there is no exporter %s", name)
		}
	}
}
