package policy

import (
	"encoding/json"
	"reflect"

	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
)

// reportMost is the limit of cells per report.
const reportMost = 50_000

// reviewReportRequest has the parameters of a matrix.
type reviewReportRequest struct{ matrixAsked }

func (*reviewReportRequest) Requested(*input.Requested) {}

// reviewReportAnswer writes the signed text of a report.
type reviewReportAnswer struct{ signed *ledger.SignedReport }

// MarshalJSON writes the report and its signature.
func (a *reviewReportAnswer) MarshalJSON() ([]byte, error) { return json.Marshal(a.signed) }

// WrittenAs is the type whose JSON the answer writes.
func (*reviewReportAnswer) WrittenAs() reflect.Type { return reflect.TypeFor[signedReview]() }

// signedReview is a report with its signature.
type signedReview struct {
	Report    reviewReport `json:"report"`
	Signature string       `json:"signature"` // a signed note, see golang.org/x/mod/sumdb/note
	Key       string       `json:"key"`       // verifies it, and the log's checkpoints
}

// reviewReport is a complete matrix with its organization and requester.
type reviewReport struct {
	Organization reportPlace      `json:"organization"`
	MadeFor      input.SubjectRef `json:"madeFor"`
	matrix
}

type reportPlace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func reportReview(r *pep.Request, body *reviewReportRequest) (*reviewReportAnswer, error) {
	if issues := body.check(r); len(issues) > 0 {
		return nil, pep.Invalid(issues...)
	}
	signed, err := askReview(r, func(tx *store.Tx, q *pep.Evaluation) (*ledger.SignedReport, error) {
		review, err := newMatrixReview(r, tx, q, &body.matrixAsked)
		if err != nil {
			return nil, err
		}
		if err := review.pages(); err != nil {
			return nil, err
		}
		return review.sign()
	})
	if err != nil {
		return nil, err
	}
	return &reviewReportAnswer{signed}, nil
}

// pages adds all subjects, up to the report's limit.
func (m *matrixReview) pages() error {
	var after *input.SubjectRef
	for left := reportMost / max(1, len(m.matrix.Columns)); ; left -= matrixPage {
		next, err := m.page(after, min(matrixPage, left))
		if err != nil || next == nil {
			return err
		}
		if left <= matrixPage {
			m.cut["subjects"]++ // the number of further subjects is not counted
			return nil
		}
		after = (&matrixRequest{After: *next}).place()
	}
}

func (m *matrixReview) sign() (*ledger.SignedReport, error) {
	found, err := m.finish()
	if err != nil {
		return nil, err
	}
	organization, err := store.First[models.Organization](m.tx, store.Installation, "id = ?", m.q.State.OrgID())
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(&reviewReport{reportPlace{organization.ID, organization.Name}, m.q.State.Request.Subject.Ref(), *found})
	if err != nil {
		return nil, err
	}
	return m.r.API.Ledger.SignReport(text)
}
