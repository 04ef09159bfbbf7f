package api

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/tests/database"
	"warder/tests/testserver"
)

// The world of this property: a project with secrets in folders of two
// environments, imports between the folders, references between the secrets,
// and one reader with random rules. What the server answers is held against a
// reading of the contract that is as simple as can be: it tries every way.

type spot struct{ environment, path string }

type keptSecret struct {
	at         spot
	name, text string
	tagged     bool // with the tag "x"
}

type readRule struct {
	actions, environment, path, name string // a path ends in /** or is exact; empty matches everything
	tagged, inverted                 bool
}

type tree struct {
	secrets map[spot][]keptSecret
	imports map[spot][]spot
	rules   []readRule
}

var (
	treePaths = []string{"/", "/a", "/a/b", "/c"}
	treeNames = []string{"K", "L", "DB_M"}
)

// generated draws a tree. Texts hold references to all kinds of places, also
// ones that do not exist.
func generated(r *rapid.T) *tree {
	x := &tree{secrets: map[spot][]keptSecret{}, imports: map[spot][]spot{}}
	spots := allSpots()
	references := []string{"", "", "", "${K}", "${L}", "${dev.K}", "${prod.a.b.L}", "${dev.c.DB_M}", "${prod.K}${L}", "${nowhere.K}", "${dev.no.K}", "${DB_M:-x}"}
	serial := 0
	for _, at := range spots {
		for _, name := range treeNames {
			if !rapid.Bool().Draw(r, "exists") {
				continue
			}
			serial++
			x.secrets[at] = append(x.secrets[at], keptSecret{
				at, name, fmt.Sprintf("v%d.", serial) + rapid.SampledFrom(references).Draw(r, "references"), rapid.IntRange(0, 3).Draw(r, "tagged") == 0,
			})
		}
	}
	chain := rapid.Permutation(spots).Draw(r, "chain")
	for i := range rapid.IntRange(0, 4).Draw(r, "links") {
		x.link(chain[i], chain[i+1])
	}
	for range rapid.IntRange(0, 6).Draw(r, "imports") {
		x.link(rapid.SampledFrom(spots).Draw(r, "to"), rapid.SampledFrom(spots).Draw(r, "from"))
	}
	if rapid.Bool().Draw(r, "one spot barred") {
		bar := rapid.SampledFrom(spots).Draw(r, "barred")
		x.rules = []readRule{{actions: "describeSecret,readValue"}, {actions: "describeSecret,readValue", environment: bar.environment, path: bar.path, inverted: true}}
		return x
	}
	for range rapid.IntRange(1, 4).Draw(r, "rules") {
		x.rules = append(x.rules, readRule{
			rapid.SampledFrom([]string{"describeSecret,readValue", "describeSecret,readValue", "readValue", "describeSecret"}).Draw(r, "actions"),
			rapid.SampledFrom([]string{"", "", "dev", "prod"}).Draw(r, "environment"),
			rapid.SampledFrom([]string{"", "", "/**", "/a/**", "/a", "/", "/c"}).Draw(r, "path"),
			rapid.SampledFrom([]string{"", "", "", "K", "DB_M"}).Draw(r, "name"),
			rapid.IntRange(0, 7).Draw(r, "only tagged") == 0, rapid.IntRange(0, 3).Draw(r, "inverted") == 0,
		})
	}
	return x
}

// link adds an import that the server would take.
func (x *tree) link(to, from spot) {
	if to != from && !slices.Contains(x.imports[to], from) && !slices.Contains(x.imports[from], to) {
		x.imports[to] = append(x.imports[to], from)
	}
}

func allSpots() []spot {
	var spots []spot
	for _, environment := range []string{"dev", "prod"} {
		for _, path := range treePaths {
			spots = append(spots, spot{environment, path})
		}
	}
	return spots
}

// may reads the rules: some allow, and no denial. A name of "" asks for the
// folder itself, which has no name to meet a condition.
func (x *tree) may(action string, at spot, name string, tagged bool) bool {
	allowed := false
	for _, rule := range x.rules {
		below, isTree := strings.CutSuffix(rule.path, "/**")
		inPath := rule.path == "" || rule.path == at.path || isTree && (at.path == below || strings.HasPrefix(at.path, below+"/"))
		meets := strings.Contains(rule.actions, action) && (rule.environment == "" || rule.environment == at.environment) &&
			inPath && (rule.name == "" || rule.name == name) && (!rule.tagged || tagged)
		if meets && rule.inverted {
			return false
		}
		allowed = allowed || meets
	}
	return allowed
}

// sight is 2 for a value, 1 for a description, 0 for nothing.
func (x *tree) sight(at spot, name string, tagged bool) int {
	switch {
	case x.may("readValue", at, name, tagged):
		return 2
	case x.may("describeSecret", at, name, tagged):
		return 1
	}
	return 0
}

// best tries every way from a folder through the import of one source to where
// a secret is; the least sight on a way counts, and the best of all ways.
func (x *tree) best(way []spot, secret *keptSecret) int {
	here := way[len(way)-1]
	sight := x.sight(here, secret.name, secret.tagged)
	if here == secret.at || sight == 0 {
		return sight
	}
	best := 0
	for _, next := range x.imports[here] {
		if !slices.Contains(way, next) && len(way) <= 10 {
			best = max(best, x.best(append(slices.Clone(way), next), secret))
		}
	}
	return min(sight, best)
}

// nearest lists the folders behind an import, level by level, in each level
// the last import first.
func (x *tree) nearest(root, source spot) []spot {
	order, level := []spot{source}, []spot{source}
	for len(level) > 0 {
		var next []spot
		for _, at := range level {
			for _, from := range slices.Backward(x.imports[at]) {
				if from != root && !slices.Contains(order, from) {
					order, next = append(order, from), append(next, from)
				}
			}
		}
		level = next
	}
	return order
}

// shown is what of a secret an answer holds: its text, or "hidden".
type shown struct {
	secret *keptSecret
	sight  int
}

func (x *tree) own(at spot) (list []shown) {
	for i := range x.secrets[at] {
		secret := &x.secrets[at][i]
		if sight := x.sight(at, secret.name, secret.tagged); sight > 0 {
			list = append(list, shown{secret, sight})
		}
	}
	return list
}

// block is what one import contributes.
func (x *tree) block(root, source spot) (list []shown) {
	taken := map[string]bool{}
	for _, at := range x.nearest(root, source) {
		for i := range x.secrets[at] {
			secret := &x.secrets[at][i]
			sight := min(x.sight(root, secret.name, secret.tagged), x.best([]spot{root, source}[1:], secret))
			if sight > 0 && !taken[secret.name] {
				taken[secret.name] = true
				list = append(list, shown{secret, sight})
			}
		}
	}
	return list
}

// target is where a reference leads, seen from a secret, and whether its folder
// exists.
func (x *tree) target(from spot, inner string) (spot, string, bool) {
	steps := strings.Split(inner, ".")
	at, name := from, inner
	if len(steps) > 1 && (steps[0] == "dev" || steps[0] == "prod") {
		at, name = spot{steps[0], "/" + strings.Join(steps[1:len(steps)-1], "/")}, steps[len(steps)-1]
	}
	return at, name, slices.Contains(treePaths, at.path) && !strings.Contains(name, ":")
}

func (x *tree) find(at spot, name string) *keptSecret {
	for i := range x.secrets[at] {
		if x.secrets[at][i].name == name {
			return &x.secrets[at][i]
		}
	}
	return nil
}

// expanded is a text with its references replaced; ok is false when one on the
// way is forbidden.
func (x *tree) expanded(secret *keptSecret, within []*keptSecret) (text string, ok bool) {
	within = append(slices.Clone(within), secret)
	rest, ok := secret.text, true
	for {
		before, after, found := strings.Cut(rest, "${")
		text += before
		if !found {
			return text, ok
		}
		inner, tail, _ := strings.Cut(after, "}")
		rest = tail
		at, name, exists := x.target(secret.at, inner)
		to := x.find(at, name)
		if exists && !x.may("readValue", at, name, to != nil && to.tagged) {
			return "", false
		}
		switch {
		case !exists || to == nil:
			text += "${" + inner + "}"
		case !slices.Contains(within, to):
			more, fine := x.expanded(to, within)
			if !fine {
				return "", false
			}
			text += more
		}
	}
}

// answerOf renders what is shown, expanded or as it is; "" for a refusal.
func (x *tree) answerOf(list []shown, expand bool) (texts []string, ok bool) {
	for _, one := range list {
		text := one.secret.text
		if expand && one.sight == 2 {
			if text, ok = x.expanded(one.secret, nil); !ok {
				return nil, false
			}
		}
		if one.sight == 1 {
			text = "<hidden-by-infisical>"
		}
		texts = append(texts, one.secret.at.environment+one.secret.at.path+":"+one.secret.name+"="+text)
	}
	slices.Sort(texts)
	return texts, true
}

// listable is whether the folder may be listed at all: itself, or something
// that appears in it.
func (x *tree) listable(at spot, list []shown, imports bool) bool {
	if x.sight(at, "", false) > 0 || len(list) > 0 {
		return true
	}
	for _, source := range x.imports[at] {
		for _, from := range x.nearest(at, source) {
			for _, secret := range x.secrets[from] {
				if imports && x.sight(at, secret.name, secret.tagged) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// reader reads the tree from a server.
type reader struct {
	t       *testing.T
	client  testserver.Client
	project testserver.Project
}

// planted puts a tree on a server, and the rules on its reader.
func planted(t *testing.T, s *testserver.Server, m testserver.Machine, x *tree) *reader {
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	tag := admin.Post(t, "/api/v1/workspace/"+p.ID+"/tags", testserver.Object{"name": "x", "slug": "x", "color": "#000"}).Want(t, 200).Text("workspaceTag.id")
	for _, at := range allSpots() {
		place := testserver.Object{"workspaceId": p.ID, "environment": at.environment, "secretPath": at.path}
		if at.path != "/" {
			cut := strings.LastIndex(at.path, "/")
			admin.Post(t, "/api/v1/folders", testserver.Object{"workspaceId": p.ID, "environment": at.environment, "path": at.path[:cut], "name": at.path[cut+1:]}).Want(t, 200)
		}
		for _, secret := range x.secrets[at] {
			body := maps.Clone(place)
			body["secretValue"] = secret.text
			if secret.tagged {
				body["tagIds"] = testserver.List{tag}
			}
			admin.Post(t, "/api/v3/secrets/raw/"+secret.name, body).Want(t, 200)
		}
	}
	for to, sources := range x.imports {
		for _, from := range sources {
			admin.Post(t, "/api/v1/secret-imports", testserver.Object{"workspaceId": p.ID, "environment": to.environment, "path": to.path, "import": testserver.Object{"environment": from.environment, "path": from.path}}).Want(t, 200)
		}
	}
	admin.Post(t, "/api/v2/workspace/"+p.ID+"/roles", testserver.Object{"slug": "reader", "name": "reader", "permissions": x.permissions()}).Want(t, 200)
	admin.AddMember(t, p, m.IdentityID, "reader")
	return &reader{t, s.As(s.Token(t, m)), p}
}

func (x *tree) permissions() testserver.List {
	list := testserver.List{}
	for _, rule := range x.rules {
		conditions := testserver.Object{}
		if rule.environment != "" {
			conditions["environment"] = rule.environment
		}
		if rule.path != "" {
			conditions["secretPath"] = testserver.Object{"$glob": rule.path}
		}
		if rule.name != "" {
			conditions["secretName"] = rule.name
		}
		if rule.tagged {
			conditions["secretTags"] = testserver.Object{"$in": testserver.List{"x"}}
		}
		list = append(list, testserver.Object{"subject": "secrets", "action": strings.Split(rule.actions, ","), "conditions": conditions, "inverted": rule.inverted})
	}
	return list
}

func (r *reader) get(path string, at spot, more string) testserver.Answer {
	return r.client.Get(r.t, path+"?projectId="+r.project.ID+"&environment="+at.environment+"&secretPath="+at.path+more)
}

type answeredSecret struct {
	Environment string `json:"environment"`
	SecretPath  string `json:"secretPath"`
	SecretKey   string `json:"secretKey"`
	SecretValue string `json:"secretValue"`
}

func textsOf(secrets []answeredSecret) (texts []string) {
	for _, s := range secrets {
		texts = append(texts, s.Environment+s.SecretPath+":"+s.SecretKey+"="+s.SecretValue)
	}
	slices.Sort(texts)
	return texts
}

func TestReads_a_list_shows_what_single_reads_permit(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("25"); err != nil { // a tree costs some hundred requests; ask for more by the flag
			t.Fatal(err)
		}
	}
	s := testserver.Start(t, database.SQLite(t))
	m := s.NewMachine(t, "no-access", nil)
	rapid.Check(t, func(r *rapid.T) {
		x := generated(r)
		reader := planted(t, s, m, x)
		for _, at := range allSpots() {
			imports, expand := rapid.IntRange(0, 3).Draw(r, "imports") > 0, rapid.Bool().Draw(r, "expand")
			compareList(r, x, reader, at, imports, expand)
			for _, name := range treeNames {
				compareSingle(r, x, reader, at, name, imports, expand)
			}
		}
		for _, environment := range []string{"dev", "prod"} {
			compareRecursive(r, x, reader, environment)
		}
	})
}

func flags(imports, expand bool) string {
	return fmt.Sprintf("&includeImports=%t&expandSecretReferences=%t", imports, expand)
}

func compareList(r *rapid.T, x *tree, reader *reader, at spot, imports, expand bool) {
	own := x.own(at)
	answer := reader.get("/api/v4/secrets", at, flags(imports, expand))
	if !x.listable(at, own, imports) {
		if answer.Status != 403 {
			r.Fatalf("%v is not listable, got %d: %s", at, answer.Status, answer.Body)
		}
		return
	}
	want, fine := x.answerOf(own, expand)
	wantBlocks := [][]string{}
	for _, source := range x.imports[at] {
		list := x.block(at, source)
		block, ok := x.answerOf(list, expand)
		fine = fine && ok
		if len(list) > 0 && imports {
			wantBlocks = append(wantBlocks, block)
		} else if !imports {
			_, fine = x.answerOf(own, expand)
		}
	}
	if !fine {
		if answer.Status != 403 || answer.Text("message") != "Failed to expand one or more secret references" {
			r.Fatalf("%v leads to a forbidden reference, got %d: %s", at, answer.Status, answer.Body)
		}
		return
	}
	var got struct {
		Secrets []answeredSecret
		Imports []struct{ Secrets []answeredSecret }
	}
	if err := json.Unmarshal([]byte(answer.Body), &got); err != nil || answer.Status != 200 {
		r.Fatalf("%v: %d %s", at, answer.Status, answer.Body)
	}
	gotBlocks := [][]string{}
	for _, block := range got.Imports {
		gotBlocks = append(gotBlocks, textsOf(block.Secrets))
	}
	if texts := textsOf(got.Secrets); !slices.Equal(texts, want) || fmt.Sprint(gotBlocks) != fmt.Sprint(wantBlocks) {
		r.Fatalf("list of %v (imports %t, expand %t)\ngot  %v %v\nwant %v %v", at, imports, expand, texts, gotBlocks, want, wantBlocks)
	}
}

// compareSingle reads by name: the folder's own secret, or else what the last
// import contributes that contributes one of the name.
func compareSingle(r *rapid.T, x *tree, reader *reader, at spot, name string, imports, expand bool) {
	answer := reader.get("/api/v4/secrets/"+name, at, flags(imports, expand))
	var found []shown
	if secret := x.find(at, name); secret != nil {
		if sight := x.sight(at, name, secret.tagged); sight > 0 {
			found = []shown{{secret, sight}}
		}
	} else if imports {
		for _, source := range x.imports[at] {
			for _, one := range x.block(at, source) {
				if one.secret.name == name {
					found = []shown{one}
				}
			}
		}
	}
	want, fine := x.answerOf(found, expand)
	switch {
	case len(found) == 0:
		if answer.Status != 403 && answer.Status != 404 {
			r.Fatalf("%v %s is not readable, got %d: %s", at, name, answer.Status, answer.Body)
		}
	case !fine:
		if answer.Status != 403 {
			r.Fatalf("%v %s leads to a forbidden reference, got %d: %s", at, name, answer.Status, answer.Body)
		}
	default:
		var got struct{ Secret answeredSecret }
		if err := json.Unmarshal([]byte(answer.Body), &got); err != nil || !slices.Equal(textsOf([]answeredSecret{got.Secret}), want) {
			r.Fatalf("%v %s (imports %t, expand %t): got %d %s, want %v", at, name, imports, expand, answer.Status, answer.Body, want)
		}
	}
}

func compareRecursive(r *rapid.T, x *tree, reader *reader, environment string) {
	root := spot{environment, "/"}
	var list []shown
	for _, path := range treePaths {
		list = append(list, x.own(spot{environment, path})...)
	}
	answer := reader.get("/api/v3/secrets/raw", root, "&recursive=true")
	var got struct{ Secrets []answeredSecret }
	want, _ := x.answerOf(list, false)
	if err := json.Unmarshal([]byte(answer.Body), &got); err != nil || answer.Status != 200 || !slices.Equal(textsOf(got.Secrets), want) {
		r.Fatalf("recursive list of %s: got %d %s, want %v", environment, answer.Status, answer.Body, want)
	}
}
