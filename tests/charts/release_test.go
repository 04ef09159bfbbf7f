package charts

import (
	"testing"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
)

// A field that goreleaser does not know is an error of its reader.
func TestRelease_is_understood_by_goreleaser(t *testing.T) {
	project, err := config.Load("../../.goreleaser.yaml")
	if err != nil || project.ProjectName != "warder" || len(project.NFPMs) != 1 || len(project.SBOMs) != 1 || len(project.Signs) != 1 {
		t.Errorf("%+v (%v)", project, err)
	}
}
