package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// reportTitle begins the signed text of a report. A checkpoint begins with Origin, so a
// signature of one never passes for the other.
const reportTitle = "warder-review-report"

// SignedReport is a report in JSON with what proves that this installation made it.
type SignedReport struct {
	Report    json.RawMessage `json:"report"`
	Signature string          `json:"signature"` // a signed note over the hash of the report
	Key       string          `json:"key"`       // that verifies it, for those who have compared it
}

// ErrReportAltered is a report that is not the one that was signed.
var ErrReportAltered = errors.New("the report was altered after it was signed")

// SignReport signs a report with the key of the log's checkpoints.
func (l *Ledger) SignReport(report []byte) (*SignedReport, error) {
	text, err := reportText(report)
	if err != nil {
		return nil, err
	}
	signed, err := note.Sign(&note.Note{Text: text}, l.keys.signer)
	return &SignedReport{report, string(signed), l.keys.Public()}, err
}

// VerifyReport reports whether this installation signed a report.
func (k *Keys) VerifyReport(report *SignedReport) error { return report.verify(k.verifiers) }

// Verify reports whether the holder of a key signed the report. It fails with ErrReportAltered.
// The key that the report itself has proves nothing.
func (s *SignedReport) Verify(key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	return s.verify(note.VerifierList(verifier))
}

func (s *SignedReport) verify(keys note.Verifiers) error {
	opened, err := note.Open([]byte(s.Signature), keys)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrReportAltered, err)
	}
	text, err := reportText(s.Report)
	if err != nil || opened.Text != text {
		return errors.Join(ErrReportAltered, err)
	}
	return nil
}

// reportText is the part of a report that is signed; blanks between its parts do not count.
func reportText(report []byte) (string, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, report); err != nil {
		return "", err
	}
	hash := sha256.Sum256(compact.Bytes())
	return fmt.Sprintf("%s\nsha256 %s\n", reportTitle, base64.StdEncoding.EncodeToString(hash[:])), nil
}
