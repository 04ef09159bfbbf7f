package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
)

func passing(name string) Check {
	return Check{Name: name, Test: func(context.Context) error { return nil }}
}

func failing(name, reason string) Check {
	return Check{Name: name, Test: func(context.Context) error { return errors.New(reason) }}
}

func TestReadiness(t *testing.T) {
	for _, c := range []struct {
		name    string
		checks  []Check
		stopped bool
		status  int
		want    report
	}{
		{
			"all_checks_pass",
			[]Check{passing("database"), passing("policy")},
			false, 200,
			report{"ready", []outcome{{"database", true, "", false}, {"policy", true, "", false}}},
		},
		{
			"one_failing_check_is_named_with_its_reason",
			[]Check{passing("database"), failing("policy", "no bundle")},
			false, 503,
			report{"unavailable", []outcome{{"database", true, "", false}, {"policy", false, "no bundle", false}}},
		},
		{
			"every_failure_is_told",
			[]Check{failing("database", "gone"), failing("policy", "no bundle")},
			false, 503,
			report{"unavailable", []outcome{{"database", false, "gone", false}, {"policy", false, "no bundle", false}}},
		},
		{
			"what_is_degraded_is_told_and_ready",
			[]Check{{Name: "policy", Test: func(context.Context) error { return fmt.Errorf("%w: old", ErrDegraded) }}},
			false, 200,
			report{"ready", []outcome{{"policy", true, "degraded: old", true}}},
		},
		{
			"a_note_is_told_of_what_is_well",
			[]Check{{Name: "audit", Test: func(context.Context) error { return nil }, Note: "reads are buffered"}},
			false, 200,
			report{"ready", []outcome{{"audit", true, "reads are buffered", false}}},
		},
		{
			"a_stopping_server_is_not_ready",
			[]Check{passing("database")},
			true, 503,
			report{"unavailable", []outcome{{"database", true, "", false}, {"server", false, "the server is stopping", false}}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			readiness := NewReadiness(c.checks...)
			if c.stopped {
				readiness.Stop()
			}
			var got report
			body := get(t, NewHandler(nil, readiness, nil, nil), "/readyz", c.status)
			if err := json.Unmarshal([]byte(body), &got); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v (%v), want %+v", got, err, c.want)
			}
		})
	}
}

func TestReadiness_a_check_that_hangs_is_given_up_after_two_seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		hanging := Check{Name: "database", Test: func(context.Context) error { <-release; return nil }}
		outcomes := NewReadiness(hanging, passing("policy")).run(t.Context())
		want := []outcome{{"database", false, "no answer within 2 seconds", false}, {"policy", true, "", false}}
		if !reflect.DeepEqual(outcomes, want) {
			t.Errorf("got %+v, want %+v", outcomes, want)
		}
		close(release)
	})
}

func TestHandler(t *testing.T) {
	handler := NewHandler(NewMetrics(), NewReadiness(failing("database", "gone")), nil, nil)
	t.Run("the_process_is_alive_while_it_is_not_ready", func(t *testing.T) {
		if body := get(t, handler, "/healthz", http.StatusOK); body != "ok\n" {
			t.Errorf("got %q", body)
		}
	})
	t.Run("profiles_are_listed", func(t *testing.T) {
		if body := get(t, handler, "/debug/pprof/", http.StatusOK); !strings.Contains(body, "goroutine") {
			t.Errorf("no list of profiles:\n%s", body)
		}
	})
	t.Run("the_command_line_is_not_shown", func(t *testing.T) {
		get(t, handler, "/debug/pprof/cmdline", http.StatusNotFound)
	})
	t.Run("unknown_paths_are_not_found", func(t *testing.T) {
		get(t, handler, "/", http.StatusNotFound)
	})
}
