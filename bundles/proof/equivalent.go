package proof

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"warder/bundles"
)

// equivalentsFile lists mutants that no test can tell from the policy, below one
// key: plain `opa` loads the file as data, which must be an object.
const equivalentsFile = "equivalent-mutants.yaml"

// equivalent is a mutant that decides every request as the policy does.
type equivalent struct {
	Mutant string // its name
	Reason string // why no request tells it apart
	row    int
}

// UnmarshalYAML keeps the line.
func (e *equivalent) UnmarshalYAML(node *yaml.Node) error {
	type plain equivalent
	e.row = node.Line
	return node.Decode((*plain)(e))
}

// equivalents reads the list, which need not be there. Each entry says why.
func (t *Tree) equivalents() ([]equivalent, []Finding) {
	text, err := os.ReadFile(filepath.Join(t.Dir, equivalentsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var read struct {
		List []equivalent `yaml:"equivalent_mutants"`
	}
	if err == nil {
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		err = decoder.Decode(&read)
	}
	if err != nil {
		return nil, []Finding{{Step: StepMutants, File: t.Path(equivalentsFile), Message: fmt.Errorf("%w: %w", bundles.ErrUnreadable, err).Error()}}
	}
	var findings []Finding
	for _, one := range read.List {
		if one.Mutant == "" || one.Reason == "" {
			findings = append(findings, Finding{
				Step: StepMutants, File: t.Path(equivalentsFile), Row: one.row, Message: "an equivalent mutant has its name and a reason",
			})
		}
	}
	return read.List, findings
}
