package proof

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strings"
)

// The part of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0) that code
// scanning reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"` // empty, and not absent, means: looked, and found nothing
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri,omitempty"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

// sarifRules say what each step looks for.
var sarifRules = []sarifRule{
	{StepFormat, sarifText{"A module is not formatted as opa fmt does."}},
	{StepCheck, sarifText{"The policy does not compile, or a server would not activate it."}},
	{StepLint, sarifText{"The policy compiles and does something else than it says."}},
	{StepCodes, sarifText{"A denial does not carry its reason code as the registry wants it."}},
	{StepTest, sarifText{"A test of the policy fails."}},
	{StepCoverage, sarifText{"A line is evaluated by no test."}},
	{StepAssertions, sarifText{"A request violates what must never be true."}},
}

// WriteSARIF writes the findings as SARIF 2.1.0. Places are relative to the
// working directory, which in a pipeline is the root of the repository.
func (p *Proof) WriteSARIF(w io.Writer) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "warder policy", Rules: sarifRules}}, Results: []sarifResult{}}
	for _, finding := range p.Findings() {
		run.Results = append(run.Results, finding.sarif())
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

func (f Finding) sarif() sarifResult {
	result := sarifResult{RuleID: f.Step, Level: "error", Message: sarifText{f.Message}}
	if f.Warning {
		result.Level = "warning"
	}
	if f.File == "" {
		return result
	}
	place := sarifPhysical{Artifact: sarifArtifact{URI: uri(f.File)}}
	if f.Row > 0 {
		place.Region = &sarifRegion{StartLine: f.Row, StartColumn: f.Col}
	}
	result.Locations = []sarifLocation{{place}}
	return result
}

// uri is a relative reference where the file lies below the working directory.
func uri(path string) string {
	if working, err := filepath.Abs("."); err == nil && filepath.IsAbs(path) {
		if relative, err := filepath.Rel(working, path); err == nil && !strings.HasPrefix(relative, "..") {
			path = relative
		}
	}
	return (&url.URL{Path: strings.TrimPrefix(filepath.ToSlash(path), "./")}).String()
}
