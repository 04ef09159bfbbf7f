package packaging

import (
	"regexp"
	"strings"
	"testing"
)

func TestImage_is_of_an_ordinary_user_without_a_shell(t *testing.T) {
	stages := strings.Split(read(t, "deploy/docker/Dockerfile"), "\nFROM ")
	last := stages[len(stages)-1]
	for _, want := range []string{
		"gcr.io/distroless/static-debian12:nonroot\n", "\nUSER 65532:65532\n", "\nENTRYPOINT [\"/usr/bin/warder\"]\n", "\nCMD [\"serve\"]", "CMD [\"/usr/bin/warder\", \"health\"]\n",
	} {
		if !strings.Contains(last, want) {
			t.Errorf("no %q in the last stage:\n%s", want, last)
		}
	}
	if regexp.MustCompile(`(?m)^(RUN|VOLUME|ADD) `).MatchString(last) {
		t.Errorf("the last stage runs or adds something:\n%s", last)
	}
}

func TestImage_is_built_by_the_version_of_go_of_the_module(t *testing.T) {
	match := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(read(t, "go.mod"))
	if match == nil || !strings.Contains(read(t, "deploy/docker/Dockerfile"), " golang:"+match[1]+" AS build\n") {
		t.Errorf("the image is not built by go %v", match)
	}
}

// The linker ignores the name of a variable that is not there.
func TestRelease_tells_the_linker_variables_that_exist(t *testing.T) {
	source := read(t, "cmd/version/version.go")
	for _, path := range []string{"deploy/docker/Dockerfile", ".goreleaser.yaml"} {
		names := regexp.MustCompile(`-X warder/cmd/version\.(\w+)=`).FindAllStringSubmatch(read(t, path), -1)
		if len(names) != 3 {
			t.Errorf("%s: %v", path, names)
		}
		for _, name := range names {
			if !regexp.MustCompile(`(?m)^var (\w+, )*` + name[1] + `(, \w+)* string$`).MatchString(source) {
				t.Errorf("%s: cmd/version has no variable %s", path, name[1])
			}
		}
	}
}

// What is shipped is what `make build` builds.
func TestRelease_has_the_build_tags_of_the_Makefile(t *testing.T) {
	match := regexp.MustCompile(`go build -trimpath -tags (\w+) `).FindStringSubmatch(read(t, "Makefile"))
	if match == nil {
		t.Fatal("make build has no tags")
	}
	if !strings.Contains(read(t, "deploy/docker/Dockerfile"), " -tags "+match[1]+" ") || !regexp.MustCompile(`(?m)^    tags: \[`+match[1]+`\]`).MatchString(read(t, ".goreleaser.yaml")) {
		t.Errorf("the image or the archives are built without the tag %s", match[1])
	}
}
