package audit

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"

	"warder/engine"
	"warder/engine/input"
	"warder/models"
)

// A record holds the values that are particular to a request, and the name of a frame: the
// remaining text, with holes. The types below build a frame with encoding/json. Each hides the
// embedded fields that are holes, so a new field of a request is part of the frame until it is
// separated here.
type frame struct {
	Labels     json.RawMessage `json:"labels"`
	DecisionID hole            `json:"decision_id"`
	Bundles    bundles         `json:"bundles"`
	Path       string          `json:"path"`
	Input      frameRequest    `json:"input"`
	Result     result          `json:"result"`
	engine.RecordedMembers
	Members     hole   `json:"members,omitempty"`
	Targets     hole   `json:"targets,omitempty"`
	Outcomes    hole   `json:"outcomes,omitempty"`
	Stage       string `json:"stage,omitempty"`
	RequestedBy hole   `json:"requested_by"`
	Timestamp   hole   `json:"timestamp"`
	RequestID   hole   `json:"request_id"`
	EventType   string `json:"event_type,omitempty"`
	UserAgent   hole   `json:"user_agent,omitempty"`
}

type frameRequest struct {
	input.Request
	Subject   frameSubject  `json:"subject"`
	Resource  frameResource `json:"resource"`
	Context   frameContext  `json:"context"`
	Requested hole          `json:"request,omitempty"`
	Facts     frameFacts    `json:"facts"`
	Claims    hole          `json:"claims,omitempty"`
}

type frameSubject struct {
	input.Subject
	ID       hole `json:"id"`
	Name     hole `json:"name,omitempty"`
	Metadata hole `json:"metadata,omitempty"`
}

type frameResource struct {
	input.Resource
	ID         hole            `json:"id"`
	Properties frameProperties `json:"properties"`
}

type frameProperties struct {
	input.Properties
	Environment hole `json:"environment,omitempty"`
	SecretPath  hole `json:"secretPath,omitempty"`
	SecretName  hole `json:"secretName,omitempty"`
	SecretTags  hole `json:"secretTags,omitempty"`
	IdentityID  hole `json:"identityId,omitempty"`
	Keys        hole `json:"keys,omitempty"`
}

type frameContext struct {
	input.Context
	IP        hole `json:"ip,omitempty"`
	Now       hole `json:"now"`
	RequestID hole `json:"requestId"`
}

type frameFacts struct {
	input.Facts
	Token   *frameToken  `json:"token,omitempty"`
	Login   *frameLogin  `json:"login,omitempty"`
	Renewal hole         `json:"renewal,omitempty"`
	Proof   hole         `json:"proof,omitempty"`
	Rate    hole         `json:"rate,omitempty"`
	Grants  *frameGrants `json:"grants,omitempty"`
	Target  any          `json:"target,omitempty"` // a frameTarget or a hole
}

type frameToken struct {
	input.Token
	ExpiresAt       hole `json:"expires_at"`
	SignedExpiresAt hole `json:"signed_expires_at"`
	MaxExpiresAt    hole `json:"max_expires_at"`
	Uses            hole `json:"uses"`
	Auth            hole `json:"auth,omitempty"`
}

type frameLogin struct {
	input.Login
	Secret  *frameSecret  `json:"secret,omitempty"`
	Lockout *frameLockout `json:"lockout,omitempty"`
	Account hole          `json:"account,omitempty"`
	Config  hole          `json:"config,omitempty"`
	Proof   hole          `json:"proof,omitempty"`
}

type frameSecret struct {
	input.LoginSecret
	ExpiresAt hole `json:"expires_at"`
	Uses      hole `json:"uses"`
}

type frameLockout struct {
	input.Lockout
	Failures      hole `json:"failures"`
	LastFailureAt hole `json:"last_failure_at"`
	LockedUntil   hole `json:"locked_until"`
}

type frameGrants struct {
	Organization []frameGrant `json:"organization"`
	Project      []frameGrant `json:"project"`
}

type frameGrant struct {
	input.Grant
	Permissions hole `json:"permissions,omitempty"`
}

type frameTarget struct {
	input.Target
	Holdings []frameHolding `json:"holdings"`
	HandsOut []frameHolding `json:"hands_out"`
	Held     []frameHolding `json:"held"`
}

type frameHolding struct {
	input.Holding
	Grants []frameGrant `json:"grants"`
}

// hole is a placeholder in JSON text: a control character and the characters after it.
type hole string

func column(letter rune) hole { return hole(models.MarkColumn) + hole(letter) }
func number(letter rune) hole { return hole(models.MarkNumber) + hole(letter) }

// The holes that are filled from columns.
var (
	columnID, columnIP, columnTime = column(models.ColumnID), column(models.ColumnIP), column(models.ColumnTime)
	columnSubject, columnUserAgent = column(models.ColumnSubject), column(models.ColumnUserAgent)
	numberTime                     = number(models.ColumnTime)
)

func rules(name string) hole { return hole(models.MarkRules) + hole(name) }

// holes counts the holes that a frame contains.
func holes(v reflect.Value) (count int) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[hole]() && v.Len() > 0 {
			return 1
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return holes(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			count += holes(v.Index(i))
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[frame]().PkgPath() {
			return 0
		}
		for i := range v.NumField() {
			count += holes(v.Field(i))
		}
	default:
	}
	return count
}

// escape is the JSON escape of the control characters of holes, without the last digit.
const escape = `\u000`

// errMarked is the error for a text that contains a hole's mark outside of a hole.
var errMarked = errors.New("a text contains a placeholder mark")

// marked replaces the given number of holes in a JSON text by their marks. A control character
// anywhere else gives errMarked, whether the client or the server wrote it. A non-nil err is
// returned unchanged.
func marked(raw []byte, holes int, err error) (string, error) {
	if err != nil {
		return "", err
	}
	var out strings.Builder
	out.Grow(len(raw))
	rest, found := string(raw), 0
	for at := strings.Index(rest, escape); at >= 0; at = strings.Index(rest, escape) {
		mark := rest[at+len(escape)] - '0'
		end := strings.IndexByte(rest[at:], '"') // no mark holds one
		if at == 0 || rest[at-1] != '"' || mark < models.MarkDocument || mark > models.MarkValue || end < 0 {
			return "", errMarked
		}
		within := string(mark) + rest[at+len(escape)+1:at+end]
		if mark == models.MarkText || mark == models.MarkColumn {
			out.WriteString(rest[:at] + within + `"`)
		} else {
			out.WriteString(rest[:at-1] + within)
		}
		rest = rest[at+end+1:]
		found++
	}
	if found != holes {
		return "", errMarked
	}
	out.WriteString(rest)
	return out.String(), nil
}

// codes are the reason codes of a result in the form that searches use.
func codes(reasons []engine.Reason) string {
	names := make([]string, 0, len(reasons))
	for i := range reasons {
		names = append(names, reasons[i].Code)
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return " " + strings.Join(slices.Compact(names), " ") + " "
}
