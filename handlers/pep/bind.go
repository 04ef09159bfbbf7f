package pep

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"

	"warder/models"
)

// checks validates struct tags. It is built once, because the library caches each struct's
// rules. If building it fails, New returns the error.
var checks, errChecks = newChecks()

func newChecks() (*validator.Validate, error) {
	var problems []error
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			return embeddedStep
		}
		return name
	})
	for tag, rule := range map[string]func(string) bool{"slug": IsSlug, "projectslug": isProjectSlug, "folder": models.IsFolderName, "secretname": models.IsSecretName, "path": models.IsPath} {
		problems = append(problems, v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return rule(f.Field().String()) }))
	}
	problems = append(problems, v.RegisterValidation("unserved", isUnasked))
	return v, errors.Join(problems...)
}

// Bind reads the body into a struct and validates it: JSON, or a form with text values
// (docs/contract.md 1.1). Unknown fields are dropped. Later questions of this request include
// what the body asks for.
func (r *Request) Bind(into Body) error {
	sent, err := r.bindSent(into)
	if err == nil && !sent {
		return Invalid(Issue{Code: "invalid_type", Path: []any{}, Message: "Expected a JSON object, the body is empty"})
	}
	return err
}

// BindIfSent is Bind for a body that may be left out.
func (r *Request) BindIfSent(into Body) error {
	_, err := r.bindSent(into)
	return err
}

func (r *Request) bindSent(into Body) (sent bool, err error) {
	if err := bounded(into); err != nil {
		return false, err
	}
	raw, err := r.ReadBody()
	if err != nil || len(bytes.TrimSpace(raw)) == 0 {
		return false, err
	}
	return true, r.bindText(raw, into)
}

func (r *Request) bindText(raw []byte, into Body) (err error) {
	if r.isForm() {
		if raw, err = formToJSON(raw); err != nil {
			return err
		}
	}
	if !IsCleanText(raw) {
		return BadRequest("The request body holds a NUL character or text that is not UTF-8" + uncleanField(raw))
	}
	if raw, err = StrictJSON(raw); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return decodeError(err, into)
	}
	if n, normalizes := any(into).(interface{ Normalize() }); normalizes {
		n.Normalize()
	}
	r.bound = into
	return validated(into)
}

// ReadBody returns the body if its content type is one of the given kinds. A guarded route
// authenticates the caller before it reads any of the body (docs/contract.md, the target, 9).
func (r *Request) ReadBody(kinds ...string) ([]byte, error) {
	most := r.mostBody()
	if r.Request.ContentLength > most {
		r.leaveBody()
		return nil, bodyError(&http.MaxBytesError{Limit: most})
	}
	if err := r.requireCredential(); err != nil {
		r.leaveBody()
		return nil, err
	}
	r.Request.Body = http.MaxBytesReader(r.Writer, r.Request.Body, most)
	raw, err := r.receive()
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	for encoding := range strings.SplitSeq(strings.Join(r.Request.Header.Values("Content-Encoding"), ","), ",") {
		if encoding = strings.TrimSpace(encoding); encoding != "" && !strings.EqualFold(encoding, "identity") {
			return nil, unsupported("The content encoding " + strconv.Quote(encoding) + " is not supported; send the body unencoded")
		}
	}
	if kind := r.ContentType(); !slices.Contains(append(kinds, "", ContentJSON, contentForm), kind) {
		return nil, unsupported("This content type is not supported; send " + ContentJSON + " or " + contentForm)
	}
	return raw, nil
}

// Content types that every route accepts (docs/contract.md 1.1).
const (
	ContentJSON = "application/json"
	contentForm = "application/x-www-form-urlencoded"
)

// ContentEvents is the content type of server-sent events.
const ContentEvents = "text/event-stream"

// ContentType returns the body's content type without parameters: empty if the header is
// absent, and "invalid" if it is malformed.
func (r *Request) ContentType() string {
	text := r.GetHeader("Content-Type")
	if text == "" {
		return ""
	}
	kind, _, err := mime.ParseMediaType(text)
	if err != nil {
		return "invalid"
	}
	return kind
}

func (r *Request) isForm() bool { return r.ContentType() == contentForm }

func unsupported(message string) *Error {
	return &Error{Status: http.StatusUnsupportedMediaType, Name: "UnsupportedMediaType", Message: message}
}

// bodyError translates an error of reading the body.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &Error{Status: http.StatusRequestEntityTooLarge, Name: "PayloadTooLarge", Message: "The request body is too large", Cause: err}
	}
	return &Error{Status: http.StatusBadRequest, Name: "BadRequest", Message: "The request body could not be read", Cause: err}
}

// formToJSON converts a form to a JSON object of strings.
func formToJSON(raw []byte) ([]byte, error) {
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, BadRequest("The form body does not parse")
	}
	object := map[string]string{}
	for name, given := range values {
		if len(given) > 1 {
			return nil, BadRequest("The form has the field " + strconv.Quote(name) + " twice")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(given[0]) {
			return nil, BadRequest("The form holds text that is not UTF-8") // the encoder would replace it
		}
		object[name] = given[0]
	}
	return json.Marshal(object)
}

// decodeError distinguishes a value of the wrong type, which has a field, from malformed JSON.
func decodeError(err error, into any) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		path := decodePath(reflect.TypeOf(into), wrongType.Field)
		received, _, _ := strings.Cut(wrongType.Value, " ") // "number 1.5" repeats the value
		return Invalid(Issue{Code: "invalid_type", Path: path, Message: "Expected " + jsonType(wrongType.Type) + ", received " + received})
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return BadRequest("The request body is not valid JSON")
}

// jsonType is the JSON name of a Go type.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Float32, reflect.Float64:
		return "number"
	default:
		return "a whole number"
	}
}

// validated applies the rules of a struct's tags.
func validated(value any) error {
	err := checks.Struct(value)
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return err
	}
	issues := make([]Issue, 0, len(broken))
	for _, b := range broken {
		issues = append(issues, Issue{Code: issueCode(b.Tag()), Path: issuePath(b.Namespace()), Message: issueMessage(b)})
	}
	return Invalid(issues...)
}
