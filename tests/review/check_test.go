package review

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"maps"
	"strings"
	"testing"

	"warder/policies"
	"warder/tests/database"
	"warder/tests/testserver"
)

// shippedFiles is the policy that ships, tests and all, with changes.
func shippedFiles(t *testing.T, changes map[string]string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(policies.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".rego") && path != ".manifest" && !strings.HasSuffix(path, "/data.json") {
			return err
		}
		text, err := fs.ReadFile(policies.FS, path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(files, changes)
	return files
}

// packed is a bundle as it travels.
func packed(t *testing.T, files map[string]string) string {
	t.Helper()
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	writer := tar.NewWriter(zip)
	for path, text := range files {
		if err := writer.WriteHeader(&tar.Header{Name: path, Size: int64(len(text)), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := writer.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.String()
}

const check = "/api/v1/authz/check"

func TestCheck(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsAdmin()
	good := shippedFiles(t, nil)
	for name, answer := range map[string]testserver.Answer{
		"files":  admin.Post(t, check, object{"files": good}),
		"bundle": admin.With("Content-Type", "application/gzip").Post(t, check, testserver.Raw(packed(t, good))),
	} {
		if answer.Want(t, 200).Value("passed") != true || answer.Value("findings.0") != nil {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	const path = "authz/rules/freeze/freeze.rego"
	for name, c := range map[string]struct{ text, step, message string }{
		"does not parse":   {"package authz.rules.freeze\n\ndeny contains {", "format", "freeze.rego"},
		"is not formatted": {"package authz.rules.freeze\n\n\n\n\ndeny contains {\"code\":\"x\",\"message\":\"m\"} if false\n", "format", "opa fmt"},
		"does not compile": {"package authz.rules.freeze\n\ndeny contains {\"code\": \"x\", \"message\": \"m\"} if nowhere\n", "compile", `freeze.rego","row":3`},
		"calls the network": {
			"package authz.rules.freeze\n\ndeny contains {\"code\": \"x\", \"message\": \"m\"} if http.send({\"url\": \"http://127.0.0.1\"})\n", "compile", "http.send",
		},
		"reaches for the guardrails": {"package authz.rules.guardrails\n\nok if true\n", "compile", "belongs to the server"},
	} {
		answer := admin.Post(t, check, object{"files": shippedFiles(t, map[string]string{path: c.text})}).Want(t, 200)
		if answer.Value("passed") != false || !strings.Contains(answer.Body, `"step":"`+c.step+`"`) || !strings.Contains(answer.Body, c.message) {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	failing := shippedFiles(t, map[string]string{"authz/rules/freeze/freeze_test.rego": "package authz.rules.freeze_test\n\ntest_never if false\n"})
	if answer := admin.Post(t, check, object{"files": failing}).Want(t, 200); answer.Value("passed") != false || !strings.Contains(answer.Body, "test_never") {
		t.Errorf("a test that fails: %s", answer.Body)
	}
	lacking := shippedFiles(t, nil)
	delete(lacking, "authz/rules/tokens/tokens.rego")
	if answer := admin.Post(t, check, object{"files": lacking}).Want(t, 200); answer.Value("passed") != false {
		t.Errorf("a package that no decision may do without: %s", answer.Body)
	}
	for _, wrong := range []any{object{}, object{"files": object{}}, object{"files": "x"}, object{"files": object{"a.rego": 1}}} {
		admin.Post(t, check, wrong).Want(t, 422)
	}
	admin.With("Content-Type", "application/gzip").Post(t, check, testserver.Raw("garbage")).Want(t, 422)
	nobody := s.As(s.Token(t, s.NewMachine(t, "member", nil)))
	nobody.Post(t, check, object{"files": good}).WantRefusal(t, 403, "permission_missing")
}
