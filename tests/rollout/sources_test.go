package rollout

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"warder/bundles"
	"warder/cmd/service"
	"warder/models"
	"warder/models/durable"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

// origin serves one bundle over HTTP, with an ETag, or breaks.
type origin struct {
	*httptest.Server
	mu      sync.Mutex
	content []byte
	status  int // 0 for what is right
	full    int // answers with a bundle
}

func serveBundle(t *testing.T, packed []byte) *origin {
	t.Helper()
	o := &origin{content: packed}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.status != 0 {
		w.WriteHeader(o.status)
		return
	}
	tag := fmt.Sprintf(`"%d-%x"`, len(o.content), o.content[len(o.content)-8:])
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	o.full++
	_, _ = w.Write(o.content)
}

func (o *origin) set(packed []byte, status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.content, o.status = packed, status
}

// from configures a server that follows a source.
func (a *author) from(source string) func(*service.Config) {
	return func(config *service.Config) {
		a.trusted(config)
		config.Policy, config.PolicyInterval = source, 50*time.Millisecond
	}
}

func TestSource_http_a_new_bundle_is_followed_and_a_bad_one_is_not(t *testing.T) {
	a := newAuthor(t)
	o := serveBundle(t, a.bundle(7))
	i := install(t, database.SQLite(t), a.from(o.URL))
	i.read(t, "FOO").Want(t, 200)
	if policy := i.policy(t); policy.Text("policy.revision") != "7" || policy.Text("policy.source") != o.URL {
		t.Errorf("started with %s", policy.Body)
	}
	a.write(nightPath, noFOO)
	good := a.bundle(9)
	o.set(good, 0)
	testserver.Eventually(t, "the new bundle is in force", func() bool { return i.read(t, "FOO").Status == 403 })

	stranger := a.key("stranger")
	for _, c := range []struct {
		name, cause, text string
		packed            func() []byte
		status            int
	}{
		{"truncated", bundles.CauseUnreadable, "EOF", func() []byte { return good[:len(good)-100] }, 0},
		{"garbage", bundles.CauseUnreadable, "gzip", func() []byte { return []byte("<html>not a bundle</html>") }, 0},
		{"unsigned", bundles.CauseUnsigned, ".signatures.json", func() []byte { return a.unsigned(10) }, 0},
		{"signed_by_another", bundles.CauseSignature, "team", func() []byte {
			signed, err := stranger.Sign(a.unsigned(10))
			if err != nil {
				t.Fatal(err)
			}
			return signed
		}, 0},
		{"older", bundles.CauseRevision, "revision 8 is older than 9", func() []byte { a.write(nightPath, ""); return a.bundle(8) }, 0},
		{"the_same_revision_with_other_contents", bundles.CauseRevision, "revision 9 was activated before with other contents", func() []byte { return a.bundle(9) }, 0},
		{"rego_that_calls_the_network", bundles.CauseCompile, nightPath + ":3", func() []byte {
			a.write(nightPath, "package authz.rules.night\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if http.send({}).status_code == 1\n")
			return a.bundle(11)
		}, 0},
		{"rego_that_loops", bundles.CauseLimits, "in time", func() []byte {
			a.write(nightPath, "package authz.rules.night\n\ndeny contains {\"code\": \"x\", \"message\": \"y\"} if {\n\tcount([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0\n}\n")
			return a.bundle(12)
		}, 0},
		{"a_test_that_fails", bundles.CauseTests, "authz/rules/night/night_test.rego:3", func() []byte {
			a.write(nightPath, noFOO)
			a.write("authz/rules/night/night_test.rego", "package authz.rules.night_test\n\ntest_day if false\n")
			return a.bundle(13)
		}, 0},
		{"a_source_that_is_broken", bundles.CauseSource, "answered 500", func() []byte { return good }, 500},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.set(c.packed(), c.status)
			testserver.Eventually(t, "readiness says why", func() bool { return strings.Contains(i.Ready(t).Want(t, 200).Body, c.text) })
			i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
			i.read(t, "OTHER").Want(t, 200)
			if count := metric(t, i.Server, `warder_bundle_refusals_total{cause="`+c.cause+`"}`); count == "" {
				t.Errorf("the refusal is not counted as %s", c.cause)
			}
			if policy := i.policy(t); policy.Text("policy.revision") != "9" {
				t.Errorf("in force is %s", policy.Body)
			}
		})
	}
	a.write("authz/rules/night/night_test.rego", "")
	a.write(nightPath, "")
	o.set(a.bundle(14), 0)
	testserver.Eventually(t, "a mended bundle is in force", func() bool { return i.read(t, "FOO").Status == 200 })
	testserver.Eventually(t, "readiness is content", func() bool { return !strings.Contains(i.Ready(t).Body, "degraded") })
}

// replica is another server of the installation, which was never started before
// and does not reach the source.
func (i *installation) replica(t *testing.T, changes ...func(*service.Config)) *installation {
	t.Helper()
	other := *i
	other.Server = testserver.Launch(t, i.Config.DatabaseURL.Reveal(), append([]func(*service.Config){func(c *service.Config) {
		*c = i.Config
		c.DataDir = t.TempDir()
		c.Logger = service.NewLogger(i.Log, service.LogText, slog.LevelDebug)
	}}, changes...)...)
	other.reader = i.reader.At(other.URL)
	return &other
}

// A server that starts while the source is away begins with the bundle that was
// activated last, on any server, and says so.
func TestSource_a_start_without_the_source(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		a := newAuthor(t)
		a.write(nightPath, noFOO)
		o := serveBundle(t, a.bundle(7))
		i := install(t, url, a.from(o.URL))
		i.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
		o.set(nil, 503)
		second := i.replica(t)
		second.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
		second.read(t, "OTHER").Want(t, 200)
		if ready := second.Ready(t).Want(t, 200); !strings.Contains(ready.Body, "the last good policy is in force") || !strings.Contains(ready.Body, "503") {
			t.Errorf("readiness does not say that the source is away: %s", ready.Body)
		}
		if log := i.Log.String(); !strings.Contains(log, "the stored bundle is in force") {
			t.Error("the log does not say it")
		}
		a.write(nightPath, "")
		o.set(a.bundle(6), 0)
		testserver.Eventually(t, "an older one is refused, also where it was never activated", func() bool {
			return strings.Contains(second.Ready(t).Body, "revision 6 is older than 7")
		})
	})
}

// What is kept is trusted as little as any bundle, and less where another hand
// wrote it: one that was signed once, and is older, decides nothing either.
func TestSource_a_kept_bundle_that_was_altered_is_refused(t *testing.T) {
	database.Each(t, keptBundleAltered)
}

func keptBundleAltered(t *testing.T, url string) {
	t.Helper()
	a := newAuthor(t)
	older := a.bundle(6)
	a.write(nightPath, noFOO)
	o := serveBundle(t, a.bundle(7))
	i := install(t, url, a.from(o.URL))
	o.set(nil, 503)
	i.Stop(t)
	for name, alter := range map[string]func(row *models.KeptPolicy){
		"an_older_one_that_was_signed": func(row *models.KeptPolicy) { row.Archive = older },
		"its_revision_too":             func(row *models.KeptPolicy) { row.Archive, row.Revision = older, 6 },
		"garbage":                      func(row *models.KeptPolicy) { row.Archive = []byte("garbage") },
		"a_lower_floor":                func(row *models.KeptPolicy) { row.Revision = 1 },
		"no_hash":                      func(row *models.KeptPolicy) { row.Hash = "" },
	} {
		t.Run(name, func(t *testing.T) {
			db := i.Store(t)
			var kept, altered models.KeptPolicy
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				row, err := models.LastPolicy(tx)
				if err != nil {
					return err
				}
				kept, altered = *row, *row
				alter(&altered)
				return store.Edit(tx, store.Installation, row, func(row *models.KeptPolicy) error { *row = altered; return nil })
			}); err != nil {
				t.Fatal(err)
			}
			second := i.replica(t)
			second.read(t, "OTHER").WantRefusal(t, 503, "policy_missing")
			if ready := second.Ready(t).Want(t, 503); !strings.Contains(ready.Body, "not as this installation wrote it") || !strings.Contains(ready.Body, "every request is refused") {
				t.Errorf("readiness does not say why: %s", ready.Body)
			}
			o.set(a.bundle(8), 0)
			testserver.Eventually(t, "nothing new is taken before the row is repaired", func() bool { return strings.Contains(second.Ready(t).Body, "cannot be read") })
			o.set(nil, 503)
			fallen := i.replica(t, func(c *service.Config) { c.PolicyFallback = service.PolicyEmbedded })
			fallen.read(t, "OTHER").Want(t, 200)
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return store.Edit(tx, store.Installation, &altered, func(row *models.KeptPolicy) error { *row = kept; return nil })
			}); err != nil {
				t.Fatal(err)
			}
			if name != "garbage" {
				return // to examine a policy takes long
			}
			testserver.Eventually(t, "the repaired one decides while the source is away", func() bool { return second.read(t, "FOO").Status == 403 })
			second.read(t, "FOO").WantRefusal(t, 403, "closed_at_night")
			if ready := second.Ready(t).Want(t, 200); !strings.Contains(ready.Body, "the last good policy is in force") {
				t.Errorf("readiness does not say that the source is away: %s", ready.Body)
			}
		})
	}
	if log := i.Log.String(); !strings.Contains(log, "the rules of the binary decide instead of yours") {
		t.Error("the log does not warn of the embedded policy")
	}
}

func TestSource_a_policy_that_got_too_old_decides_nothing(t *testing.T) {
	a := newAuthor(t)
	packed := a.bundle(7)
	o := serveBundle(t, packed)
	i := install(t, database.SQLite(t), a.from(o.URL), func(c *service.Config) { c.PolicyMaxStale = time.Hour })
	o.set(packed, 503)
	testserver.Eventually(t, "the failure is told", func() bool { return strings.Contains(i.Ready(t).Body, "503") })
	i.read(t, "FOO").Want(t, 200)
	i.Clock.Advance(3601)
	testserver.Eventually(t, "everything is refused", func() bool { return i.read(t, "FOO").Status == 503 })
	i.read(t, "OTHER").WantRefusal(t, 503, "policy_missing")
	i.Ready(t).Want(t, 503)
	if stale := metric(t, i.Server, "warder_bundle_stale_seconds"); stale < "3601" {
		t.Errorf("stale for %s seconds", stale)
	}
	o.set(packed, 0)
	testserver.Eventually(t, "the source is back", func() bool { return i.read(t, "FOO").Status == 200 })
}

func TestSource_a_file_that_is_replaced(t *testing.T) {
	a := newAuthor(t)
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := durable.WriteFile(path, a.bundle(7)); err != nil {
		t.Fatal(err)
	}
	i := install(t, database.SQLite(t), a.from(path))
	i.read(t, "FOO").Want(t, 200)
	a.write(nightPath, noFOO)
	if err := durable.WriteFile(path, a.bundle(8)); err != nil {
		t.Fatal(err)
	}
	testserver.Eventually(t, "the new file is in force", func() bool { return i.read(t, "FOO").Status == 403 })
}

// What is published over the API goes through the same gate.
func TestPublish_refuses(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted)
	active := testserver.Object{"stage": "active"}
	i.publish(t, a.bundle(7), active).Want(t, 200)
	a.write(nightPath, noFOO)
	otherwise := a.bundle(7)
	a.write(nightPath, "")
	i.publish(t, a.bundle(7), active).Want(t, 200) // the same once more changes nothing
	for name, c := range map[string]struct {
		packed []byte
		cause  string
	}{
		"unsigned":                              {a.unsigned(8), "unsigned"},
		"garbage":                               {[]byte("garbage"), "unreadable"},
		"nothing":                               {nil, "unreadable"},
		"older":                                 {a.bundle(6), "revision"},
		"the same revision with other contents": {otherwise, "revision"},
	} {
		answer := i.publish(t, c.packed, active).Want(t, 400)
		if answer.Text("error") != "BundleRefused" || answer.Text("details.cause") != c.cause {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	for name, body := range map[string]testserver.Object{
		"no_stage": {"bundle": "x"}, "another_stage": {"bundle": "x", "stage": "live"}, "no_bundle": {"stage": "active"},
		"no_base64": {"bundle": "%", "stage": "active"}, "too_many_percent": {"bundle": "x", "stage": "canary", "percent": 101},
	} {
		if answer := i.publisher.Post(t, "/api/v1/authz/bundles", body); answer.Status != 422 {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if policy := i.policy(t); policy.Text("policy.revision") != "7" {
		t.Errorf("in force is %s", policy.Body)
	}
}

func TestPublish_needs_keys_to_verify_with(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t))
	answer := i.publish(t, a.bundle(7), testserver.Object{"stage": "active"}).Want(t, 400)
	if !strings.Contains(answer.Text("message"), "policy-keys") {
		t.Errorf("%s", answer.Body)
	}
}

// The limit of bodies is not one of bundles: those have their own.
func TestPublish_takes_a_bundle_that_is_larger_than_other_bodies_may_be(t *testing.T) {
	a := newAuthor(t)
	i := install(t, database.SQLite(t), a.trusted, func(c *service.Config) { c.BodyLimit = 2 << 20 })
	noise := make([]byte, 2<<20) // does not compress below the limit
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	a.write("authz/ballast/data.json", `{"noise": "`+base64.StdEncoding.EncodeToString(noise)+`"}`)
	packed := a.bundle(7)
	if len(packed) < 2<<20 {
		t.Fatalf("a bundle of %d bytes", len(packed))
	}
	i.publish(t, packed, testserver.Object{"stage": "active"}).Want(t, 200)
	huge := make([]byte, bundles.MaxArchiveBytes+1)
	if answer := i.publish(t, huge, testserver.Object{"stage": "active"}).Want(t, 400); answer.Text("details.cause") != bundles.CauseUnreadable {
		t.Errorf("%s", answer.Body)
	}
	i.publish(t, make([]byte, 8<<20), testserver.Object{"stage": "active"}).Want(t, 413)
	i.publisher.Post(t, "/api/v1/authz/promote", testserver.Object{"stage": strings.Repeat("x", 3<<20)}).Want(t, 413)
}
