package version

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"testing"
)

// info is of a build from a clone at a tag.
func info(changes ...func(*debug.BuildInfo)) *debug.BuildInfo {
	info := &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"},
		Deps:     []*debug.Module{{Path: "example.com/other", Version: "v9"}, {Path: opaModule, Version: "v1.22.2"}},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc123"}, {Key: "vcs.time", Value: "2026-11-24T00:00:00Z"}},
	}
	for _, change := range changes {
		change(info)
	}
	return info
}

func modified(info *debug.BuildInfo) {
	info.Settings = append(info.Settings, debug.BuildSetting{Key: "vcs.modified", Value: "true"})
}

func withoutRepository(info *debug.BuildInfo) {
	info.Settings, info.Main.Version = nil, "(devel)"
}

func TestBuild_prints_what_it_was_built_from(t *testing.T) {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	tools := "go     go1.26.8\nopa    v1.22.2\non     " + platform + "\n"
	for name, c := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"of_a_commit":       {info(), "warder 1.2.3\n" + tools + "commit abc123 2026-11-24T00:00:00Z\n"},
		"of_a_changed_tree": {info(modified), "warder 1.2.3\n" + tools + "commit abc123 with changes 2026-11-24T00:00:00Z\n"},
		"of_no_repository":  {info(withoutRepository), "warder devel\n" + tools},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if _, err := read(c.info).WriteTo(&out); err != nil || out.String() != c.want {
				t.Errorf("%v, got\n%s\nwant\n%s", err, &out, c.want)
			}
		})
	}
}

func TestBuild_of_a_release_is_what_the_linker_was_told(t *testing.T) {
	number, commit, date = "0.1.0", "def456", "2026-12-01T00:00:00Z"
	t.Cleanup(func() { number, commit, date = "", "", "" })
	build := read(info(withoutRepository))
	if build.Version != "0.1.0" || build.Commit != "def456" || build.Date != date || build.Modified {
		t.Errorf("%+v", build)
	}
}
