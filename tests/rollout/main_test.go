// Package rollout follows a policy from its author's folder into running
// servers, and back out.
package rollout

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warder/bundles"
	"warder/cmd/service"
	"warder/tests/plans"
	"warder/tests/testserver"
)

// examineHere makes this test binary the process that servers examine in.
const examineHere = "examine-here"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == examineHere {
		if err := bundles.ServeExamination(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(plans.Main(m))
}

// author is somebody who writes policy and signs it.
type author struct {
	t      *testing.T
	dir    string // of the policy
	keys   string // key.pem and key.pub
	signer *bundles.Signer
}

func newAuthor(t *testing.T) *author {
	t.Helper()
	a := &author{t: t, dir: t.TempDir(), keys: t.TempDir()}
	if err := os.CopyFS(a.dir, os.DirFS("../../policies")); err != nil {
		t.Fatal(err)
	}
	testserver.WithoutTests(t, a.dir)
	a.signer = a.key("key")
	return a
}

// key makes a pair of keys, called "team" by everybody.
func (a *author) key(name string) *bundles.Signer {
	a.t.Helper()
	private, public, err := bundles.GenerateKey()
	if err != nil {
		a.t.Fatal(err)
	}
	for path, content := range map[string][]byte{name + ".pem": private, name + ".pub": public} {
		if err := os.WriteFile(filepath.Join(a.keys, path), content, 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	signer, err := bundles.NewSigner("team", "tests", filepath.Join(a.keys, name+".pem"))
	if err != nil {
		a.t.Fatal(err)
	}
	return signer
}

// trusted configures a server that takes the author's bundles.
func (a *author) trusted(config *service.Config) {
	config.PolicyKeys, config.PolicyScope = map[string]string{"team": filepath.Join(a.keys, "key.pub")}, "tests"
	config.Sandbox = []string{os.Args[0], examineHere}
}

const nightPath = "authz/rules/night/night.rego"

// noFOO refuses to read FOO.
const noFOO = `package authz.rules.night

deny contains {"code": "closed_at_night", "message": "Nobody reads FOO at night"} if {
	input.resource.type == "secrets"
	input.action.name != "create"
	input.resource.properties.secretName == "FOO"
}
`

// write changes a file of the policy; "" takes it away.
func (a *author) write(path, content string) {
	a.t.Helper()
	path = filepath.Join(a.dir, filepath.FromSlash(path))
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil && content != "" {
		err = os.WriteFile(path, []byte(content), 0o600)
	} else if err == nil {
		err = os.RemoveAll(path)
	}
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *author) read(path string) string {
	a.t.Helper()
	text, err := os.ReadFile(filepath.Join(a.dir, filepath.FromSlash(path)))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

func (a *author) unsigned(revision uint64) []byte {
	a.t.Helper()
	packed, err := bundles.Build(a.dir, revision)
	if err != nil {
		a.t.Fatal(err)
	}
	return packed
}

func (a *author) bundle(revision uint64) []byte {
	a.t.Helper()
	signed, err := a.signer.Sign(a.unsigned(revision))
	if err != nil {
		a.t.Fatal(err)
	}
	return signed
}

// installation is a server with a secret FOO, somebody who reads it and
// somebody who publishes policy.
type installation struct {
	*testserver.Server
	project   testserver.Project
	reader    testserver.Client
	publisher testserver.Client
}

func install(t *testing.T, address string, changes ...func(*service.Config)) *installation {
	t.Helper()
	i := &installation{Server: testserver.Start(t, address, changes...)}
	i.project = i.AsAdmin().NewProject(t)
	i.AsAdmin().SetSecret(t, i.project, "FOO", "BAR")
	i.AsAdmin().SetSecret(t, i.project, "OTHER", "VALUE")
	i.reader = i.AsMember(t, i.project, "viewer")
	i.publisher = i.AsPerson(t)
	return i
}

func (i *installation) read(t *testing.T, name string) testserver.Answer {
	t.Helper()
	return i.reader.Get(t, i.project.SecretPath(name))
}

func (i *installation) publish(t *testing.T, packed []byte, fields testserver.Object) testserver.Answer {
	t.Helper()
	body := testserver.Object{"bundle": base64.StdEncoding.EncodeToString(packed)}
	for name, value := range fields {
		body[name] = value
	}
	return i.publisher.Post(t, "/api/v1/authz/bundles", body)
}

func (i *installation) policy(t *testing.T) testserver.Answer {
	t.Helper()
	return i.publisher.Get(t, "/api/v1/authz/policy").Want(t, 200)
}

// withdrawn waits until the server has ended the canary, and until it decides without
// it. The first wait reads nothing that the canary refuses, so the refusals that the
// event counts are those of the test.
func (i *installation) withdrawn(t *testing.T) {
	t.Helper()
	testserver.Eventually(t, "the canary is withdrawn", func() bool { return i.policy(t).Value("policy.candidate") == nil })
	testserver.Eventually(t, "the server decides without it", func() bool { return i.read(t, "FOO").Status == 200 })
}

// metric is the value of a line of /metrics, "" for none.
func metric(t *testing.T, s *testserver.Server, name string) string {
	t.Helper()
	for line := range strings.SplitSeq(s.Metrics(t), "\n") {
		if value, is := strings.CutPrefix(line, name+" "); is {
			return value
		}
	}
	return ""
}
