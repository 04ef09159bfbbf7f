package service

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// output is a file that the server writes for a setting.
type output struct{ setting, file string }

// outputs are all output files.
func (c *Config) outputs() (all []output) {
	for _, o := range []output{{"decision-log", c.DecisionLog}, {"request-log", c.RequestLog}} {
		if o.file != DecisionLogNone && o.file != DecisionLogStdout {
			all = append(all, o)
		}
	}
	targets, _ := c.exportTargets() // Validate reports the error
	for _, target := range targets {
		if target.File() != "" {
			all = append(all, output{"decision-export", target.File()})
		}
	}
	return all
}

// outputs checks the folders of output files: the server creates the files but not their
// folders.
func (d *Doctor) outputs(context.Context) (findings []DoctorFinding) {
	for _, o := range d.config.outputs() {
		folder := filepath.Dir(absolute(o.file))
		switch info, err := os.Stat(folder); {
		case errors.Is(err, fs.ErrNotExist):
			findings = append(findings, fail(fmt.Sprintf("the folder of %s is not there: %s", o.setting, folder), "make it for the user of the server, or name another file in "+o.setting))
		case err != nil:
			findings = append(findings, failed(fmt.Errorf("%s: %w", o.setting, err), "let the user of the server read it"))
		case !info.IsDir():
			findings = append(findings, fail(fmt.Sprintf("%s: %s is no folder", o.setting, folder), "name another file in "+o.setting))
		case info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0:
			findings = append(findings, warn(fmt.Sprintf("%s: every user of this machine may replace files in %s", o.setting, folder), "chmod o-w "+folder))
		}
		if problem := outputFile(o); problem != nil {
			findings = append(findings, *problem)
		}
	}
	if len(findings) == 0 {
		findings = append(findings, ok("the folders of files that settings name are there"))
	}
	return findings
}

// outputFile checks an existing file, whose lines contain names and addresses of users.
func outputFile(o output) *DoctorFinding {
	info, err := os.Stat(o.file)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o007 == 0 {
		return nil
	}
	found := warn(fmt.Sprintf("%s: %s is open to every user of this machine (mode %04o)", o.setting, o.file, info.Mode().Perm()), "chmod 640 "+o.file)
	return &found
}

// outputFolders are the folders of the outputs, each once.
func (d *Doctor) outputFolders() (folders []string) {
	for _, o := range d.config.outputs() {
		if folder := filepath.Dir(o.file); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return folders
}
