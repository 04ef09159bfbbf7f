package attacks

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/handlers"
	"warder/handlers/pep"
	"warder/tests/database"
	"warder/tests/testserver"
)

// unservedIn are the places of the fields that a body refuses, such as secrets.mode.
func unservedIn(of reflect.Type) (places [][]string) {
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case inner == reflect.TypeFor[pep.Unserved]():
			places = append(places, []string{name})
		case inner.Kind() == reflect.Struct && (name != "" || field.Anonymous):
			step := []string{name}
			if inner != field.Type && field.Type.Kind() == reflect.Slice || field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Slice {
				step = append(step, "0")
			}
			if name == "" {
				step = nil
			}
			for _, below := range unservedIn(inner) {
				places = append(places, slices.Concat(step, below))
			}
		}
	}
	return places
}

// bodyWith is a body with one field at a place.
func bodyWith(place []string, value any) any {
	switch {
	case len(place) == 0:
		return value
	case place[0] == "0":
		return testserver.List{bodyWith(place[1:], value)}
	}
	return testserver.Object{place[0]: bodyWith(place[1:], value)}
}

// A field that is documented and not served is refused by its name, wherever it is, and
// what asks for nothing is not.
func TestUnserved_fields_are_refused_by_name_on_every_route(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	person, refused := s.AsPerson(t), 0
	for _, row := range handlers.Routes() {
		if row.Body() == nil || row.Body().Kind() != reflect.Struct || strings.HasPrefix(row.Path, "/access/") {
			continue
		}
		for _, place := range unservedIn(row.Body()) {
			for _, value := range []any{"x", true, 1, testserver.List{"x"}, testserver.Object{"x": 1}} {
				answer := person.Do(t, row.Method, anywhere(row.Path), bodyWith(place, value))
				if refused++; answer.Status != 422 || !complains(answer, place) {
					t.Errorf("%s with %s = %v answered %d: %.300s", row.Name(), strings.Join(place, "."), value, answer.Status, answer.Body)
				}
			}
			for _, value := range []any{nil, false, 0, "", testserver.List{}, testserver.Object{}} {
				if answer := person.Do(t, row.Method, anywhere(row.Path), bodyWith(place, value)); complains(answer, place) {
					t.Errorf("%s refused %s = %v: %.300s", row.Name(), strings.Join(place, "."), value, answer.Body)
				}
			}
		}
	}
	if refused < 300 {
		t.Errorf("%d fields were sent only", refused)
	}
}

// anywhere is a path with something in the place of each parameter.
func anywhere(path string) string {
	steps := strings.Split(path, "/")
	for i, step := range steps {
		if strings.HasPrefix(step, ":") {
			steps[i] = "x"
		}
	}
	return strings.Join(steps, "/")
}

// complains is whether an answer has an issue about the place.
func complains(answer testserver.Answer, place []string) bool {
	issues, _ := answer.Value("message").([]any)
	return slices.ContainsFunc(issues, func(issue any) bool {
		path, _ := issue.(map[string]any)["path"].([]any)
		return place != nil && strings.Join(place, ".") == joined(path)
	})
}
