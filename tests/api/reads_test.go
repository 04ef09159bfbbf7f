package api

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"warder/models"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// shelf is a project with an admin, whose secrets are read in several ways.
type shelf struct {
	*testserver.Server
	t       *testing.T
	project testserver.Project
	admin   testserver.Client
}

func eachShelf(t *testing.T, test func(x *shelf)) {
	t.Helper()
	database.Each(t, func(t *testing.T, url string) {
		x := &shelf{Server: testserver.Start(t, url), t: t}
		x.admin = x.AsAdmin()
		x.project = x.admin.NewProject(t)
		test(x)
	})
}

func (x *shelf) place(environment, path string) testserver.Object {
	return testserver.Object{"workspaceId": x.project.ID, "projectId": x.project.ID, "environment": environment, "path": path, "secretPath": path}
}

// put stores a secret, and makes its folder; more are fields of the request.
func (x *shelf) put(environment, path, name, value string, more ...testserver.Object) string {
	x.t.Helper()
	if cut := strings.LastIndex(path, "/"); path != "/" {
		body := x.place(environment, path[:cut])
		body["name"] = path[cut+1:]
		x.admin.Post(x.t, "/api/v1/folders", body).Want(x.t, 200)
	}
	body := x.place(environment, path)
	body["secretValue"] = value
	for _, fields := range more {
		for key, field := range fields {
			body[key] = field
		}
	}
	return x.admin.Post(x.t, "/api/v3/secrets/raw/"+name, body).Want(x.t, 200).Text("secret.id")
}

func (x *shelf) imports(to, environment, path string) string {
	x.t.Helper()
	body := x.place("dev", to)
	body["import"] = testserver.Object{"environment": environment, "path": path}
	return x.admin.Post(x.t, "/api/v1/secret-imports", body).Want(x.t, 200).Text("secretImport.id")
}

func (x *shelf) get(who testserver.Client, route, environment, path, more string) testserver.Answer {
	return who.Get(x.t, route+"?workspaceId="+x.project.ID+"&projectId="+x.project.ID+"&environment="+environment+"&secretPath="+path+more)
}

const (
	v3 = "/api/v3/secrets/raw"
	v4 = "/api/v4/secrets"
)

// member is a machine with these rules in the project.
func (x *shelf) member(rules ...testserver.Object) testserver.Client {
	x.t.Helper()
	slug, permissions := testserver.Unique("role"), testserver.List{}
	for _, rule := range rules {
		permissions = append(permissions, rule)
	}
	x.admin.Post(x.t, "/api/v2/workspace/"+x.project.ID+"/roles", testserver.Object{"slug": slug, "name": slug, "permissions": permissions}).Want(x.t, 200)
	return x.AsMember(x.t, x.project, slug)
}

func rule(actions string, conditions testserver.Object) testserver.Object {
	return testserver.Object{"subject": "secrets", "action": strings.Split(actions, ","), "conditions": conditions}
}

// values are the entries of a list as KEY=value.
func values(a testserver.Answer, path string) []string {
	list, _ := a.Value(path).([]any)
	texts := []string{}
	for _, entry := range list {
		object, _ := entry.(map[string]any)
		texts = append(texts, fmt.Sprint(object["secretKey"], "=", object["secretValue"]))
	}
	return texts
}

func (x *shelf) want(what string, got []string, want ...string) {
	x.t.Helper()
	if !slices.Equal(got, want) {
		x.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestReads_a_value_is_hidden_from_who_may_only_describe(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/", "A", "a")
		x.put("dev", "/", "B", "b")
		x.put("dev", "/base", "C", "c")
		x.imports("/", "dev", "/base")
		some := x.member(rule("describeSecret", testserver.Object{}), rule("readValue", testserver.Object{"secretName": "A"}))
		for _, route := range []string{v3, v4} {
			list := x.get(some, route, "dev", "/", "&includeImports=true").Want(t, 200)
			x.want("own", values(list, "secrets"), "A=a", "B=<hidden-by-infisical>")
			x.want("imported", values(list, "imports.0.secrets"), "C=<hidden-by-infisical>")
			hidden := x.get(some, route+"/B", "dev", "/", "").Want(t, 200)
			if hidden.Text("secret.secretValue") != "<hidden-by-infisical>" || hidden.Value("secret.secretValueHidden") != true {
				t.Errorf("read %s", hidden.Body)
			}
			x.want("nobody looks", values(x.get(x.admin, route, "dev", "/", "&viewSecretValue=false&includeImports=false").Want(t, 200), "secrets"),
				"A=<hidden-by-infisical>", "B=<hidden-by-infisical>")
		}
		none := x.member(rule("create", testserver.Object{}))
		x.get(none, v3, "dev", "/", "").WantRefusal(t, 403, "permission_missing")
		x.get(none, v3+"/B", "dev", "/", "").WantRefusal(t, 403, "permission_missing")
	})
}

func TestReads_imports_are_found_the_last_first_and_own_secrets_before(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/app", "OWN", "own")
		for _, source := range []string{"one", "two"} {
			for _, name := range []string{"OWN", "BOTH", "ONLY_" + strings.ToUpper(source)} {
				x.put("dev", "/"+source, name, source)
			}
		}
		one := x.imports("/app", "dev", "/one")
		x.imports("/app", "dev", "/two")
		read := func(name string) string {
			return x.get(x.admin, v4+"/"+name, "dev", "/app", "").Text("secret.secretValue")
		}
		x.want("read by name", []string{read("OWN"), read("BOTH"), read("ONLY_ONE"), read("ONLY_TWO"), read("NONE")}, "own", "two", "one", "two", "")
		list := x.get(x.admin, v4, "dev", "/app", "").Want(t, 200)
		if list.Text("imports.0.secretPath") != "/one" || list.Text("imports.1.secretPath") != "/two" || list.Text("imports.0.folderId") == "" {
			t.Errorf("blocks are not in their order: %s", list.Body)
		}
		if list.Value("imports.0.secrets.0.createdAt") != nil || list.Value("secrets.0.createdAt") == nil {
			t.Error("only imported secrets come without their times")
		}
		sealed := x.admin.Get(t, "/api/v1/secret-imports/secrets?workspaceId="+x.project.ID+"&environment=dev&path=/app").Want(t, 200)
		if sealed.Text("secrets.1.secretPath") != "/two" || sealed.Text("secrets.1.environmentInfo.slug") != "dev" ||
			sealed.Text("secrets.1.secrets.2.secretValueCiphertext") == "" || sealed.Text("secrets.1.secrets.2.secretValueIV") == "" {
			t.Errorf("encrypted: %s", sealed.Body)
		}
		nobody := x.AsMember(t, x.project, "no-access")
		nobody.Get(t, "/api/v1/secret-imports/secrets?workspaceId="+x.project.ID+"&environment=dev&path=/app").WantRefusal(t, 403, "permission_missing")
		tag := list.Header.Get("ETag")
		if x.get(x.admin.With("If-None-Match", tag), v4, "dev", "/app", "").Status != 304 {
			t.Error("an unchanged list with imports is not 304")
		}
		body := x.place("dev", "/app")
		body["import"] = testserver.Object{"position": 2}
		x.admin.Patch(t, "/api/v1/secret-imports/"+one, body).Want(t, 200)
		x.want("read after the order changed", []string{read("BOTH")}, "one")
		if x.get(x.admin.With("If-None-Match", tag), v4, "dev", "/app", "").Status != 200 {
			t.Error("a list whose imports changed places is 304")
		}
	})
}

func TestImports_are_validated(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/a", "K", "v")
		post := func(path string, source any, more ...testserver.Object) testserver.Answer {
			body := x.place("dev", path)
			body["import"] = source
			for _, fields := range more {
				for key, field := range fields {
					body[key] = field
				}
			}
			return x.admin.Post(t, "/api/v1/secret-imports", body)
		}
		for name, answer := range map[string]testserver.Answer{
			"no source":        post("/a", nil),
			"no path":          post("/a", testserver.Object{"environment": "dev"}),
			"no environment":   post("/a", testserver.Object{"path": "/"}),
			"a path with dots": post("/a", testserver.Object{"environment": "dev", "path": "/../x"}),
			"two slashes":      post("/a", testserver.Object{"environment": "dev", "path": "//x"}),
			"escaped slash":    post("/a", testserver.Object{"environment": "dev", "path": "/a%2Fb"}),
		} {
			if answer.Status != 422 {
				t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
			}
		}
		for name, answer := range map[string]testserver.Answer{
			"itself":      post("/a", testserver.Object{"environment": "dev", "path": "/a/"}),
			"replication": post("/a", testserver.Object{"environment": "dev", "path": "/"}, testserver.Object{"isReplication": true}),
		} {
			if answer.Status != 400 {
				t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
			}
		}
		id := x.imports("/a", "prod", "/later")
		if again := post("/a", testserver.Object{"environment": "prod", "path": "/later"}); again.Status != 400 {
			t.Errorf("the same source again: %d", again.Status)
		}
		x.put("prod", "/later", "L", "late")
		x.want("a source that came later", values(x.get(x.admin, v4, "dev", "/a", ""), "imports.0.secrets"), "L=late")
		body := x.place("dev", "/a")
		body["import"] = testserver.Object{"position": 0}
		if answer := x.admin.Patch(t, "/api/v1/secret-imports/"+id, body); answer.Status != 422 {
			t.Errorf("position 0: %d", answer.Status)
		}
		body["import"] = testserver.Object{"environment": "dev", "path": "/a"}
		if answer := x.admin.Patch(t, "/api/v1/secret-imports/"+id, body); answer.Status != 400 || !strings.Contains(answer.Body, "Cyclic") {
			t.Errorf("pointed at itself: %d", answer.Status)
		}
		elsewhere := x.place("dev", "/")
		elsewhere["import"] = testserver.Object{"position": 1}
		x.admin.Patch(t, "/api/v1/secret-imports/"+id, elsewhere).WantRefusal(t, 404, "resource_not_found")
	})
}

func TestReferences_are_replaced_where_they_can_be(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/", "HOST", "h")
		x.put("prod", "/a/b", "PASS", "p${LOCAL}")
		x.put("prod", "/a/b", "LOCAL", "l")
		x.put("dev", "/", "DOTTED.NAME", "d")
		x.put("dev", "/", "CERT", "one\ntwo", testserver.Object{"skipMultilineEncoding": true})
		x.put("dev", "/", "PLAIN", "one\ntwo")
		for name, c := range map[string][2]string{
			"LOCAL_ONE": {"<${HOST}>", "<h>"}, "TWICE": {"${HOST}${HOST}", "hh"}, "FAR": {"${prod.a.b.PASS}", "pl"}, "DOTS": {"${DOTTED.NAME}", "d"},
			"MISSING": {"${NOPE} ${prod.NOPE} ${prod.no.NOPE} ${qa.X}", "${NOPE} ${prod.NOPE} ${prod.no.NOPE} ${qa.X}"},
			"SHELL":   {"${HOST:-x} ${} $HOST ${A B} ${${HOST}}", "${HOST:-x} ${} $HOST ${A B} ${h}"},
			"SELF":    {"s${SELF}", "s"}, "QUOTED": {"${CERT}", "one\ntwo"},
		} {
			x.put("dev", "/", name, c[0])
			if got := x.get(x.admin, v3+"/"+name, "dev", "/", "&expandSecretReferences=true").Text("secret.secretValue"); got != c[1] {
				t.Errorf("%s expands to %q, want %q", name, got, c[1])
			}
			if got := x.get(x.admin, v3+"/"+name, "dev", "/", "").Text("secret.secretValue"); got != c[0] {
				t.Errorf("%s is %q, want %q", name, got, c[0])
			}
		}
		for name, want := range map[string]string{"CERT": `"one\ntwo"`, "PLAIN": "one\ntwo"} {
			if got := x.get(x.admin, v4+"/"+name, "dev", "/", "").Text("secret.secretValue"); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		tree := x.get(x.admin, v4+"/FAR/secret-reference-tree", "dev", "/", "").Want(t, 200)
		if tree.Text("value") != "pl" || tree.Text("tree.children.0.key") != "PASS" || tree.Text("tree.children.0.children.0.key") != "LOCAL" ||
			tree.Text("tree.children.0.secretPath") != "/a/b" || tree.Text("tree.value") != "${prod.a.b.PASS}" {
			t.Errorf("tree: %s", tree.Body)
		}
	})
}

func TestReferences_end(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		for i := range 14 {
			x.put("dev", "/", fmt.Sprintf("N%02d", i), fmt.Sprintf("%d ${N%02d}", i, i+1))
			x.put("dev", "/bomb", fmt.Sprintf("B%d", i), strings.Repeat(fmt.Sprintf("${B%d}", i+1), 10))
		}
		deep := x.get(x.admin, v3+"/N00", "dev", "/", "&expandSecretReferences=true").Want(t, 200).Text("secret.secretValue")
		if want := "0 1 2 3 4 5 6 7 8 9 10 ${N11}"; deep != want {
			t.Errorf("after ten levels: %q, want %q", deep, want)
		}
		for _, entry := range values(x.get(x.admin, v3, "dev", "/", "&expandSecretReferences=true").Want(t, 200), "secrets") {
			if key, value, _ := strings.Cut(entry, "="); key == "N00" && value != deep {
				t.Errorf("listed as %q, read as %q", value, deep)
			}
		}
		if bomb := x.get(x.admin, v3+"/B0", "dev", "/bomb", "&expandSecretReferences=true"); bomb.Status != 400 || !strings.Contains(bomb.Body, "too much text") {
			t.Errorf("references that multiply: %d %.200s", bomb.Status, bomb.Body)
		}
		if tree := x.get(x.admin, v4+"/B0/secret-reference-tree", "dev", "/bomb", ""); tree.Status != 400 {
			t.Errorf("their tree: %d %.200s", tree.Status, tree.Body)
		}
		x.put("dev", "/circle", "A", strings.Repeat("${B}", 4000)) // which make no text, and would be followed 480 million times
		x.put("dev", "/circle", "B", strings.Repeat("${A}", 120_000))
		x.put("dev", "/circle", "GOOD", "${PLAIN}")
		x.put("dev", "/circle", "PLAIN", "1")
		for _, path := range []string{v4 + "/A/secret-reference-tree", v4 + "/A", v3 + "/B"} {
			if circle := x.get(x.admin, path, "dev", "/circle", "&expandSecretReferences=true"); circle.Status != 400 || !strings.Contains(circle.Body, "too much text") {
				t.Errorf("%s, of two that refer to each other: %d %.200s", path, circle.Status, circle.Body)
			}
		}
		listed := values(x.get(x.admin, v4, "dev", "/circle", "").Want(t, 200), "secrets")
		if len(listed) != 4 || !slices.Contains(listed, "GOOD=1") || !slices.Contains(listed, "A="+strings.Repeat("${B}", 4000)) {
			t.Errorf("a list with them: %.200q", listed)
		}
	})
}

func TestReferences_say_which_are_forbidden_and_nothing_of_what_exists(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("prod", "/", "THERE", "value-of-prod")
		x.put("dev", "/", "A", "${prod.THERE}")
		x.put("dev", "/", "B", "${prod.MISSING}")
		x.put("dev", "/", "VIA", "${A}")
		dev := x.member(rule("describeSecret,readValue", testserver.Object{"environment": "dev"}))
		for name, reference := range map[string]string{"A": "${prod.THERE} in A", "B": "${prod.MISSING} in B", "VIA": "${prod.THERE} in A"} {
			answer := x.get(dev, v3+"/"+name, "dev", "/", "&expandSecretReferences=true")
			answer.WantRefusal(t, 403, "permission_missing")
			if answer.Text("details.reasons.0.remediation") == "" {
				t.Errorf("nothing says what helps: %s", answer.Body)
			}
			if answer.Text("message") != "Failed to expand one or more secret references" || answer.Text("error") != "PermissionDenied" ||
				answer.Text("details.reasons.0.message") != "You are not allowed to read on secrets: "+reference ||
				answer.Header.Get("X-Decision-Id") != answer.Text("details.decisionId") || strings.Contains(answer.Body, "value-of-prod") {
				t.Errorf("%s: %s", name, answer.Body)
			}
		}
		x.get(dev, v4, "dev", "/", "").WantRefusal(t, 403, "permission_missing", "permission_missing")
		x.want("not expanded", values(x.get(dev, v3, "dev", "/", "").Want(t, 200), "secrets"), "A=${prod.THERE}", "B=${prod.MISSING}", "VIA=${A}")
	})
}

func TestReads_filters_and_personal_values(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		tag := x.admin.Post(t, "/api/v1/workspace/"+x.project.ID+"/tags", testserver.Object{"name": "web", "slug": "web", "color": "#000"}).Want(t, 200).Text("workspaceTag.id")
		core := testserver.List{testserver.Object{"key": "owner", "value": "core"}, testserver.Object{"key": "tier", "value": "1"}}
		x.put("dev", "/", "A", "a", testserver.Object{"tagIds": testserver.List{tag}})
		x.put("dev", "/", "B", "b", testserver.Object{"secretMetadata": core})
		x.put("dev", "/sub", "C", "c", testserver.Object{"secretMetadata": core[:1], "tagIds": testserver.List{tag}})
		x.imports("/", "dev", "/sub")
		for query, want := range map[string][]string{
			"&tagSlugs=web": {"A=a"}, "&tagSlugs=none,web&recursive=true": {"A=a", "C=c"}, "&tagSlugs=none": {},
			"&metadataFilter=key=owner,value=core&recursive=true": {"B=b", "C=c"}, "&metadataFilter=key=owner%7Ckey=tier&recursive=true": {"B=b"},
			"&metadataFilter=value=1": {"B=b"}, "&metadataFilter=key=owner,value=other": {}, "&metadataFilter=key=owner&tagSlugs=web&recursive=true": {"C=c"},
		} {
			x.want(query, values(x.get(x.admin, v3, "dev", "/", query).Want(t, 200), "secrets"), want...)
		}
		x.want("of imports", values(x.get(x.admin, v4, "dev", "/", "&tagSlugs=web"), "imports.0.secrets"), "C=c")
		if list := x.get(x.admin, v4, "dev", "/", "&metadataFilter=key=tier"); list.Value("imports.0") != nil {
			t.Errorf("an import of which nothing is wanted is listed: %s", list.Body)
		}
		for _, query := range []string{"&metadataFilter=owner", "&metadataFilter=" + strings.Repeat("key=a%7C", 10) + "key=a", "&metadataFilter=key=a%7C"} {
			if answer := x.get(x.admin, v3, "dev", "/", query); answer.Status != 422 {
				t.Errorf("%s: %d", query, answer.Status)
			}
		}
	})
}

func TestReads_the_past_of_a_folder(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		closed := x.admin.Post(t, "/api/v1/workspace/"+x.project.ID+"/tags", testserver.Object{"name": "closed", "slug": "closed", "color": "#000"}).Want(t, 200).Text("workspaceTag.id")
		moment := func() string {
			x.Clock.Advance(60)
			defer x.Clock.Advance(60)
			return "&asOf=" + x.Clock.Now().Format("2006-01-02T15:04:05.000Z")
		}
		before := moment()
		x.put("dev", "/sub", "A", "1")
		id := x.put("dev", "/sub", "GONE", "g", testserver.Object{"tagIds": testserver.List{closed}})
		first := moment()
		body := x.place("dev", "/sub")
		body["secretValue"] = "2"
		x.admin.Patch(t, v3+"/A", body).Want(t, 200)
		x.admin.Delete(t, v3+"/GONE", body).Want(t, 200)
		second := moment()
		read := func(who testserver.Client, more string) []string {
			return values(x.get(who, v4, "dev", "/", "&recursive=true"+more).Want(t, 200), "secrets")
		}
		x.want("before", read(x.admin, before))
		x.want("first", read(x.admin, first), "A=1", "GONE=g")
		x.want("second", read(x.admin, second), "A=2")
		x.want("now", read(x.admin, ""), "A=2")
		var version string
		err := x.Store(t).Snapshot(t.Context(), func(tx *store.Tx) error {
			rows, err := store.Find[models.SecretVersion](tx, store.Scope{OrgID: x.Admin.ID, ProjectID: x.project.ID}, "secret_id = ?", id)
			version = rows[0].ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		x.want("as of a version", read(x.admin, "&asOf="+version), "A=1", "GONE=g")
		x.want("as of a version of nothing", read(x.admin, "&asOf="+store.NewID()))
		barred := rule("describeSecret,readValue", testserver.Object{"secretTags": testserver.Object{"$in": testserver.List{"closed"}}})
		barred["inverted"] = true
		x.want("what a rule hid stays hidden", read(x.member(rule("describeSecret,readValue", testserver.Object{}), barred), first), "A=1")
		for _, query := range []string{first + "&includeImports=true", first + "&expandSecretReferences=true", "&asOf=yesterday"} {
			if answer := x.get(x.admin, v4, "dev", "/sub", query); answer.Status != 422 {
				t.Errorf("%s: %d %s", query, answer.Status, answer.Body)
			}
		}
	})
}

func TestReads_every_hop_is_recorded(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("prod", "/", "P", "p")
		x.put("dev", "/", "A", "${prod.P}")
		x.imports("/", "prod", "/")
		reader := x.member(rule("describeSecret,readValue", testserver.Object{"environment": "prod"}), rule("readValue", testserver.Object{"secretName": "A"}), rule("readValue", testserver.Object{"secretName": "P"}))
		x.get(reader, v4, "dev", "/", "").Want(t, 200)
		x.Stop(t)
		var records []models.DecisionRecord
		err := x.Store(t).Snapshot(t.Context(), func(tx *store.Tx) (err error) {
			records, err = store.Find[models.DecisionRecord](tx.OrderBy("seq DESC"), store.Installation, "project_id = ? AND action = ?", x.project.ID, "readValue")
			return errors.Join(err, models.JoinDecisions(tx, records))
		})
		if err != nil || len(records) < 3 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		events := []string{}
		for _, record := range records[:3] {
			events = append(events, record.EventType+" "+strconv.FormatBool(record.Permitted))
			if strings.Contains(record.Record, `"p"`) {
				t.Error("a value is in a record")
			}
		}
		x.want("records", events, "get-secrets true", " true", " true")
	})
}

func TestReferences_a_new_name_neither_grows_values_nor_takes_references(t *testing.T) {
	eachShelf(t, func(x *shelf) {
		x.put("dev", "/", "Z", "z")
		x.put("dev", "/", "H", strings.Repeat("${Z}", 200_000))
		x.put("dev", "/", "app.k", "here")
		x.put("dev", "/", "REF", "${app.k}")
		longer := x.admin.Patch(t, v3+"/Z", testserver.Object{"workspaceId": x.project.ID, "environment": "dev", "secretPath": "/", "newSecretName": strings.Repeat("L", 255)})
		if longer.Status != 400 || !strings.Contains(longer.Text("message"), "1 MiB") || strings.Contains(longer.Body, "H ") {
			t.Errorf("a name that makes a value too large: %d %.300s", longer.Status, longer.Body)
		}
		x.get(x.admin, v3+"/Z", "dev", "/", "").Want(t, 200)
		environments := "/api/v1/workspace/" + x.project.ID + "/environments"
		if taken := x.admin.Post(t, environments, testserver.Object{"name": "App", "slug": "app"}); taken.Status != 400 || !strings.Contains(taken.Text("message"), "${app.KEY}") {
			t.Errorf("an environment whose slug takes a reference: %d %.300s", taken.Status, taken.Body)
		}
		other := x.admin.Post(t, environments, testserver.Object{"name": "App", "slug": "other"}).Want(t, 200).Text("environment.id")
		x.admin.Patch(t, environments+"/"+other, testserver.Object{"slug": "app"}).Want(t, 400)
		if got := x.get(x.admin, v3+"/REF", "dev", "/", "&expandSecretReferences=true").Want(t, 200).Text("secret.secretValue"); got != "here" {
			t.Errorf("the reference reads %q", got)
		}
	})
}
