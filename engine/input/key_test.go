package input

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"warder/engine/permissions"
)

// Every field of a request is part of its key, whatever it is in: a field that
// somebody adds and forgets there would let one decision pass for another.
func TestKey_changes_with_every_field_of_a_request(t *testing.T) {
	seen := map[string]string{textOfKey(whole(), true): "nothing changed"}
	for i, last := 0, false; !last; i++ {
		request, at := whole(), i
		path := changeNth(reflect.ValueOf(request).Elem(), "request", &at)
		if last = path == ""; last {
			if i < 150 {
				t.Errorf("only %d fields were changed", i)
			}
			continue
		}
		text := textOfKey(request, true)
		if other, ok := seen[text]; ok {
			t.Errorf("%s is not part of the key, or not apart from the others: %s", path, other)
		}
		seen[text] = path
	}
}

func TestKey_has_the_id_of_the_request_only_where_the_policy_reads_it(t *testing.T) {
	one, other := whole(), whole()
	other.Context.RequestID = "another"
	if textOfKey(one, false) != textOfKey(other, false) || textOfKey(one, true) == textOfKey(other, true) {
		t.Error("the id of a request is in its key when it should not be, or not when it should")
	}
}

func textOfKey(request *Request, withID bool) string {
	k := BorrowKey()
	defer k.Release()
	k.Of(request, withID)
	return string(k.Bytes)
}

// whole is a request with every field there is.
func whole() *Request {
	request := new(Request)
	fillPlainly(reflect.ValueOf(request).Elem(), 0)
	return request
}

var permissionsOfWhole = permissions.Compile([]permissions.Rule{{Subjects: []string{permissions.AnyType}, Actions: []string{permissions.AnyAction}}}, permissions.FormV2)

func fillPlainly(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() && !leftOut(field) {
				fillPlainly(value, depth+1)
			}
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*permissions.Compiled]() {
			v.Set(reflect.ValueOf(permissionsOfWhole))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fillPlainly(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillPlainly(v.Index(0), depth+1)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fillPlainly(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("a"), value)
	case reflect.Interface:
		v.Set(reflect.ValueOf("a"))
	case reflect.String:
		v.SetString("a")
	case reflect.Bool, reflect.Int64:
	default:
		panic(fmt.Sprint("the request has a field of a kind that nothing here knows: ", v.Kind()))
	}
}

// leftOut are probe keys, which are computed from other fields, and claims.
func leftOut(field reflect.StructField) bool {
	return field.Name == "Keys" || field.Type == reflect.TypeFor[*Claims]()
}

// changeNth makes the nth of all changes to single fields, and names it; there
// is no such change if the name is empty.
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
		for field, value := range v.Fields() {
			if !field.IsExported() || leftOut(field) {
				continue
			}
			if done := changeNth(value, path+"."+field.Name, n); done != "" {
				return done
			}
		}
	case reflect.Pointer:
		if done := turn("gone", v.SetZero); done != "" || v.IsNil() {
			return done
		}
		if v.Type() == reflect.TypeFor[*permissions.Compiled]() {
			return turn("other", func() { v.Set(reflect.ValueOf(&permissions.Compiled{})) })
		}
		return changeNth(v.Elem(), path, n)
	case reflect.Slice:
		if v.IsNil() {
			return ""
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
		return turn("other", func() { v.SetString("b") })
	case reflect.Bool:
		return turn("other", func() { v.SetBool(true) })
	case reflect.Int64:
		return turn("other", func() { v.SetInt(7) })
	default:
	}
	return ""
}

// What the shared key leaves out is what tells the secrets of a folder apart, and
// nothing else.
func TestKey_shared_by_the_secrets_of_a_folder(t *testing.T) {
	shared := func(request *Request) string {
		k := BorrowKey()
		defer k.Release()
		k.Of(request, true)
		return string(k.Shared())
	}
	same := shared(whole())
	for i, last := 0, false; !last; i++ {
		request, at := whole(), i
		path := changeNth(reflect.ValueOf(request).Elem(), "request", &at)
		last = path == ""
		own := strings.HasPrefix(path, "request.Resource.ID ") || strings.HasPrefix(path, "request.Resource.Properties.SecretName ") ||
			strings.HasPrefix(path, "request.Resource.Properties.SecretTags")
		if !last && own != (shared(request) == same) {
			t.Errorf("%s: left out is %v", path, !own)
		}
	}
}
