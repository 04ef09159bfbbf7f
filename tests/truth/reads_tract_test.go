package truth

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/tests/testserver"
)

// spot is a folder of an environment.
type spot struct{ environment, path string }

// tractPaths are the folders of both environments.
var tractPaths = []string{"/", "/a", "/a/b"}

func tractSpots() (spots []spot) {
	for _, environment := range []string{"dev", "prod"} {
		for _, path := range tractPaths {
			spots = append(spots, spot{environment, path})
		}
	}
	return spots
}

// tractNames are those of secrets. Each is in one folder at most, so that which
// of two secrets of a name is shown does not matter here.
var tractNames = []string{"A", "AB", "ABC", "B", "10", "-", "DB_A", "DB_B"}

// planted is a secret of a tract.
type planted struct {
	at         spot
	name, text string
	tags       []string
	refers     []string // to secrets by name, in their order in the text
}

// tract is what a draw puts on a server: a policy, a reader, and a project.
type tract struct {
	rules    string // of one's own
	address  string
	metadata testserver.List
	role     testserver.List
	secrets  []planted
	imports  map[spot][]spot
}

// readLiterals are what drawn rules are made of: all that a single read and a
// member of a list have in common, which is everything but the route.
var readLiterals = []string{
	`input.resource.properties.secretName == "A"`, `startswith(input.resource.properties.secretName, "A")`,
	`input.resource.properties.secretName in {"B", "10", "DB_A"}`, `regex.match("^[A-C]+$", input.resource.properties.secretName)`,
	`not input.resource.properties.secretName`, `to_number(input.resource.properties.secretName) > 1`, `count(input.resource.properties.secretName) > 1`,
	`input.resource.properties.environment != "prod"`, `input.resource.properties.environment == "prod"`,
	`input.resource.properties.secretPath == "/a"`, `glob.match("/a/**", ["/"], input.resource.properties.secretPath)`,
	`count(split(input.resource.properties.secretPath, "/")) > 2`, `startswith(input.resource.properties.secretPath, "/a")`,
	`"x" in input.resource.properties.secretTags`, `count(input.resource.properties.secretTags) == 2`, `not input.resource.properties.secretTags`,
	`every tag in input.resource.properties.secretTags { tag != "y" }`, `input.resource.properties.kind`,
	`concat("", [input.resource.properties.secretPath, input.resource.properties.secretName]) == "/aAB"`,
	`input.action.name in {"readValue", "edit"}`, `input.action.name == "describeSecret"`, `input.action.name in {"create", "delete"}`,
	`input.request`, `not input.request`, `"x" in input.request.tags`, `input.request.secret_type == "shared"`, `not input.request.name`,
	`input.subject.metadata.team == "a"`, `not input.subject.metadata.team`, `input.subject.metadata.team != input.resource.properties.environment`,
	`net.cidr_contains("10.0.0.0/8", input.context.ip)`, `input.context.now > 5`,
	`input.facts.target`, `not input.facts.target`, `input.facts.membership.org_role == "no-access"`,
	`_helper`, `not _helper`, `_level == "high"`, `count(_names) > 1`,
}

// the last readHelpers of readLiterals are the helpers themselves.
const readHelpers = 4

// newReadRules draws a package of rules about what the reader does with secrets.
func newReadRules(r *rapid.T) string {
	body := func(from []string, least, most int) string {
		return strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(from), least, most, rapid.ID).Draw(r, "body"), "\n\t")
	}
	plain := readLiterals[:len(readLiterals)-readHelpers]
	text := &strings.Builder{}
	text.WriteString("# METADATA\n# title: Drawn\n# description: Rules of a draw.\npackage authz.rules.drawn\n\n")
	fmt.Fprintf(text, "_helper if {\n\t%s\n}\n\n_helper if {\n\t%s\n}\n\n", body(plain, 1, 2), body(plain, 1, 2))
	fmt.Fprintf(text, "_level := \"high\" if {\n\t%s\n} else := \"low\"\n\n", body(plain, 1, 2))
	text.WriteString("_names contains input.resource.properties.secretName\n\n_names contains tag if some tag in input.resource.properties.secretTags\n\n")
	for i := range rapid.IntRange(1, 3).Draw(r, "rules") {
		head := fmt.Sprintf(`deny contains {"code": "drawn_%d", "message": "Drawn"}`, i)
		if rapid.IntRange(0, 4).Draw(r, "grants") == 0 {
			head = fmt.Sprintf(`grant contains "drawn:%d"`, i)
		}
		fmt.Fprintf(text, "# METADATA\n# title: Drawn\n# description: Drawn.\n# custom:\n#   code: drawn_%d\n#   status: 403\n#   remediation: None.\n", i)
		fmt.Fprintf(text, "%s if {\n\tinput.subject.name == %q\n\tinput.resource.type == \"secrets\"\n\t%s\n}\n\n", head, readerName, body(readLiterals, 1, 3))
	}
	return text.String()
}

// readerName is the identity that drawn rules are about.
const readerName = "the-reader"

func newTract(r *rapid.T) *tract {
	x := &tract{rules: newReadRules(r), imports: map[spot][]spot{}}
	x.address = rapid.SampledFrom([]string{"10.1.2.3", "192.0.2.7"}).Draw(r, "address")
	x.metadata = rapid.SampledFrom([]testserver.List{{}, {testserver.Object{"key": "team", "value": "a"}}, {testserver.Object{"key": "team", "value": "prod"}}}).Draw(r, "metadata")
	x.role = newReaderRole(r)
	spots := tractSpots()
	for i, name := range tractNames {
		if rapid.IntRange(0, 4).Draw(r, "absent") == 0 {
			continue
		}
		x.secrets = append(x.secrets, planted{
			at: rapid.SampledFrom(spots).Draw(r, "at"), name: name, text: fmt.Sprintf("v%d.", i),
			tags: rapid.SampledFrom([][]string{{}, {}, {"x"}, {"x", "y"}}).Draw(r, "tags"),
		})
	}
	x.refer(r)
	for range rapid.IntRange(0, 6).Draw(r, "imports") {
		to, from := rapid.SampledFrom(spots).Draw(r, "to"), rapid.SampledFrom(spots).Draw(r, "from")
		if to != from && !slices.Contains(x.imports[to], from) && !slices.Contains(x.imports[from], to) {
			x.imports[to] = append(x.imports[to], from)
		}
	}
	return x
}

// refer has some secrets refer to others.
func (x *tract) refer(r *rapid.T) {
	for i := range x.secrets {
		if rapid.IntRange(0, 2).Draw(r, "refers") > 0 {
			continue
		}
		to := rapid.SampledFrom(x.secrets).Draw(r, "to")
		x.secrets[i].refers = append(x.secrets[i].refers, to.name)
		x.secrets[i].text += "${" + strings.ReplaceAll(strings.TrimSuffix(to.at.environment+to.at.path, "/"), "/", ".") + "." + to.name + "}"
	}
}

func newReaderRole(r *rapid.T) testserver.List {
	role := testserver.List{}
	for range rapid.IntRange(1, 4).Draw(r, "role") {
		conditions := testserver.Object{}
		if environment := rapid.SampledFrom([]string{"", "", "dev", "prod"}).Draw(r, "environment"); environment != "" {
			conditions["environment"] = environment
		}
		if path := rapid.SampledFrom([]string{"", "", "/**", "/a/**", "/a", "/a/*"}).Draw(r, "path"); path != "" {
			conditions["secretPath"] = testserver.Object{"$glob": path}
		}
		if name := rapid.SampledFrom([]testserver.Object{nil, nil, nil, {"$eq": "A"}, {"$glob": "DB_*"}, {"$ne": "B"}}).Draw(r, "name"); name != nil {
			conditions["secretName"] = name
		}
		if rapid.IntRange(0, 5).Draw(r, "only tagged") == 0 {
			conditions["secretTags"] = testserver.Object{"$in": testserver.List{"x"}}
		}
		actions := rapid.SampledFrom([]testserver.List{
			{"describeSecret", "readValue", "edit", "create", "delete"}, {"describeSecret", "readValue"}, {"readValue", "edit"}, {"describeSecret", "delete"},
		}).Draw(r, "actions")
		role = append(role, testserver.Object{
			"subject": "secrets", "action": actions, "conditions": conditions, "inverted": rapid.IntRange(0, 4).Draw(r, "inverted") == 0,
		})
	}
	return role
}

// at are the secrets in a folder.
func (x *tract) at(here spot) (list []*planted) {
	for i := range x.secrets {
		if x.secrets[i].at == here {
			list = append(list, &x.secrets[i])
		}
	}
	return list
}

func (x *tract) named(name string) *planted {
	return &x.secrets[slices.IndexFunc(x.secrets, func(s planted) bool { return s.name == name })]
}

// plot is a project of a tract as its reader sees it.
type plot struct {
	t        *testing.T
	project  testserver.Project
	tags     map[string]string // ids by slug
	identity string            // of the reader
	reader   testserver.Client
}

// plant makes a project for the reader with secrets, and the folders for them.
func (x *tract) plant(t *testing.T, admin, reader testserver.Client, identity string, secrets []planted) *plot {
	t.Helper()
	p := &plot{t: t, project: admin.NewProject(t), tags: map[string]string{}, identity: identity, reader: reader}
	for _, slug := range []string{"x", "y"} {
		made := admin.Post(t, "/api/v1/workspace/"+p.project.ID+"/tags", testserver.Object{"name": slug, "slug": slug, "color": "#000"})
		p.tags[slug] = made.Want(t, 200).Text("workspaceTag.id")
	}
	for _, at := range tractSpots() {
		if at.path != "/" {
			cut := strings.LastIndex(at.path, "/")
			folder := testserver.Object{"workspaceId": p.project.ID, "environment": at.environment, "path": at.path[:cut], "name": at.path[cut+1:]}
			admin.Post(t, "/api/v1/folders", folder).Want(t, 200)
		}
	}
	for _, environment := range []string{"dev", "prod"} {
		items := testserver.List{}
		for i := range secrets {
			if secrets[i].at.environment == environment {
				items = append(items, p.item(&secrets[i]))
			}
		}
		if len(items) > 0 {
			admin.Post(t, "/api/v4/secrets/batch", testserver.Object{"projectId": p.project.ID, "environment": environment, "secretPath": "/", "secrets": items}).Want(t, 200)
		}
	}
	admin.Post(t, "/api/v2/workspace/"+p.project.ID+"/roles", testserver.Object{"slug": "reader", "name": "reader", "permissions": x.role}).Want(t, 200)
	admin.AddMember(t, p.project, identity, "reader")
	return p
}

// item is a secret of a batch.
func (p *plot) item(secret *planted) testserver.Object {
	tags := testserver.List{}
	for _, slug := range secret.tags {
		tags = append(tags, p.tags[slug])
	}
	return testserver.Object{"secretKey": secret.name, "secretValue": secret.text, "secretPath": secret.at.path, "tagIds": tags}
}

// everywhere has each secret of the tract in every folder.
func (x *tract) everywhere() (copies []planted) {
	for _, at := range tractSpots() {
		for _, secret := range x.secrets {
			secret.at = at
			copies = append(copies, secret)
		}
	}
	return copies
}
