// Package packaging holds what deploy says about the server to the server: its settings,
// its ports, its files.
package packaging

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"warder/cmd/service"
)

const root = "../.."

// files are the texts below deploy, by their paths.
func files(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(filepath.Join(root, "deploy"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		texts[strings.TrimPrefix(path, root+"/")] = string(text)
		return err
	})
	if err != nil || len(texts) < 10 {
		t.Fatalf("%d files (%v)", len(texts), err)
	}
	return texts
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// variable is the name of a setting. One that ends in _ is put together elsewhere, as in a
// template of the chart.
var variable = regexp.MustCompile(`\bWARDER_[A-Z_]*[A-Z]\b`)

// unknown is what the server says of a variable that is none of its settings.
func unknown(name string) string {
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	service.Flags(flags)
	_, err := service.Load(flags, []string{name + "=x"})
	if err != nil && strings.Contains(err.Error(), "unknown variable") {
		return err.Error()
	}
	return ""
}

func TestSettings_of_deploy_exist(t *testing.T) {
	found := map[string]bool{}
	for path, text := range files(t) {
		for _, name := range variable.FindAllString(text, -1) {
			found[name] = true
			if problem := unknown(name); problem != "" {
				t.Errorf("%s: %s", path, problem)
			}
		}
	}
	for _, name := range []string{"WARDER_LISTEN", "WARDER_OPS_LISTEN", "WARDER_DATABASE_URL", "WARDER_ROOT_KEY", "WARDER_TLS_CERT"} {
		if !found[name] {
			t.Errorf("deploy does not name %s, so this test looks at the wrong files", name)
		}
	}
	if unknown("WARDER_DATABASE") == "" {
		t.Error("the server takes any variable")
	}
}

// listenPort finds the port behind an address of all interfaces, and those that are named.
var listenPort = regexp.MustCompile(`0\.0\.0\.0:(\d+)|containerPort: (\d+)|EXPOSE (\d+) (\d+)|protocol: TCP, port: (\d+)`)

func TestPorts_of_deploy_are_the_defaults(t *testing.T) {
	defaults := service.Defaults()
	known := map[string]bool{port(defaults.Listen): true, port(defaults.OpsListen): true}
	count := 0
	for path, text := range files(t) {
		for _, match := range listenPort.FindAllStringSubmatch(text, -1) {
			for _, named := range match[1:] {
				if named == "" {
					continue
				}
				count++
				if !known[named] {
					t.Errorf("%s: %s is no port of the server: %v", path, match[0], known)
				}
			}
		}
	}
	if count < 10 {
		t.Errorf("%d ports are named, so this test looks for the wrong words", count)
	}
}

func port(address string) string { return address[strings.LastIndex(address, ":")+1:] }
