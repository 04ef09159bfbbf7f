package audit

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"warder/engine"
	"warder/engine/input"
)

// Members are written in the bytes that encoding/json makes of them, whichever of their
// fields they have.
func Test_members_are_written_as_encoding_json_writes_them(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) (m engine.RecordedMember) {
			draw(t, reflect.ValueOf(&m.Resource).Elem())
			m.Outcome = rapid.IntRange(0, 3).Draw(t, "outcome")
			if rapid.Bool().Draw(t, "targeted") {
				target := rapid.IntRange(0, 3).Draw(t, "target")
				m.Target = &target
			}
			if rapid.IntRange(0, 3).Draw(t, "asks") == 0 {
				m.Requested = &input.Requested{Name: &m.Resource.ID}
			}
			return m
		}), 0, 4).Draw(t, "members")
		want, err := json.Marshal(append([]engine.RecordedMember{}, members...))
		got, gotErr := appendMembers([]byte{}, members)
		if err != nil || gotErr != nil || string(got) != string(want) {
			t.Fatalf("%v, %v\nwritten %s\nby encoding/json %s", err, gotErr, got, want)
		}
	})
}

// draw gives every field that a part of a member has, or will have, some value or none.
func draw(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			draw(t, v.Field(i))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "some") {
			v.Set(reflect.New(v.Type().Elem()))
			draw(t, v.Elem())
		}
	case reflect.Slice:
		for range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "length") {
			one := reflect.New(v.Type().Elem()).Elem()
			draw(t, one)
			v.Set(reflect.Append(v, one))
		}
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "a", `"<&>`, "ä\u2028\x00", "KEY_1"}).Draw(t, "text"))
	default:
		t.Fatalf("no value for a %s", v.Type())
	}
}
