package truth

import (
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// What a server shows by any way is what it shows by single reads, under any rules
// are added to the policy it ships with. Single reads are made in a project of their
// own, where every secret is in every folder: what an import shows depends on how
// a secret would be read in the folders between. More by -rapid.checks.
func TestReads_by_every_way_show_what_single_reads_show(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("4"); err != nil { // each starts a server with a policy of its own
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
	}
	rapid.Check(t, func(r *rapid.T) {
		x := newTract(r)
		s := testserver.Launch(t, database.SQLite(t), withRule(t, "drawn", x.rules), testserver.BehindProxy, func(config *service.Config) { config.PolicyTimeout = patient })
		defer s.Stop(t)
		awaitPolicy(t, s)
		s.SetUp(t)
		newTrial(t, r, s, x).compare(s)
	})
}

// awaitPolicy waits until the policy is examined again, if that took too long.
func awaitPolicy(t *testing.T, s *testserver.Server) {
	t.Helper()
	var last testserver.Answer
	defer func() {
		if t.Failed() {
			t.Log(last.Body)
		}
	}()
	testserver.Eventually(t, "the policy is active", func() bool {
		last = s.Ready(t)
		return last.Status == 200
	})
}

// trial holds what a project shows against what single reads show.
type trial struct {
	*tract
	*plot
	r     *rapid.T
	seen  sights
	asker testserver.Client // who may ask about others
	// breaks is whether a rule ended in an error for some single read.
	breaks bool
}

func newTrial(t *testing.T, r *rapid.T, s *testserver.Server, x *tract) *trial {
	admin := s.AsAdmin().From("10.0.0.1")
	identity, reader := x.newReader(t, s)
	seen, breaks := x.look(r, admin, x.plant(t, admin, reader, identity, x.everywhere()))
	p := x.plant(t, admin, reader, identity, x.secrets)
	for to, sources := range x.imports {
		for _, from := range sources {
			admin.Post(t, "/api/v1/secret-imports", testserver.Object{
				"workspaceId": p.project.ID, "environment": to.environment, "path": to.path, "import": testserver.Object{"environment": from.environment, "path": from.path},
			}).Want(t, 200)
		}
	}
	return &trial{x, p, r, seen, admin, breaks}
}

func (x *tract) newReader(t *testing.T, s *testserver.Server) (identity string, reader testserver.Client) {
	admin := s.AsAdmin().From("10.0.0.1")
	made := admin.Post(t, "/api/v1/identities", testserver.Object{"name": readerName, "organizationId": s.Admin.ID, "role": "no-access", "metadata": x.metadata})
	m := testserver.Machine{IdentityID: made.Want(t, 200).Text("identity.id")}
	m.ClientID = admin.Post(t, testserver.UniversalAuth(m.IdentityID), testserver.Object{}).Want(t, 200).Text("identityUniversalAuth.clientId")
	m.ClientSecret, _ = admin.NewClientSecret(t, m.IdentityID, testserver.Object{})
	return m.IdentityID, s.As(s.Token(t, m)).From(x.address)
}

func (x *trial) compare(s *testserver.Server) {
	for i := range x.secrets {
		x.compareSingle(&x.secrets[i])
	}
	now := s.Clock.Now().UTC().Format("2006-01-02T15:04:05Z")
	for _, at := range tractSpots() {
		x.compareList(at, false, false)
		x.compareList(at, true, rapid.Bool().Draw(x.r, "expand"))
		x.holds(x.get("/api/v3/secrets/raw", at, "&asOf="+now), listed{at: at, own: x.own(x.seen, at)})
	}
	x.compareRecursive()
	x.compareSearch()
	x.compareReview()
	x.compareChanges()
	x.compareCreations()
	x.compareDeletions()
}

// fails ends the draw, and says by which rules.
func (x *trial) fails(answer testserver.Answer, format string, more ...any) {
	x.r.Fatalf("%s: %s\ngot %d: %s\n\n%s\nrole %v\naddress %s, metadata %v", answer.Request, fmt.Sprintf(format, more...), answer.Status, answer.Body, x.rules, x.role, x.address, x.metadata)
}

func decode(answer testserver.Answer, into any) error {
	return json.Unmarshal([]byte(answer.Body), into)
}

// readSecret is a secret in an answer.
type readSecret struct {
	Environment, SecretPath, SecretKey, SecretValue string
	SecretValueHidden                               bool
}

func textsOf(secrets []readSecret) []string {
	texts := []string{}
	for _, s := range secrets {
		texts = append(texts, s.Environment+s.SecretPath+":"+s.SecretKey+"="+s.SecretValue)
	}
	slices.Sort(texts)
	return texts
}

// rendered is what an answer is to hold; it is refused if a reference leads to
// what may not be read.
func (x *trial) rendered(list []shown, expand bool) (texts []string, permitted bool) {
	texts = []string{}
	for _, one := range list {
		text := "<hidden-by-infisical>"
		if one.sight == revealed {
			text = one.secret.text
		}
		if one.sight == revealed && expand {
			if text, permitted = x.expanded(x.seen, one.secret, nil); !permitted {
				return nil, false
			}
		}
		texts = append(texts, one.secret.at.environment+one.secret.at.path+":"+one.secret.name+"="+text)
	}
	slices.Sort(texts)
	return texts, true
}

// undecided is whether a rule ended in an error: of a list, about one of its
// members is enough.
func undecided(answer testserver.Answer) bool {
	return answer.Status == 500 && slices.Equal(answer.Codes(), []string{"policy_error"})
}

// refused is whether an answer is a refusal, if only for want of a decision.
func refused(answer testserver.Answer) bool { return answer.Status == 403 || undecided(answer) }

// compareSingle reads a secret alone by every way there is.
func (x *trial) compareSingle(secret *planted) {
	at, want := secret.at, x.seen[secret.at][secret.name]
	plain := x.get("/api/v3/secrets/raw/"+secret.name, at, "")
	reads := []testserver.Answer{plain, x.get("/api/v4/secrets/"+secret.name, at, notFollowing), x.get("/api/v3/secrets/raw/"+secret.name, at, "&version=1")}
	if want > unseen {
		reads = append(reads, x.reader.Get(x.t, "/api/v3/secrets/raw/id/"+plain.Text("secret.id")))
	}
	for _, answer := range reads {
		if got := sightOf(x.r, answer, "secret"); got != want {
			x.fails(answer, "shows %d of %v, want %d", got, *secret, want)
		}
	}
	if answer := x.get("/api/v3/secrets/"+secret.name, at, ""); (want == revealed) != (answer.Status == 200) {
		x.fails(answer, "%v is to be shown as far as %d", *secret, want)
	}
	x.compareExpanded(secret, want)
}

// compareExpanded follows the references of a secret.
func (x *trial) compareExpanded(secret *planted, sees sight) {
	answer := x.get("/api/v4/secrets/"+secret.name, secret.at, "&includeImports=false&expandSecretReferences=true")
	texts, permitted := x.rendered([]shown{{secret, sees}}, true)
	if sees == unseen || !permitted || x.breaks && undecided(answer) {
		if !refused(answer) {
			x.fails(answer, "%v may not be read, or not what it refers to", *secret)
		}
		return
	}
	var got struct{ Secret readSecret }
	if err := decode(answer, &got); err != nil || !slices.Equal(textsOf([]readSecret{got.Secret}), texts) {
		x.fails(answer, "want %v", texts)
	}
}

// listed is what the list of a folder is to show.
type listed struct {
	at      spot
	own     []shown
	blocks  [][]shown
	appears bool // something that is imported may be seen as it appears in the folder
	expand  bool
}

func (x *trial) compareList(at spot, imports, expand bool) {
	want := listed{at: at, own: x.own(x.seen, at), expand: expand}
	for _, source := range x.imports[at] {
		if !imports {
			break
		}
		if block := x.block(x.seen, at, source); len(block) > 0 {
			want.blocks = append(want.blocks, block)
		}
		for _, from := range x.behind(at, source) {
			want.appears = want.appears || slices.ContainsFunc(x.at(from), func(s *planted) bool { return x.seen[at][s.name] > unseen })
		}
	}
	x.holds(x.get("/api/v4/secrets", at, fmt.Sprintf("&includeImports=%t&expandSecretReferences=%t", imports, expand)), want)
}

// holds compares a list with what it is to show: nothing but a refusal where
// neither a member nor the folder may be read, or where a reference leads to
// what may not be.
func (x *trial) holds(answer testserver.Answer, want listed) {
	own, permitted := x.rendered(want.own, want.expand)
	blocks := [][]string{}
	for _, block := range want.blocks {
		texts, fine := x.rendered(block, want.expand)
		blocks, permitted = append(blocks, texts), permitted && fine
	}
	switch {
	case x.breaks && undecided(answer):
		return
	case x.seen[want.at][""] == unseen && len(want.own) == 0 && !want.appears:
		if !refused(answer) {
			x.fails(answer, "nothing of it may be read")
		}
		return
	case !permitted:
		if answer.Status != 403 || answer.Text("message") != "Failed to expand one or more secret references" {
			x.fails(answer, "it leads to what may not be read")
		}
		return
	}
	var got struct {
		Secrets []readSecret
		Imports []struct{ Secrets []readSecret }
	}
	if err := decode(answer, &got); err != nil || answer.Status != 200 || !slices.Equal(textsOf(got.Secrets), own) {
		x.fails(answer, "want %v", own)
	}
	imported := [][]string{}
	for _, block := range got.Imports {
		imported = append(imported, textsOf(block.Secrets))
	}
	if fmt.Sprint(imported) != fmt.Sprint(blocks) {
		x.fails(answer, "want imports %v", blocks)
	}
}

// compareRecursive lists an environment, and a folder with all below it.
func (x *trial) compareRecursive() {
	for _, root := range []spot{{"dev", "/"}, {"dev", "/a"}, {"prod", "/"}} {
		var own, imported []shown
		for _, at := range tractSpots() {
			if at.environment != root.environment || !strings.HasPrefix(at.path, root.path) {
				continue
			}
			own = append(own, x.own(x.seen, at)...)
			for _, source := range x.imports[at] {
				imported = append(imported, x.block(x.seen, at, source)...)
			}
		}
		var got struct {
			Secrets []readSecret
			Imports []struct{ Secrets []readSecret }
		}
		answer := x.get("/api/v3/secrets/raw", root, "&recursive=true&include_imports=true")
		if x.breaks && undecided(answer) {
			continue
		}
		if err := decode(answer, &got); err != nil || answer.Status != 200 && (!refused(answer) || len(own)+len(imported) > 0) {
			x.fails(answer, "want a list")
		}
		var blocks []readSecret
		for _, block := range got.Imports {
			blocks = append(blocks, block.Secrets...)
		}
		want, _ := x.rendered(own, false)
		wantImported, _ := x.rendered(imported, false)
		if !slices.Equal(textsOf(got.Secrets), want) || !slices.Equal(textsOf(blocks), wantImported) {
			x.fails(answer, "want %v and imports %v", want, wantImported)
		}
	}
}

// compareSearch asks which secrets the reader reads.
func (x *trial) compareSearch() {
	answer := x.asker.Post(x.t, "/access/v1/search/resource", testserver.Object{
		"subject": testserver.Object{"type": "identity", "id": x.identity}, "action": testserver.Object{"name": "readValue"}, "context": testserver.Object{"ip": x.address},
		"resource": testserver.Object{"type": "secrets", "properties": testserver.Object{"projectId": x.project.ID}},
	})
	var body struct {
		Results []struct{ Properties struct{ SecretName string } }
	}
	if err := decode(answer, &body); err != nil || answer.Status != 200 {
		x.fails(answer, "want results")
	}
	found, want := []string{}, []string{}
	for _, result := range body.Results {
		found = append(found, result.Properties.SecretName)
	}
	for i := range x.secrets {
		if secret := &x.secrets[i]; x.seen[secret.at][secret.name] == revealed {
			want = append(want, secret.name)
		}
	}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		x.fails(answer, "want %v", want)
	}
}

// compareReview asks who reads one of the secrets.
func (x *trial) compareReview() {
	if len(x.secrets) == 0 {
		return
	}
	secret := rapid.SampledFrom(x.secrets).Draw(x.r, "reviewed")
	answer := x.asker.Get(x.t, fmt.Sprintf("/api/v1/authz/who-can?action=readValue&resource=secrets&projectId=%s&environment=%s&secretPath=%s&secretName=%s&ip=%s",
		x.project.ID, secret.at.environment, secret.at.path, secret.name, x.address))
	if may := x.seen[secret.at][secret.name] == revealed; answer.Status != 200 || strings.Contains(answer.Body, x.identity) != may {
		x.fails(answer, "the reader may: %t", may)
	}
}

// compareChanges changes secrets to what they are, one by one and together, and
// looks at what is asked for and at what the answers show.
func (x *trial) compareChanges() {
	for _, environment := range []string{"dev", "prod"} {
		items, permitted := testserver.List{}, true
		for i := range x.secrets {
			secret := &x.secrets[i]
			if secret.at.environment != environment || rapid.IntRange(0, 2).Draw(x.r, "left out") == 0 {
				continue
			}
			item := x.item(secret)
			if rapid.Bool().Draw(x.r, "tags stay") {
				delete(item, "tagIds")
			}
			answer := x.change("PATCH", "/"+secret.name, secret.at, item)
			if answer.Status == 400 || answer.Status == 404 {
				x.fails(answer, "want it done or refused")
			}
			x.shows(answer, answer.Value("secret"))
			items, permitted = append(items, item), permitted && answer.Status == 200
		}
		if len(items) == 0 {
			continue
		}
		answer := x.change("PATCH", "/batch", spot{environment, "/"}, testserver.Object{"secrets": items})
		if permitted != (answer.Status == 200) {
			x.fails(answer, "single changes are permitted: %t", permitted)
		}
		changed, _ := answer.Value("secrets").([]any)
		for _, one := range changed {
			x.shows(answer, one)
		}
	}
}

// change sends a change of one secret, or of several.
func (x *trial) change(method, path string, at spot, more testserver.Object) testserver.Answer {
	body := testserver.Object{"projectId": x.project.ID, "environment": at.environment, "secretPath": at.path}
	for name, value := range more {
		body[name] = value
	}
	answer := x.reader.Do(x.t, method, "/api/v4/secrets"+path, body)
	if answer.Status != 200 && answer.Status != 404 && answer.Status != 400 && !refused(answer) {
		x.fails(answer, "want it done or refused")
	}
	return answer
}

// shows compares what the answer to a change shows of a secret.
func (x *trial) shows(answer testserver.Answer, secret any) {
	fields, _ := secret.(map[string]any)
	if answer.Status != 200 {
		return
	}
	name, _ := fields["secretKey"].(string)
	sees := x.seen[x.named(name).at][name]
	if hides := fields["secretValueHidden"] == true; hides != (sees < revealed) || hides != (fields["secretValue"] == "<hidden-by-infisical>") {
		x.fails(answer, "shows %v, want as much as %d", secret, sees)
	}
}

// compareCreations creates secrets that are there already: one is told so where it
// would be permitted.
func (x *trial) compareCreations() {
	for _, environment := range []string{"dev", "prod"} {
		items, permitted := testserver.List{}, true
		for i := range x.secrets {
			secret := &x.secrets[i]
			if secret.at.environment != environment || rapid.IntRange(0, 2).Draw(x.r, "left out") == 0 {
				continue
			}
			item := x.item(secret)
			answer := x.change("POST", "/"+secret.name, secret.at, item)
			items, permitted = append(items, item), permitted && answer.Status == 400
		}
		if len(items) == 0 {
			continue
		}
		if answer := x.change("POST", "/batch", spot{environment, "/"}, testserver.Object{"secrets": items}); permitted != (answer.Status == 400) {
			x.fails(answer, "single creations are permitted: %t", permitted)
		}
	}
}

// compareDeletions deletes what is not there: one is told so where it would be
// permitted, and of several also where it would not be of all.
func (x *trial) compareDeletions() {
	at := rapid.SampledFrom(tractSpots()).Draw(x.r, "deleted")
	items, permitted, told := testserver.List{}, true, false
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"AC", "B", "11", "DB_A", "A", "GONE"}), 1, 4, rapid.ID).Draw(x.r, "gone") {
		if slices.Contains(namesOf(x.secrets), name) && x.named(name).at == at {
			continue
		}
		answer := x.change("DELETE", "/"+name, at, nil)
		items, permitted, told = append(items, testserver.Object{"secretKey": name}), permitted && answer.Status == 404, told || answer.Status == 404
	}
	if len(items) == 0 {
		return
	}
	if answer := x.change("DELETE", "/batch", at, testserver.Object{"secrets": items}); permitted && answer.Status != 404 || !told && answer.Status == 404 {
		x.fails(answer, "single deletions are permitted: %t, or some of them: %t", permitted, told)
	}
}
