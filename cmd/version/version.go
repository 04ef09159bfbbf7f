// Package version describes this program's build.
package version

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

// A release build sets these by the linker, see .goreleaser.yaml:
//
//	-ldflags "-X warder/cmd/version.number=0.1.0 -X warder/cmd/version.commit=... -X warder/cmd/version.date=..."
//
// Other builds have the information that the go command records.
var number, commit, date string

// Unreleased is the version of a build without version information, such as from a source tree
// without its repository.
const Unreleased = "devel"

const opaModule = "github.com/open-policy-agent/opa"

// Build describes a program's build.
type Build struct {
	Version  string `json:"version"`          // without a leading v
	Commit   string `json:"commit,omitempty"` // empty if the source had no repository
	Modified bool   `json:"modified"`         // whether the source differed from the commit
	Date     string `json:"date,omitempty"`   // of the commit, RFC 3339
	Go       string `json:"go"`
	OPA      string `json:"opa"`
	Platform string `json:"platform"` // such as linux/amd64
}

// Read returns the build of this program.
func Read() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok { // built without modules
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return read(info)
}

func read(info *debug.BuildInfo) Build {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	build := Build{
		Version:  cmp.Or(number, recorded(info.Main.Version), Unreleased),
		Commit:   cmp.Or(commit, settings["vcs.revision"]),
		Modified: settings["vcs.modified"] == "true",
		Date:     cmp.Or(date, settings["vcs.time"]),
		Go:       info.GoVersion,
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	for _, module := range info.Deps {
		if module.Path == opaModule {
			build.OPA = module.Version
		}
	}
	return build
}

// recorded is the version that the go command recorded, from a tag or as a pseudo-version of
// the commit.
func recorded(module string) string {
	if module == "(devel)" || module == "" {
		return ""
	}
	return strings.TrimPrefix(module, "v")
}

// WriteTo prints the build for people, one line per part.
func (b Build) WriteTo(out io.Writer) (int64, error) {
	text := fmt.Sprintf("warder %s\ngo     %s\nopa    %s\non     %s\n", b.Version, b.Go, b.OPA, b.Platform)
	if b.Commit != "" {
		changes := ""
		if b.Modified {
			changes = " with changes"
		}
		text += fmt.Sprintf("commit %s%s %s\n", b.Commit, changes, b.Date)
	}
	n, err := io.WriteString(out, text)
	return int64(n), err
}
