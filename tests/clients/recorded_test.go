package clients

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"warder/tests/database"
	"warder/tests/testserver"
)

// recording is what a client that cannot be fetched by tests sends, step by
// step, and what it needs from the answers: a file of testdata.
type recording struct {
	Client  string            // who it is
	Headers map[string]string // that it sends every time
	Steps   []step
}

// step is one request. Names such as ${project} stand for what an earlier step
// kept, or for what every recording is given.
type step struct {
	Name     string
	Traps    []int             // of the numbered list of what breaks clients
	As       string            // whose token: a kept name; machine when empty; nobody
	Send     string            // method and address, exactly as on the wire
	Headers  map[string]string // besides those of the client
	Body     any               // sent as JSON, also with GET and DELETE
	Status   int
	Want     map[string]string // what is at a dotted path; see kinds
	Same     map[string]string // equal to what is at a path of a remembered body, or to that body
	Keep     map[string]string // names for what is at a path
	Remember string            // a name for the body that is sent
	Plan     bool              // asked again by "again", and must answer the same
	Again    bool              // sends no request of its own
	Wait     int               // seconds that pass before
}

// kinds are what a field must be, "or null" where that is said. Anything else in a recording is the JSON of
// the value itself.
var kinds = map[string]func(any) bool{
	"text":    func(v any) bool { s, is := v.(string); return is && s != "" },
	"string":  func(v any) bool { _, is := v.(string); return is },
	"integer": func(v any) bool { n, is := v.(float64); return is && n == float64(int64(n)) },
	"bool":    func(v any) bool { _, is := v.(bool); return is },
	"list":    func(v any) bool { _, is := v.([]any); return is },
	"object":  func(v any) bool { _, is := v.(map[string]any); return is },
	"time":    isTime,
	"absent":  func(v any) bool { return v == nil },
}

func isTime(value any) bool {
	text, _ := value.(string)
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// player plays a recording on a server of its own.
type player struct {
	*team
	recording recording
	names     map[string]string
	bodies    map[string]any
	plans     []plan
}

// plan is a question that a client asks again before it says that nothing
// changed, and what it read from the answer.
type plan struct {
	step step
	read map[string]any
}

// read is what the client reads from an answer.
func (s *step) read(answer testserver.Answer) map[string]any {
	fields := map[string]any{}
	for _, paths := range []map[string]string{s.Want, s.Same} {
		for path := range paths {
			fields[path] = answer.Value(path)
		}
	}
	return fields
}

func recordings(t *testing.T) map[string]recording {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings (%v)", err)
	}
	all := map[string]recording{}
	for _, file := range files {
		content, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recording
		decoder := yaml.NewDecoder(content)
		decoder.KnownFields(true)
		if err := decoder.Decode(&r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		_ = content.Close() // only read from
		all[strings.TrimSuffix(filepath.Base(file), ".yaml")] = r
	}
	return all
}

func TestRecorded_clients_get_what_they_need(t *testing.T) {
	for name, r := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			p := newPlayer(t, r)
			for i := range r.Steps {
				if !p.play(t, r.Steps[i]) {
					t.Fatalf("step %d, %s, failed, and what follows builds on it", i+1, r.Steps[i].Name)
				}
			}
		})
	}
}

// newPlayer is a server with a person, and with a machine that may do
// everything in the organization and in a project with FOO=BAR in it.
func newPlayer(t *testing.T, r recording) *player {
	t.Helper()
	x := &team{Server: testserver.Start(t, database.SQLite(t))}
	x.project = x.AsAdmin().NewProject(t)
	foo := x.AsAdmin().SetSecret(t, x.project, "FOO", "BAR")
	x.machine = x.NewMachine(t, "admin", nil)
	x.AsAdmin().AddMember(t, x.project, x.machine.IdentityID, "admin")
	names := map[string]string{
		"org": x.Admin.ID, "email": x.Admin.Email, "password": x.Admin.Password, "project": x.project.ID, "slug": x.project.Slug, "foo": foo,
		"identity": x.machine.IdentityID, "clientId": x.machine.ClientID, "clientSecret": x.machine.ClientSecret,
		"machine": x.Token(t, x.machine), "stranger": x.Token(t, x.NewMachine(t, "no-access", nil)),
	}
	return &player{team: x, recording: r, names: names, bodies: map[string]any{}}
}

var placeholder = regexp.MustCompile(`\$?\$\{([\w.]+)\}`)

// filled puts kept values in the place of their names, in texts at any depth.
// Two dollar signs stand for one that is meant.
func (p *player) filled(t *testing.T, value any) any {
	t.Helper()
	switch value := value.(type) {
	case string:
		return placeholder.ReplaceAllStringFunc(value, func(name string) string {
			if strings.HasPrefix(name, "$$") {
				return name[1:]
			}
			kept, known := p.names[name[2:len(name)-1]]
			if !known {
				t.Fatalf("nothing is kept as %s", name)
			}
			return kept
		})
	case map[string]any:
		object := map[string]any{}
		for name, item := range value {
			object[name] = p.filled(t, item)
		}
		return object
	case []any:
		list := []any{}
		for _, item := range value {
			list = append(list, p.filled(t, item))
		}
		return list
	}
	return value
}

func (p *player) play(t *testing.T, s step) bool {
	t.Helper()
	p.Clock.Advance(s.Wait)
	if s.Again {
		return p.again(t, s.Name)
	}
	answer := p.send(t, &s)
	status := s.Status
	if status == 0 {
		status = http.StatusOK
	}
	good := answer.Status == status
	for _, problem := range slices.Concat(p.problems(t, answer, &s), envelope(answer)) {
		t.Errorf("%s: %s", s.Name, problem)
		good = false
	}
	if !good {
		t.Errorf("%s: want %d, and %s answered %d: %s", s.Name, status, answer.Request, answer.Status, answer.Body)
	}
	for name, path := range s.Keep {
		p.names[name] = answer.Text(path)
		if path, isHeader := strings.CutPrefix(path, "header "); isHeader {
			p.names[name] = answer.Header.Get(path)
		}
		if p.names[name] == "" {
			t.Errorf("%s: nothing to keep as %s", s.Name, name)
			good = false
		}
	}
	if s.Plan {
		p.plans = append(p.plans, plan{s, s.read(answer)})
	}
	return good
}

func (p *player) send(t *testing.T, s *step) testserver.Answer {
	t.Helper()
	sent, _ := p.filled(t, s.Send).(string)
	method, path, _ := strings.Cut(sent, " ")
	client := p.Anonymous().Without("User-Agent")
	for _, headers := range []map[string]string{p.recording.Headers, s.Headers} {
		for name, value := range headers {
			text, _ := p.filled(t, value).(string)
			client = client.With(name, text)
		}
	}
	switch who := s.As; who {
	case "nobody":
	case "":
		client = client.With("Authorization", "Bearer "+p.names["machine"])
	default:
		token, _ := p.filled(t, who).(string)
		if kept, known := p.names[who]; known {
			token = kept
		}
		client = client.With("Authorization", "Bearer "+token)
	}
	body := p.filled(t, s.Body)
	if s.Remember != "" {
		p.bodies[s.Remember] = throughJSON(t, body)
	}
	return client.Do(t, method, path, body)
}

// throughJSON is a value as the server decodes it.
func throughJSON(t *testing.T, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	var decoded any
	if err == nil {
		err = json.Unmarshal(text, &decoded)
	}
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// problems are what the client misses in an answer.
func (p *player) problems(t *testing.T, answer testserver.Answer, s *step) []string {
	t.Helper()
	var problems []string
	for _, path := range slices.Sorted(maps.Keys(s.Want)) {
		want, _ := p.filled(t, s.Want[path]).(string)
		got := answer.Value(path)
		if name, isHeader := strings.CutPrefix(path, "header "); isHeader {
			got = answer.Header.Get(name)
		}
		name, nullable := strings.CutSuffix(want, " or null")
		if kind, is := kinds[name]; is {
			if !kind(got) && (got != nil || !nullable) {
				problems = append(problems, fmt.Sprintf("%s is %v, want %s", path, got, want))
			}
			continue
		}
		var value any
		if err := json.Unmarshal([]byte(want), &value); err != nil {
			value = want
		}
		if !reflect.DeepEqual(got, value) {
			problems = append(problems, fmt.Sprintf("%s is %v, want %v", path, got, value))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.Same)) {
		name, inside, _ := strings.Cut(s.Same[path], ".")
		sent := testserver.Answer{Body: encoded(t, p.bodies[name])}
		want := sent.Value(inside)
		if got := answer.Value(path); want == nil || !reflect.DeepEqual(got, want) {
			problems = append(problems, fmt.Sprintf("%s is %v, and %v was sent", path, got, want))
		}
	}
	return problems
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// envelope is what every client reads of a failure (trap 5).
func envelope(answer testserver.Answer) []string {
	if answer.Status < http.StatusBadRequest {
		return nil
	}
	var problems []string
	if _, isText := answer.Value("message").(string); !isText && answer.Status != http.StatusUnprocessableEntity {
		problems = append(problems, "the message is not a text")
	}
	if answer.Text("reqId") == "" || answer.Text("error") == "" || answer.Number("statusCode") != answer.Status {
		problems = append(problems, "the failure lacks reqId, error or statusCode")
	}
	return problems
}

// again asks every question of the plan once more: a second plan is empty when
// the answers are the same.
func (p *player) again(t *testing.T, name string) bool {
	t.Helper()
	good := len(p.plans) > 0
	for _, asked := range p.plans {
		answer := p.send(t, &asked.step)
		if got := asked.step.read(answer); !reflect.DeepEqual(got, asked.read) {
			t.Errorf("%s: %s says\n%v\nand said before\n%v", name, answer.Request, got, asked.read)
			good = false
		}
	}
	p.plans = nil
	return good
}

// Every endpoint that clients need is in some recording, and so is everything
// that is known to break them.
func TestRecorded_every_endpoint_and_every_trap_is_played(t *testing.T) {
	text, err := os.ReadFile("testdata/endpoints.txt")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, endpoint := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		missing[endpoint] = true
	}
	if len(missing) != 76 {
		t.Fatalf("%d endpoints, want 76", len(missing))
	}
	traps := map[int]bool{}
	for _, r := range recordings(t) {
		for _, s := range r.Steps {
			for _, trap := range s.Traps {
				traps[trap] = true
			}
			for endpoint := range missing {
				if isAddressOf(endpoint, s.Send) {
					delete(missing, endpoint)
				}
			}
		}
	}
	for _, endpoint := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no recording has %s", endpoint)
	}
	for trap := 1; trap <= 14; trap++ {
		if !traps[trap] {
			t.Errorf("no recording has trap %d", trap)
		}
	}
}

// isAddressOf is whether a request goes to an endpoint, whose :names stand for
// one segment.
func isAddressOf(endpoint, sent string) bool {
	method, path, _ := strings.Cut(endpoint, " ")
	sentMethod, sentPath, _ := strings.Cut(sent, " ")
	sentPath, _, _ = strings.Cut(sentPath, "?")
	want, got := strings.Split("/api"+path, "/"), strings.Split(strings.TrimSuffix(sentPath, "/"), "/")
	if method != sentMethod || len(want) != len(got) {
		return false
	}
	for i := range want {
		literal := want[i] == got[i] && !strings.HasPrefix(got[i], "${")
		if !literal && !strings.HasPrefix(want[i], ":") {
			return false
		}
		if strings.HasPrefix(want[i], ":") && slices.Contains([]string{"raw", "slug", "environments", "id"}, got[i]) {
			return false
		}
	}
	return true
}
