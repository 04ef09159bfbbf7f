package faults

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// A scenario is one situation that failed once, with the requests and the right
// answers, as text:
//
//	## id of the situation
//	# a comment
//	NAME may RULES                          an identity of the project with a role of these rules
//	NAME is a user with ROLE                a person with a built-in role of the project
//	WHO METHOD PATH BODY -> STATUS, ... | CHECK | CHECK
//
// WHO is admin, user (the administrator as a person), anonymous, bearer NAME
// (who holds the token of that name), or a NAME from above. $P is the id of the
// project of the scenario, $SLUG its slug, $ORG the organization, $NAME what an
// earlier answer was read into. Checks are:
//
//	path = JSON        what a dotted path of the answer leads to; absent for nothing
//	has TEXT           the body has the text, whatever its case
//	lacks TEXT
//	body is empty
//	NAME := path       keep it for later steps
type scenario struct {
	id    string
	file  string
	steps []string
}

// readScenarios reads every file of a folder.
func readScenarios(t *testing.T, pattern string) []scenario {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios in %s (%v)", pattern, err)
	}
	var list []scenario
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(strings.NewReader(string(text)))
		for lines.Scan() {
			line := strings.TrimSpace(lines.Text())
			switch id, starts := strings.CutPrefix(line, "## "); {
			case starts:
				list = append(list, scenario{id: id, file: filepath.Base(file)})
			case line == "" || strings.HasPrefix(line, "#"):
			default:
				last := &list[len(list)-1]
				last.steps = append(last.steps, line)
			}
		}
	}
	return list
}

func TestScenarios(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		seen := map[string]bool{}
		for _, s := range readScenarios(t, "testdata/*.txt") {
			if seen[s.id] || len(s.steps) == 0 {
				t.Errorf("%s: %s is there twice, or has no steps", s.file, s.id)
			}
			seen[s.id] = true
			t.Run(s.id, func(t *testing.T) { newStage(t, server).play(t, s) })
		}
	})
}

// stage is where a scenario plays: a project of its own and the people in it.
type stage struct {
	server  *testserver.Server
	callers map[string]testserver.Client
	values  map[string]string
}

func newStage(t *testing.T, server *testserver.Server) *stage {
	t.Helper()
	s := &stage{server: server, values: map[string]string{"ORG": server.Admin.ID, "ADMIN_EMAIL": server.Admin.Email, "ADMIN_PASSWORD": server.Admin.Password}}
	s.callers = map[string]testserver.Client{"admin": server.AsAdmin(), "anonymous": server.Anonymous(), "user": server.AsPerson(t)}
	project := s.callers["user"].NewProject(t)
	s.values["P"], s.values["SLUG"] = project.ID, project.Slug
	s.callers["user"].AddMember(t, project, server.Admin.IdentityID, "admin")
	return s
}

func (s *stage) play(t *testing.T, sc scenario) {
	t.Helper()
	for _, step := range sc.steps {
		step = s.fill(step)
		switch words := strings.SplitN(step, " ", 3); {
		case words[1] == "may":
			s.newMember(t, words[0], words[2])
		case words[1] == "is":
			s.newUser(t, words[0], strings.TrimPrefix(words[2], "a user with "))
		default:
			s.request(t, step)
		}
	}
}

// fill puts the values of earlier answers in the place of their names, the
// longest name first.
func (s *stage) fill(step string) string {
	names := []string{}
	for name := range s.values {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		step = strings.ReplaceAll(step, "$"+name, s.values[name]) // ${NAME} is a reference of a secret
	}
	return step
}

func (s *stage) newMember(t *testing.T, name, rules string) {
	t.Helper()
	machine := s.server.NewMachine(t, "no-access", nil)
	slug := "role-" + strings.ToLower(name) + "-" + strconv.Itoa(len(s.callers))
	body := testserver.Raw(`{"slug":"` + slug + `","name":"` + slug + `","permissions":` + rules + `}`)
	s.callers["admin"].Post(t, "/api/v2/workspace/"+s.values["P"]+"/roles", body).Want(t, http.StatusOK)
	s.callers["admin"].AddMember(t, testserver.Project{ID: s.values["P"]}, machine.IdentityID, slug)
	s.callers[name], s.values[name] = s.server.As(s.server.Token(t, machine)), machine.IdentityID
}

func (s *stage) newUser(t *testing.T, name, role string) {
	t.Helper()
	person := s.server.NewPerson(t, "member")
	s.callers["admin"].Post(t, "/api/v1/projects/"+s.values["P"]+"/memberships",
		testserver.Object{"emails": testserver.List{person.Email}, "roleSlugs": testserver.List{role}}).Want(t, http.StatusOK)
	s.callers[name], s.values[name] = person.Client, person.ID
	s.values[name+"_EMAIL"], s.values[name+"_PASSWORD"], s.values[name+"_MEMBER"] = person.Email, person.Password, person.MembershipID
}

// request sends one request and looks at its answer.
func (s *stage) request(t *testing.T, step string) {
	t.Helper()
	ask, want, found := strings.Cut(step, " -> ")
	who, rest, _ := strings.Cut(ask, " ")
	caller, known := s.callers[who]
	if who == "bearer" {
		var token string
		token, rest, _ = strings.Cut(rest, " ")
		caller, known = s.server.As(token), true
	}
	if !found || !known {
		t.Fatalf("no step: %s", step)
	}
	method, rest, _ := strings.Cut(rest, " ")
	path, body, _ := strings.Cut(rest, " ")
	var sent any
	if body != "" {
		sent = testserver.Raw(body)
	}
	answer := caller.Do(t, method, path, sent)
	statuses, checks, _ := strings.Cut(want, " | ")
	if !slices.Contains(strings.Split(statuses, ", "), strconv.Itoa(answer.Status)) {
		t.Fatalf("%s\nanswered %d, want %s: %s", ask, answer.Status, statuses, answer.Body)
	}
	if checks == "" {
		return
	}
	for _, check := range strings.Split(checks, " | ") {
		if err := s.check(answer, strings.TrimSpace(check)); err != nil {
			t.Errorf("%s\n%v: %s", ask, err, answer.Body)
		}
	}
}

func (s *stage) check(answer testserver.Answer, check string) error {
	if name, path, keeps := strings.Cut(check, " := "); keeps {
		s.values[name] = answer.Text(path)
		if s.values[name] == "" {
			return fmt.Errorf("%s leads nowhere", path)
		}
		return nil
	}
	if path, want, equal := strings.Cut(check, " = "); equal {
		if want == "absent" {
			want = "null"
		}
		var value any
		if err := json.Unmarshal([]byte(want), &value); err != nil {
			return fmt.Errorf("%s: %w", want, err)
		}
		if got := answer.Value(path); !reflect.DeepEqual(got, value) {
			return fmt.Errorf("%s is %v, want %s", path, got, want)
		}
		return nil
	}
	if check == "body is empty" {
		if answer.Body != "" {
			return errors.New("it has a body")
		}
		return nil
	}
	text := strings.ToLower(answer.Body)
	if want, has := strings.CutPrefix(check, "has "); has && !strings.Contains(text, strings.ToLower(want)) {
		return fmt.Errorf("it lacks %s", want)
	}
	if unwanted, lacks := strings.CutPrefix(check, "lacks "); lacks && strings.Contains(text, strings.ToLower(unwanted)) {
		return fmt.Errorf("it has %s", unwanted)
	}
	return nil
}
