package handlers

import (
	_ "embed"
	"reflect"
	"slices"
	"strings"
	"testing"

	"warder/handlers/pep"
)

//go:embed testdata/fields.txt
var documented string

// documentedFields are the fields that the public reference has for the body of a route.
type documentedFields struct {
	served, refused []string
}

// bodiesOf reads testdata/fields.txt, by route.
func bodiesOf(t *testing.T, text string) map[string]*documentedFields {
	t.Helper()
	found, body, in := map[string]*documentedFields{}, new(documentedFields), false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0, strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			if in {
				body, in = new(documentedFields), false
			}
			if found[line] != nil {
				t.Errorf("%s is there twice", line)
			}
			found[line] = body
		case fields[0] == "-":
			body.refused, in = append(body.refused, fields[1:]...), true
		case fields[0] == "~":
			if in = true; len(fields) < 4 {
				t.Errorf("%q does not say why it has no effect", line)
			}
		default:
			body.served, in = append(body.served, fields...), true
		}
	}
	return found
}

// own are the paths that Warder alone serves: docs/openapi.json is their reference.
var own = []string{" /api/v1/authz/", " /access/v1/", " /api/v1/auth/console-link"}

// A field that the reference documents is served or refused, and none is dropped in silence:
// the list has every field of every body, and the type of the body agrees with it.
func Test_every_documented_field_is_served_or_refused(t *testing.T) {
	listed := bodiesOf(t, documented)
	for _, row := range Routes() {
		name := row.Name()
		if row.Body() == nil || slices.ContainsFunc(own, func(of string) bool { return strings.Contains(name, of) }) {
			continue
		}
		want := listed[name]
		if want == nil {
			t.Errorf("%s takes a body: add its fields to handlers/testdata/fields.txt", name)
			continue
		}
		delete(listed, name)
		got := new(documentedFields)
		got.add(row.Body(), "", nil)
		for _, c := range []struct {
			what       string
			want, have []string
		}{{"serve", want.served, got.served}, {"refuse", want.refused, got.refused}} {
			for _, field := range c.want {
				if !slices.Contains(c.have, field) {
					t.Errorf("%s does not %s the documented field %s", name, c.what, field)
				}
			}
			for _, field := range c.have {
				if !slices.Contains(c.want, field) {
					t.Errorf("%s seems to %s %s, which fields.txt does not say", name, c.what, field)
				}
			}
		}
	}
	for name := range listed {
		t.Errorf("%s is in fields.txt, and no route of this name takes a body", name)
	}
}

// add walks through the fields of a body, each named by its path.
func (d *documentedFields) add(of reflect.Type, at string, within []reflect.Type) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || slices.Contains(within, of) {
		return
	}
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			d.add(field.Type, at, append(within, of))
		case name == "" || name == "-":
		case field.Type == reflect.TypeFor[pep.Unserved]():
			d.refused = append(d.refused, at+name)
		default:
			d.served = append(d.served, at+name)
			d.add(field.Type, at+name+".", append(within, of))
		}
	}
}
