package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/audit"
	"warder/models"
	"warder/tests/database"
)

func sameJSON(one, other string) bool { return difference(one, other) == "" }

// difference is where two JSON texts differ first.
func difference(one, other string) string {
	var a, b any
	if err := errors.Join(json.Unmarshal([]byte(one), &a), json.Unmarshal([]byte(other), &b)); err != nil {
		return err.Error()
	}
	return unlike("", a, b)
}

func unlike(path string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		other, _ := b.(map[string]any)
		for name := range a {
			if found := unlike(path+"."+name, a[name], other[name]); found != "" {
				return found
			}
		}
		for name := range other {
			if _, there := a[name]; !there {
				return path + "." + name + " is missing"
			}
		}
		if other != nil {
			return ""
		}
	case []any:
		other, _ := b.([]any)
		for i := range min(len(a), len(other)) {
			if found := unlike(fmt.Sprint(path, "[", i, "]"), a[i], other[i]); found != "" {
				return found
			}
		}
		if other != nil && len(a) == len(other) {
			return ""
		}
	}
	if !reflect.DeepEqual(a, b) {
		return fmt.Sprintf("%s is %v, not %v", path, a, b)
	}
	return ""
}

// Every field of what is recorded comes back, however it is kept: in a frame that is
// new, in one that an equal request made before, or beside it. Each entry differs
// from the one before in one field, so that a field which no key tells comes back as
// it was there.
func Test_what_is_joined_is_what_was_recorded(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		lines := &bytes.Buffer{}
		r, store := recorder(t, url, audit.Options{Lines: lines, Queue: 4096})
		ids := []string{}
		record := func(e audit.Entry) {
			if ids = append(ids, e.Answer.ID); len(ids)%128 == 0 {
				drain(r) // which has only so much time
			}
			if err := r.Queue(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		for i, last := 0, false; !last; i++ {
			for _, again := range []string{"", " again"} {
				e, at := everything(), i
				path := changeNth(reflect.ValueOf(&e).Elem(), "entry", &at)
				if last = path == ""; last {
					if i < 170 {
						t.Errorf("only %d fields were changed", i)
					}
					break
				}
				e.Answer.ID = path + again
				record(e)
			}
		}
		drain(r)
		rows, err := models.DecisionsAfter(store.Statement(t.Context()), models.DecisionFilter{OrgID: "o1"}, 0, len(ids)+1)
		if err != nil || len(rows) != len(ids) {
			t.Fatalf("%d of %d records, %v", len(rows), len(ids), err)
		}
		for i, id := range ids {
			line, err := lines.ReadString('\n')
			row := &rows[i]
			if err != nil || row.ID != id {
				t.Fatal(id, row.ID, err)
			}
			if found := difference(row.Record, line); found != "" {
				t.Fatalf("%s: %s", id, found)
			}
			if whole := row.Frame == ""; whole {
				t.Errorf("%s is kept without a frame", id)
			}
		}
	})
}

// everything is an entry with every field there is.
func everything() audit.Entry {
	e := audit.Entry{
		List: &engine.List{Shared: &input.Request{}, Members: []input.Member{{}}}, Answer: &engine.Answer{Members: []engine.Decision{{}}},
	}
	for _, part := range []any{e.List.Shared, &e.List.Members[0], &e.Answer.Decision, &e.Answer.Members[0]} {
		fill(reflect.ValueOf(part).Elem())
	}
	e.List.Needs, e.Time, e.OrgID, e.ProjectID, e.EventType, e.UserAgent = engine.NeedsSome, time.UnixMilli(1795312800123), "o1", "p1", "get-secret", "curl"
	e.Answer.Permitted = true
	return e
}

var compiled = permissions.Compile([]permissions.Rule{{Subjects: []string{"secrets"}, Actions: []string{"readValue"}}}, permissions.FormV2)

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				fill(value)
			}
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*permissions.Compiled]() {
			v.Set(reflect.ValueOf(compiled))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("a"), value)
	case reflect.Interface:
		v.Set(reflect.ValueOf("a"))
	case reflect.String:
		v.SetString("<a\"é>")
	case reflect.Bool, reflect.Int64, reflect.Int:
	default:
		panic(fmt.Sprint("the entry has a field of a kind that nothing here knows: ", v.Kind()))
	}
}

// changeNth makes the nth of all changes to single fields, and names it; there is no
// such change if the name is empty.
func changeNth(v reflect.Value, path string, n *int) string {
	turn := func(what string, change func()) string {
		if *n--; *n != -1 {
			return ""
		}
		change()
		return path + " " + what
	}
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return turn("later", func() { v.Set(reflect.ValueOf(time.UnixMilli(1798000000456))) })
		}
		for field, value := range v.Fields() {
			if !field.IsExported() || strings.HasSuffix(path, "entry") && (field.Name == "OrgID" || field.Name == "ProjectID") ||
				strings.HasSuffix(path, "Answer") && field.Name == "Members" || field.Name == "ID" && strings.HasSuffix(path, "Decision") {
				continue
			}
			if done := changeNth(value, path+"."+field.Name, n); done != "" {
				return done
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		if !strings.HasSuffix(path, ".List") && !strings.HasSuffix(path, ".Answer") && !strings.HasSuffix(path, ".Shared") {
			if done := turn("gone", v.SetZero); done != "" {
				return done
			}
		}
		if v.Type() == reflect.TypeFor[*permissions.Compiled]() {
			return turn("other", func() { v.Set(reflect.ValueOf(&permissions.Compiled{})) })
		}
		return changeNth(v.Elem(), path, n)
	case reflect.Slice:
		if strings.HasSuffix(path, ".Members") {
			return changeNth(v.Index(0), path+"[0]", n)
		}
		for what, change := range map[string]func(){"gone": v.SetZero} {
			if done := turn(what, change); done != "" {
				return done
			}
		}
		if done := turn("empty", func() { v.Set(v.Slice(0, 0)) }); done != "" {
			return done
		}
		if done := turn("longer", func() { v.Set(reflect.AppendSlice(v, v)) }); done != "" {
			return done
		}
		return changeNth(v.Index(0), path+"[0]", n)
	case reflect.Map:
		if done := turn("gone", v.SetZero); done != "" {
			return done
		}
		return turn("other name", func() {
			value := v.MapIndex(reflect.ValueOf("a"))
			v.SetMapIndex(reflect.ValueOf("a"), reflect.Value{})
			v.SetMapIndex(reflect.ValueOf("b"), value)
		})
	case reflect.String:
		if done := turn("empty", v.SetZero); done != "" {
			return done
		}
		return turn("other", func() { v.SetString("b") })
	case reflect.Bool:
		return turn("other", func() { v.SetBool(!v.Bool()) })
	case reflect.Int64:
		return turn("other", func() { v.SetInt(7) })
	default:
	}
	return ""
}
