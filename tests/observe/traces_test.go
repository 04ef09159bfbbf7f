package observe

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"warder/cmd/service"
	"warder/models/seal"
	"warder/tests/database"
	"warder/tests/testserver"
)

const (
	traceID     = "4bf92f3577b34da6a3ce929d0e0e4736"
	traceparent = "00-" + traceID + "-00f067aa0ba902b7-01"
)

// tracing sends the traces of a server to an address.
func tracing(endpoint string) func(*service.Config) {
	return func(config *service.Config) { config.OTLPEndpoint = endpoint }
}

func Test_a_request_is_a_trace_of_its_parts(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		collector := newReceiver(t)
		server := testserver.Start(t, url, tracing(collector.URL), func(config *service.Config) { config.OTLPHeaders = seal.NewText("x-collector-key=k%20ey") })
		admin := server.AsAdmin()
		project := admin.NewProject(t)
		admin.SetSecret(t, project, "KEY", "value")
		answer := admin.With("Traceparent", traceparent).Get(t, project.SecretPath("KEY")).Want(t, 200)
		const request = "GET /api/v3/secrets/raw/:secretName"
		testserver.Eventually(t, "the trace is received", func() bool { return len(collector.of(traceID)[request]) > 0 })
		spans := collector.of(traceID)
		root := spans[request][0]
		if hex.EncodeToString(root.GetParentSpanId()) != "00f067aa0ba902b7" || attribute(root, "warder.decision.id") != answer.Header.Get("X-Decision-Id") {
			t.Errorf("the span of the request is %v", root)
		}
		inside := map[string]string{} // name: that of the span that it lies in
		for name, list := range spans {
			for _, span := range list {
				for parent, others := range spans {
					if slices.ContainsFunc(others, func(other *tracepb.Span) bool { return bytes.Equal(other.GetSpanId(), span.GetParentSpanId()) }) {
						inside[name] = parent
					}
				}
			}
		}
		if inside["facts"] != request || inside["decision"] != request || inside["audit"] != request || !anyInside(inside, "SELECT ", "facts") && !anyInside(inside, "WITH", "facts") {
			t.Errorf("spans lie in others as %v", inside)
		}
		if decision := spans["decision"][0]; attribute(decision, "warder.action") != "readValue" || attribute(decision, "warder.resource.type") != "secrets" {
			t.Errorf("the decision is %v", decision)
		}
		if collector.headers[0].Get("X-Collector-Key") != "k ey" {
			t.Errorf("the collector got %v", collector.headers[0])
		}
	})
}

func anyInside(inside map[string]string, prefix, parent string) bool {
	for name, in := range inside {
		if strings.HasPrefix(name, prefix) && in == parent {
			return true
		}
	}
	return false
}

// exported are the attributes that spans may have. A new one is a decision: nothing that a
// client sends or the database holds.
var exported = []string{
	"http.request.method", "http.route", "http.response.status_code", "warder.subject.type", "warder.decision.id", "warder.action", "warder.resource.type",
	"warder.permitted", "warder.reason.code", "warder.decisions", "warder.policy.revision", "db.system.name", "db.operation.name", "db.collection.name",
}

// Everything that a client says and the database holds is a canary; none may leave by a
// trace, or by the line of a request.
func Test_no_secret_leaves_by_a_trace_or_a_line(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		collector, file := newReceiver(t), t.TempDir()+"/requests.jsonl"
		server := testserver.Start(t, url, tracing(collector.URL), func(config *service.Config) { config.RequestLog = file })
		canaries := exercise(t, server)
		const last = "0af7651916cd43dd8448eb211c80319c"
		server.AsAdmin().With("Traceparent", "00-"+last+"-b7ad6b7169203331-01").Get(t, "/api/status").Want(t, 200)
		testserver.Eventually(t, "the last trace is received", func() bool { return len(collector.of(last)["GET /api/status"]) > 0 })
		raw, spans := collector.all()
		if len(spans) < 50 {
			t.Fatalf("%d spans were received", len(spans))
		}
		server.Stop(t)
		lines := read(t, file)
		for name, canary := range canaries {
			if strings.Contains(raw, canary) {
				t.Errorf("a trace holds %s: %q", name, canary)
			}
			if strings.Contains(lines, canary) && name != "the id of a machine" {
				t.Errorf("a line holds %s: %q", name, canary)
			}
		}
		for _, span := range spans {
			for _, pair := range span.GetAttributes() {
				if !slices.Contains(exported, pair.GetKey()) {
					t.Errorf("the span %q has the attribute %s", span.GetName(), pair.GetKey())
				}
			}
			if len(span.GetEvents()) > 0 || span.GetStatus().GetMessage() != "" || span.GetTraceState() != "" {
				t.Errorf("the span %q says more: %v", span.GetName(), span)
			}
		}
	})
}

// exercise sends canaries wherever a client can say something, and returns them.
func exercise(t *testing.T, server *testserver.Server) map[string]string {
	t.Helper()
	admin := server.AsAdmin()
	project := admin.NewProject(t)
	machine := server.NewMachine(t, "member", nil)
	admin.AddMember(t, project, machine.IdentityID, "member")
	token := server.Token(t, machine)
	canaries := map[string]string{
		"the name of a secret": "CANARYNAME", "a value": "canary-value", "a changed value": "canary-changed", "a comment": "canary-comment",
		"a folder": "canary-folder", "a query": "canary-query", "a user agent": "canary-agent", "a tracestate": "canary-state", "baggage": "canary-baggage",
		"a malformed token": "canary-token", "a wrong client secret": "canary-guess", "a password": "canary-password", "a request id": "canary-request", "an action": "canary-action", "a type": "canary-type",
		"the id of a project": project.ID, "the id of an organization": server.Admin.ID, "the id of a machine": machine.IdentityID,
		"an access token": token, "the administrator's token": server.Admin.Token, "a client id": machine.ClientID, "a client secret": machine.ClientSecret,
	}
	reader := server.As(token).With("User-Agent", canaries["a user agent"]).With("Traceparent", traceparent).
		With("Tracestate", "vendor="+canaries["a tracestate"]).With("Baggage", "key="+canaries["baggage"]).With("X-Request-Id", canaries["a request id"])
	path := project.SecretPath(canaries["the name of a secret"])
	admin.SetSecret(t, project, canaries["the name of a secret"], canaries["a value"])
	admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": project.ID, "environment": "dev", "name": canaries["a folder"]}).Want(t, 200)
	reader.Get(t, path+"&x="+canaries["a query"]).Want(t, 200)
	reader.Get(t, "/api/v3/secrets/raw?environment=dev&workspaceId="+project.ID).Want(t, 200)
	reader.Get(t, "/api/v3/secrets/raw?environment=dev&secretPath=/"+canaries["a folder"]+"&workspaceId="+project.ID).Want(t, 200)
	reader.Patch(t, "/api/v3/secrets/raw/"+canaries["the name of a secret"], testserver.Object{
		"workspaceId": project.ID, "environment": "dev", "secretValue": canaries["a changed value"], "secretComment": canaries["a comment"],
	}).Want(t, 200)
	reader.Get(t, "/api/v1/identities/"+machine.IdentityID)
	server.As(canaries["a malformed token"]).Get(t, path).Want(t, 401)
	server.Anonymous().With("X-Api-Key", canaries["a malformed token"]).Get(t, path).Want(t, 401)
	guess := machine
	guess.ClientSecret = canaries["a wrong client secret"]
	server.Anonymous().Login(t, guess).Want(t, 401)
	server.Anonymous().Post(t, "/api/v3/auth/login", testserver.Object{"email": server.Admin.Email, "password": canaries["a password"]})
	admin.Undescribed().Post(t, "/access/v1/evaluation", testserver.Object{
		"subject": testserver.Object{"type": "identity", "id": machine.IdentityID}, "action": testserver.Object{"name": canaries["an action"]},
		"resource": testserver.Object{"type": canaries["a type"], "id": canaries["a query"]},
	}).Want(t, 200)
	server.Anonymous().Get(t, "/"+canaries["a folder"]).Want(t, 404)
	server.Anonymous().Undescribed().Do(t, strings.ToUpper(canaries["a query"]), "/api/status", nil)
	admin.Delete(t, "/api/v3/secrets/raw/"+canaries["the name of a secret"], testserver.Object{"workspaceId": project.ID, "environment": "dev"}).Want(t, 200)
	return canaries
}

// A collector that is away, hangs, refuses or answers garbage costs requests nothing.
func Test_no_request_waits_for_the_collector(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for name, answer := range map[string]http.HandlerFunc{
		"it is away": nil,
		"it hangs": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // so that the context ends with the connection
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		},
		"it refuses": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"it sends elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
		},
		"it answers garbage": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte{0xff}, 1<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			endpoint := gone.URL
			if answer != nil {
				collector := httptest.NewServer(answer)
				t.Cleanup(collector.Close)
				endpoint = collector.URL
			}
			server := testserver.Start(t, database.SQLite(t), tracing(endpoint))
			admin := server.AsAdmin()
			project := admin.NewProject(t)
			admin.SetSecret(t, project, "KEY", "value")
			began := time.Now()
			for range 200 {
				admin.Get(t, project.SecretPath("KEY")).Want(t, 200)
			}
			if took := time.Since(began); took > 9*time.Second { // less than one batch is waited for
				t.Errorf("200 requests took %s", took)
			}
			if name == "it hangs" || name == "it answers garbage" {
				return
			}
			testserver.Eventually(t, "what is dropped is counted", func() bool {
				return !strings.Contains(server.Metrics(t), `warder_trace_spans_dropped_total{why="export_failed"} 0`)
			})
		})
	}
}

func Test_durations_name_a_trace_while_traces_are_on(t *testing.T) {
	collector := newReceiver(t)
	server := testserver.Start(t, database.SQLite(t), tracing(collector.URL))
	server.AsAdmin().With("Traceparent", traceparent).Get(t, "/api/status").Want(t, 200)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.OpsURL+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil || !strings.Contains(text.String(), `# {trace_id="`+traceID+`"}`) {
		t.Errorf("no exemplar in:\n%.2000s", text.String())
	}
}

// A caller leaves its trace out, and has no more recorded than the share.
func Test_a_share_of_the_traces_is_recorded(t *testing.T) {
	const unrecorded = "0af7651916cd43dd8448eb211c80319c"
	for ratio, want := range map[float64]bool{0: false, 1: true} {
		collector := newReceiver(t)
		server := testserver.Start(t, database.SQLite(t), tracing(collector.URL), func(config *service.Config) { config.TraceRatio = ratio })
		server.AsAdmin().Get(t, "/api/status").Want(t, 200)
		server.AsAdmin().With("Traceparent", "00-"+unrecorded+"-b7ad6b7169203331-00").Get(t, "/api/status").Want(t, 200)
		server.AsAdmin().With("Traceparent", traceparent).Get(t, "/api/status").Want(t, 200)
		server.Stop(t)
		recorded := map[string]bool{}
		_, spans := collector.all()
		for _, span := range spans {
			recorded[hex.EncodeToString(span.GetTraceId())] = true
		}
		if recorded[unrecorded] || recorded[traceID] != want || (len(recorded) > 1) != want {
			t.Errorf("at %v there are %v", ratio, recorded)
		}
	}
}
