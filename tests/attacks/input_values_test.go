package attacks

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// writer is a route that takes the value of a secret.
type writer struct {
	method, path string // of the batch, or of one secret with :name
	sealed       bool   // by the client, in an end-to-end encrypted project
}

func (w writer) String() string { return w.method + " " + w.path }
func (w writer) batch() bool    { return strings.Contains(w.path, "batch") }

var valueRoutes = []writer{
	{"POST", "/api/v3/secrets/raw/:name", false},
	{"PATCH", "/api/v3/secrets/raw/:name", false},
	{"POST", "/api/v4/secrets/:name", false},
	{"PATCH", "/api/v4/secrets/:name", false},
	{"POST", "/api/v3/secrets/batch/raw", false},
	{"PATCH", "/api/v3/secrets/batch/raw", false},
	{"POST", "/api/v4/secrets/batch", false},
	{"PATCH", "/api/v4/secrets/batch", false},
	{"POST", "/api/v3/secrets/:name", true},
	{"PATCH", "/api/v3/secrets/:name", true},
	{"POST", "/api/v3/secrets/batch", true},
	{"PATCH", "/api/v3/secrets/batch", true},
}

// desk is a server with a project in which the server can read the secrets and
// one in which it cannot.
type desk struct {
	*testserver.Server
	admin        testserver.Client
	open, sealed string
}

func newDesk(t *testing.T, url string) *desk {
	t.Helper()
	x := &desk{Server: testserver.Start(t, url)}
	x.admin = x.AsAdmin()
	x.open = x.admin.NewProject(t).ID
	x.sealed = x.admin.Post(t, "/api/v2/workspace", testserver.Object{"projectName": "sealed", "endToEndEncrypted": true}).Want(t, 200).Text("project.id")
	return x
}

func (x *desk) project(w writer) string {
	if w.sealed {
		return x.sealed
	}
	return x.open
}

// item is a secret as the route takes it.
func (w writer) item(name, value string) testserver.Object {
	item := testserver.Object{"secretValue": value}
	if w.sealed {
		item = testserver.Object{"type": "shared"}
		for _, field := range []string{"Key", "Value"} {
			item["secret"+field+"Ciphertext"], item["secret"+field+"IV"], item["secret"+field+"Tag"] = base64.StdEncoding.EncodeToString([]byte(value)), "aXY=", "dGFn"
		}
		item["secretKeyCiphertext"] = "bmFtZQ=="
	}
	if w.batch() {
		item[w.nameField()] = name
	}
	return item
}

// nameField is the field of the name of a batch's item.
func (w writer) nameField() string {
	if w.sealed {
		return "secretName"
	}
	return "secretKey"
}

// send writes secrets; a route of one takes the first.
func (x *desk) send(t *testing.T, w writer, name string, items ...any) testserver.Answer {
	t.Helper()
	body := testserver.Object{"workspaceId": x.project(w), "projectId": x.project(w), "environment": "dev", "secretPath": "/"}
	if w.batch() {
		body["secrets"] = items
	} else {
		for field, value := range items[0].(testserver.Object) {
			body[field] = value
		}
	}
	return x.admin.Do(t, w.method, strings.Replace(w.path, ":name", name, 1), body)
}

// read is the stored value and version of a secret, or "" and 0.
func (x *desk) read(t *testing.T, w writer, name string) (value string, version int) {
	t.Helper()
	path, field := "/api/v3/secrets/raw/", "secret.secretValue"
	if w.sealed {
		path, field = "/api/v3/secrets/", "secret.secretValueCiphertext"
	}
	answer := x.admin.Get(t, path+name+"?workspaceId="+x.project(w)+"&environment=dev")
	if answer.Status == 404 {
		return "", 0
	}
	value = answer.Want(t, 200).Text(field)
	if w.sealed {
		decoded, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			t.Fatal(err)
		}
		value = string(decoded)
	}
	return value, answer.Number("secret.version")
}

// ready makes the secret that the route changes, if it changes one.
func (x *desk) ready(t *testing.T, w writer, names ...string) {
	t.Helper()
	for _, name := range names {
		maker := writer{"POST", "/api/v3/secrets/raw/:name", w.sealed}
		if w.sealed {
			maker.path = "/api/v3/secrets/:name"
		}
		if w.method == "PATCH" {
			x.send(t, maker, name, maker.item(name, "before")).Want(t, 200)
		}
	}
}

func TestValues_one_mebibyte_passes_on_every_route_and_a_byte_more_on_none(t *testing.T) {
	fits := strings.Repeat("x", megabyte-1) + "y"
	database.Each(t, func(t *testing.T, url string) {
		x := newDesk(t, url)
		for i, w := range valueRoutes {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				large, small := fmt.Sprint("LARGE", i), fmt.Sprint("SMALL", i)
				x.ready(t, w, large, small)
				before, was := x.read(t, w, small)
				items := []any{w.item(small, "beside"), w.item(large, fits+"z")}
				if !w.batch() {
					items = items[1:]
				}
				answer := x.send(t, w, large, items...).Want(t, 413)
				if w.batch() && !strings.Contains(answer.Body, "secrets.1") {
					t.Errorf("the item is not named: %s", answer.Body)
				}
				if after, is := x.read(t, w, small); after != before || is != was {
					t.Errorf("the rest of a refused batch was stored: %q, version %d", after, is)
				}
				x.send(t, w, large, w.item(large, fits)).Want(t, 200)
				if got, version := x.read(t, w, large); got != fits || version != was+1 {
					t.Errorf("read %d bytes, version %d", len(got), version)
				}
			})
		}
	})
}

// badNames are those that no secret may have, as they are in JSON and in a path.
var badNames = map[string]string{
	"a/b": "a%2Fb", "/": "%2F", "a b": "a%20b", "a:b": "a:b", "a\nb": "a%0Ab", "a\tb": "a%09b", "\x07": "%07", "\u0085": "%C2%85", "a\u0000b": "a%00b",
	strings.Repeat("n", 256): strings.Repeat("n", 256),
}

func TestValues_names_are_refused_with_their_field_on_every_route(t *testing.T) {
	x := newDesk(t, database.SQLite(t))
	deletions := []writer{
		{"DELETE", "/api/v3/secrets/raw/:name", false},
		{"DELETE", "/api/v4/secrets/:name", false},
		{"DELETE", "/api/v3/secrets/:name", true},
		{"DELETE", "/api/v3/secrets/batch/raw", false},
		{"DELETE", "/api/v4/secrets/batch", false},
		{"DELETE", "/api/v3/secrets/batch", true},
	}
	for i, w := range slices.Concat(valueRoutes, deletions) {
		kept := fmt.Sprint("KEPT", i)
		x.ready(t, w, kept)
		for name, escaped := range badNames {
			answer := x.send(t, w, escaped, w.item(kept, "x"), w.item(name, "x"))
			want := "secretName"
			if w.batch() {
				want = "secrets.1." + w.nameField()
			}
			if !refused(answer, name, want) {
				t.Errorf("%s named %.20q answered %d about %q, want 422 about %q: %.300s", w, name, answer.Status, named(answer), want, answer.Body)
			}
			if w.method != "PATCH" {
				continue
			}
			// The new name, where the route renames.
			item, field := w.item(kept, "x"), "newSecretName"
			if w.sealed {
				field = "secretName"
			}
			if w.sealed && w.batch() {
				continue
			}
			item[field] = name
			want = field
			if w.batch() {
				want = "secrets.0." + field
			}
			if answer := x.send(t, w, kept, item); !refused(answer, name, want) {
				t.Errorf("%s renaming to %.20q answered %d about %q, want 422 about %q: %.300s", w, name, answer.Status, named(answer), want, answer.Body)
			}
		}
	}
}

// refused is whether an answer names the field whose name is wrong. A NUL cannot
// be read as part of any text, so it is refused before.
func refused(answer testserver.Answer, name, field string) bool {
	if strings.ContainsRune(name, 0) {
		return answer.Status == 400 && strings.HasSuffix(answer.Text("message"), ", in "+field)
	}
	return answer.Status == 422 && named(answer) == field
}

// named is the path of the first field that an answer complains about.
func named(answer testserver.Answer) string {
	path, _ := answer.Value("message.0.path").([]any)
	return joined(path)
}

// joined is the path of an issue as text.
func joined(path []any) string {
	steps := make([]string, 0, len(path))
	for _, step := range path {
		steps = append(steps, fmt.Sprint(step))
	}
	return strings.Join(steps, ".")
}

func TestValues_a_batch_with_one_wrong_item_changes_nothing(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		x := newDesk(t, url)
		for i, w := range valueRoutes {
			if !w.batch() {
				continue
			}
			one, two, three := fmt.Sprint("ONE", i), fmt.Sprint("TWO", i), fmt.Sprint("THREE", i)
			x.ready(t, w, one, two)
			_, was := x.read(t, w, one)
			unknown := w.item(fmt.Sprint("UNKNOWN", i), "x") // missing for a change, there for a creation
			if w.method == "POST" {
				x.ready(t, writer{"PATCH", w.path, w.sealed}, three)
				unknown = w.item(three, "x")
			}
			for name, items := range map[string][]any{
				"the_same_twice":              {w.item(one, "a"), w.item(two, "b"), w.item(one, "c")},
				"the_same_twice_with_a_space": {w.item(one, "a"), w.item(two, "b"), w.item(" "+one+" ", "c")},
				"a_name_there_or_missing":     {w.item(one, "a"), w.item(two, "b"), unknown},
			} {
				answer := x.send(t, w, "", items...)
				if answer.Status < 400 || answer.Status >= 500 || !strings.Contains(answer.Body+named(answer), "secrets.2") {
					t.Errorf("%s with %s answered %d: %s", w, name, answer.Status, answer.Body)
				}
				for _, name := range []string{one, two} {
					if _, version := x.read(t, w, name); version != was {
						t.Errorf("%s left %s with version %d, want %d", w, name, version, was)
					}
				}
			}
			x.send(t, w, "", w.item(one, "a"), w.item(two, "b")).Want(t, 200)
		}
		// Two secrets that would get one name.
		w := writer{"PATCH", "/api/v3/secrets/batch/raw", false}
		x.ready(t, w, "LEFT", "RIGHT")
		left, right := w.item("LEFT", "a"), w.item("RIGHT", "b")
		left["newSecretName"], right["newSecretName"] = "BOTH", "BOTH"
		if answer := x.send(t, w, "", left, right).Want(t, 400); !strings.Contains(answer.Body, "secrets.1") {
			t.Errorf("the item is not named: %s", answer.Body)
		}
		if value, version := x.read(t, w, "LEFT"); value != "before" || version != 1 {
			t.Errorf("half of a refused batch was stored: %q, version %d", value, version)
		}
	})
}
