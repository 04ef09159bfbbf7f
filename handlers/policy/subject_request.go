package policy

import "warder/engine/input"

// subjectRequest names the subject of a question.
type subjectRequest struct {
	Type string `json:"type" validate:"required,oneof=user identity service_token"`
	ID   string `json:"id" validate:"required,max=255"`
}

func (s *subjectRequest) ref() *input.SubjectRef { return &input.SubjectRef{Type: s.Type, ID: s.ID} }
