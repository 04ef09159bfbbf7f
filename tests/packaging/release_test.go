package packaging

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// release is what this test looks at in .goreleaser.yaml. tests/charts reads all of it as
// goreleaser does.
type release struct {
	Builds []struct{ Env, Goos, Goarch, Flags []string }
	Nfpms  []struct {
		Contents []struct{ Src, Dst, Type string }
		Scripts  map[string]string
	}
	Archives []struct{ Files []any }
}

func TestRelease_is_made_of_files_that_exist(t *testing.T) {
	var made release
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &made); err != nil {
		t.Fatal(err)
	}
	build := made.Builds[0]
	if !slices.Contains(build.Env, "CGO_ENABLED=0") || !slices.Equal(build.Goos, []string{"linux", "darwin", "windows"}) || !slices.Equal(build.Goarch, []string{"amd64", "arm64"}) {
		t.Errorf("%+v", build)
	}
	debian := made.Nfpms[0]
	var paths []string
	for _, content := range debian.Contents {
		paths = append(paths, content.Src)
	}
	for _, script := range debian.Scripts {
		paths = append(paths, script)
	}
	if len(paths) != len(debian.Contents)+3 {
		t.Errorf("%v", debian.Scripts)
	}
	for _, path := range paths {
		if generated := strings.HasPrefix(path, "bin/package/"); generated {
			continue // by the hooks
		}
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Error(err)
		}
	}
}

// job is one of a workflow.
type job struct {
	Uses        string
	Permissions any
	Steps       []struct {
		Uses, Run string
		With, Env map[string]any
	}
}

func workflow(t *testing.T, name string) (jobs map[string]job, text string) {
	t.Helper()
	text = read(t, ".github/workflows/"+name)
	var read struct{ Jobs map[string]job }
	if err := yaml.Unmarshal([]byte(text), &read); err != nil || len(read.Jobs) == 0 {
		t.Fatalf("%d jobs (%v)", len(read.Jobs), err)
	}
	return read.Jobs, text
}

func TestRelease_workflow_runs_pinned_actions_and_no_text_of_others(t *testing.T) {
	pinned := regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`)
	jobs, text := workflow(t, "release.yml")
	for name, job := range jobs {
		if job.Permissions == nil {
			t.Errorf("%s has the permissions of the repository's default", name)
		}
		for _, step := range job.Steps {
			if step.Uses != "" && !pinned.MatchString(step.Uses) {
				t.Errorf("%s: %s is not pinned to a commit", name, step.Uses)
			}
			if strings.Contains(step.Run, "${{") {
				t.Errorf("%s: a script is put together from text of the event: %s", name, step.Run)
			}
		}
	}
	if !strings.Contains(text, "needs: ci") || !strings.Contains(text, "\npermissions: {}\n") || jobs["ci"].Uses != "./.github/workflows/ci.yml" {
		t.Error("a release is not of what CI passed")
	}
}

// One version of each, so that a reader may copy any line.
func TestRelease_has_one_version(t *testing.T) {
	chart := regexp.MustCompile(`(?m)^version: (\S+)$`).FindStringSubmatch(read(t, "deploy/helm/warder/Chart.yaml"))
	if chart == nil {
		t.Fatal("the chart has no version")
	}
	version := chart[1]
	for path, want := range map[string]string{
		"deploy/helm/warder/Chart.yaml":        `appVersion: "` + version + `"`,
		"deploy/kubernetes/kustomization.yaml": "newTag: " + version + "\n",
		"CHANGELOG.md":                         " in " + version + ",",
		"docs/install.md":                      version,
	} {
		if !strings.Contains(read(t, path), want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
}
