package pep

import (
	"bytes"
	"slices"

	"github.com/go-playground/validator/v10"
)

// Unserved is a field that the API documents and this server does not serve. It is part of
// the body's type, so that a request which relies on it is refused and not half done:
//
//	CaptchaToken pep.Unserved `json:"captchaToken" validate:"unserved=There is no captcha"`
//
// The reason goes into the refusal (422, naming the field). A value that asks for nothing is
// accepted: clients send null, false, 0, "", [] and {} for unused fields.
type Unserved bool

// nothing lists the values that request nothing.
var nothing = []string{"null", "false", "0", `""`, "[]", "{}"}

// UnmarshalJSON records whether the field requests something, and drops the value.
func (u *Unserved) UnmarshalJSON(raw []byte) error {
	*u = Unserved(!slices.Contains(nothing, string(bytes.Join(bytes.Fields(raw), nil))))
	return nil
}

// ReadsJSON gives the types that the field accepts.
func (Unserved) ReadsJSON() any { return []any{nil} }

// isUnasked implements the rule unserved of the tag validate.
func isUnasked(f validator.FieldLevel) bool { return !f.Field().Bool() }
