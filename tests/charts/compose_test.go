package charts

import (
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// composed reads deploy/compose as docker compose does, with these variables.
func composed(t *testing.T, variables ...string) (*types.Project, error) {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"../../deploy/compose/compose.yaml"}, cli.WithEnv(variables))
	if err != nil {
		t.Fatal(err)
	}
	return options.LoadProject(t.Context())
}

func TestCompose_waits_for_the_database_and_writes_to_nothing(t *testing.T) {
	project, err := composed(t, "POSTGRES_PASSWORD=pw", "WARDER_ROOT_KEY=key")
	if err != nil {
		t.Fatal(err)
	}
	server, database := project.Services["warder"], project.Services["postgres"]
	if !server.ReadOnly || len(server.Volumes) > 0 || server.User != "65532:65532" || !slices.Contains(server.CapDrop, "ALL") || !slices.Contains(server.SecurityOpt, "no-new-privileges:true") {
		t.Errorf("%+v", server)
	}
	if server.DependsOn["postgres"].Condition != types.ServiceConditionHealthy || database.HealthCheck == nil {
		t.Errorf("the server does not wait: %+v", server.DependsOn)
	}
	if !slices.Equal(server.HealthCheck.Test, []string{"CMD", "/usr/bin/warder", "health"}) {
		t.Errorf("%+v", server.HealthCheck)
	}
	if url := *server.Environment["WARDER_DATABASE_URL"]; !strings.HasPrefix(url, "postgres://warder:pw@postgres:5432/warder") {
		t.Error(url)
	}
	if port := server.Ports[0]; port.HostIP != "127.0.0.1" || port.Target != 8080 {
		t.Errorf("%+v is published beyond this machine, without TLS", port)
	}
}

func TestCompose_without_a_root_key_or_a_password_does_not_start(t *testing.T) {
	for _, variables := range [][]string{{"POSTGRES_PASSWORD=pw"}, {"WARDER_ROOT_KEY=key"}} {
		if _, err := composed(t, variables...); err == nil || !strings.Contains(err.Error(), "see the top of compose.yaml") {
			t.Errorf("%v: %v", variables, err)
		}
	}
}
