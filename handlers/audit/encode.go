package audit

import (
	"encoding/json"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"

	"warder/engine/input"
	"warder/engine/permissions"
	"warder/engine/slotcache"
	"warder/models"
)

// encoder makes records of decisions. It builds content shared by many records once per month
// and project; records refer to it by name.
type encoder struct {
	labels json.RawMessage
	frames *slotcache.Cache[*kept] // by the content of a frame
	rules  *slotcache.Cache[*kept] // by the number of the compiled rules
	texts  *slotcache.Cache[*kept] // by the name of any other document
	drafts sync.Pool
}

func newEncoder(labels json.RawMessage) *encoder {
	return &encoder{
		labels: labels, frames: slotcache.New[*kept](4096, 8<<10), rules: slotcache.New[*kept](4096, 1<<10), texts: slotcache.New[*kept](4096, 1<<10),
		drafts: sync.Pool{New: func() any { return new(draft) }},
	}
}

// kept is a shared document of the database. Every record that refers to it carries it until
// one of these is written.
type kept struct {
	name     string
	document atomic.Pointer[models.DecisionDocument]
	parts    []*kept // documents that it refers to
}

func newKept(document models.DecisionDocument, parts []*kept) *kept {
	document.Hash = models.NameOf(document.Body)
	k := &kept{name: document.Hash, parts: parts}
	k.document.Store(&document)
	return k
}

// record is a record to be written to the database.
type record struct {
	row   *models.DecisionRecord
	parts []*kept // documents that it refers to
	line  string  // of the JSON Lines copy, if enabled
	// written receives the result of the write for a waiting request; nil if none waits.
	written chan error
}

// whole makes a record without references to shared documents.
func (e *encoder) whole(entry *Entry) (*record, error) {
	text, err := json.Marshal(entry.event(e.labels))
	if err != nil {
		return nil, err
	}
	return &record{row: entry.columns("", string(text))}, nil
}

// encode makes a record. A change of the retention refers to no shared documents: retention
// never removes it, but may remove these.
func (e *encoder) encode(entry Entry) (*record, error) {
	entry = entry.capped()
	if entry.EventType == models.RetentionEvent {
		return e.whole(&entry)
	}
	d, _ := e.drafts.Get().(*draft)
	defer e.drafts.Put(d)
	*d = draft{values: d.values[:0], list: d.list[:0], uncommon: d.uncommon[:0]}
	scope := models.DecisionDocument{OrgID: entry.OrgID, ProjectID: entry.ProjectID, Month: models.MonthOf(entry.Time)}
	d.rules = func(rules *permissions.Compiled) (*kept, error) { return e.keptRules(rules, &scope) }
	d.keep = func(body []byte) *kept { return e.keptText(body, &scope) }
	d.fill(&entry)
	k := input.BorrowKey()
	defer k.Release()
	k.Of(&d.rest, false)
	k.Bytes = entry.append(append(k.Bytes, d.uncommon...), &scope)
	frame, known := e.frames.Get(k.Bytes)
	if !known && d.err == nil {
		if frame = d.finish(&entry, e.labels, scope); d.err == nil {
			e.frames.Put(k.Bytes, frame)
		}
	}
	if d.err != nil {
		return e.whole(&entry)
	}
	return &record{row: entry.columns(frame.name, string(d.values)), parts: append(d.parts, frame)}, nil
}

// keptRules is the document of compiled rules, which never change.
func (e *encoder) keptRules(rules *permissions.Compiled, scope *models.DecisionDocument) (*kept, error) {
	k := input.BorrowKey()
	defer k.Release()
	k.Bytes = scoped(k.Bytes[:0], scope).Number(rules.Number())
	if known, found := e.rules.Get(k.Bytes); found {
		return known, nil
	}
	body, err := json.Marshal(rules)
	if err != nil {
		return nil, err
	}
	document := *scope
	document.Body = string(body)
	made := newKept(document, nil)
	e.rules.Put(k.Bytes, made)
	return made, nil
}

// keptText is the document for a text.
func (e *encoder) keptText(body []byte, scope *models.DecisionDocument) *kept {
	k := input.BorrowKey()
	defer k.Release()
	k.Bytes = scoped(k.Bytes[:0], scope).Text(models.NameOf(body))
	if known, found := e.texts.Get(k.Bytes); found {
		return known
	}
	document := *scope
	document.Body = string(body)
	made := newKept(document, nil)
	e.texts.Put(k.Bytes, made)
	return made
}

func scoped(b input.Written, scope *models.DecisionDocument) input.Written {
	return b.Text(scope.OrgID).Text(scope.ProjectID).Number(scope.Month)
}

// append adds to a frame's key the content that the request does not determine.
func (e *Entry) append(b input.Written, scope *models.DecisionDocument) input.Written {
	a := &e.Answer.Decision
	b = scoped(b, scope).Text(e.EventType).Text(a.Stage).Text(a.Policy.Revision).Text(a.Policy.Digest)
	b = append(b, flag(a.Permitted), flag(a.Reasons == nil), flag(a.Grants == nil))
	b = b.Number(int64(len(a.Reasons)))
	for i := range a.Reasons {
		b = b.Text(a.Reasons[i].Code).Text(a.Reasons[i].Message).Text(a.Reasons[i].Rule)
	}
	for _, list := range [][]string{a.Grants, a.Obligations} {
		b = b.Tags(list)
	}
	if len(a.Missing) > 0 {
		missing, _ := json.Marshal(a.Missing) // finish reports values that cannot be encoded
		b = append(b, missing...)
	}
	return b
}

// finish builds the frame of a draft.
func (d *draft) finish(e *Entry, labels json.RawMessage, scope models.DecisionDocument) *kept {
	a, f := &e.Answer.Decision, &d.frame
	f.Labels, f.Path, f.Stage, f.EventType = labels, decisionPath, a.Stage, e.EventType
	f.Bundles = bundles{revision{a.Policy.Revision, a.Policy.Digest}}
	f.Result = result{a.Permitted, a.Reasons, a.Grants, a.Missing, a.Obligations}
	before := len(d.parts)
	d.rested()
	parts := d.parts[before:]
	raw, err := json.Marshal(f)
	body, err := marked(raw, holes(reflect.ValueOf(f).Elem()), err)
	if d.err = errors.Join(d.err, err); d.err != nil {
		return nil
	}
	scope.Body, scope.Route, scope.Stage, scope.Policy = body, e.List.Shared.Context.Route, a.Stage, a.Policy.Digest
	scope.Codes = codes(a.Reasons)
	made := newKept(scope, append([]*kept{}, parts...))
	d.parts = d.parts[:before]
	return made
}

// rested gives a frame the rest of the request, outside of its holes.
func (d *draft) rested() {
	f, r := &d.frame.Input, &d.rest
	f.Request, f.Subject.Subject, f.Context.Context = *r, r.Subject, r.Context
	f.Resource.Resource, f.Resource.Properties.Properties = r.Resource, r.Resource.Properties
	f.Facts.Facts = r.Facts
	if r.Facts.Token != nil {
		f.Facts.Token.Token = *r.Facts.Token
	}
	if r.Facts.Login != nil {
		f.Facts.Login.Login = *r.Facts.Login
		if r.Facts.Login.Secret != nil {
			f.Facts.Login.Secret.LoginSecret = *r.Facts.Login.Secret
		}
		if r.Facts.Login.Lockout != nil {
			f.Facts.Login.Lockout.Lockout = *r.Facts.Login.Lockout
		}
	}
	if r.Facts.Grants != nil {
		f.Facts.Grants = &frameGrants{d.grants(r.Facts.Grants.Organization), d.grants(r.Facts.Grants.Project)}
	}
	if f.Facts.Target == nil && r.Facts.Target != nil {
		f.Facts.Target = r.Facts.Target // a common target, without rules
	}
}

// stored marks the documents of records as written.
func stored(records []*record) {
	for _, r := range records {
		each(r.parts, func(k *kept) { k.document.Store(nil) })
	}
}

// documents returns the documents that records refer to and that are not written yet, each
// once.
func documents(records []*record) (missing []*models.DecisionDocument) {
	seen := map[models.DecisionDocument]bool{}
	for _, r := range records {
		each(r.parts, func(k *kept) {
			document := k.document.Load()
			if document == nil {
				return
			}
			name := models.DecisionDocument{Hash: document.Hash, OrgID: document.OrgID, ProjectID: document.ProjectID, Month: document.Month}
			if !seen[name] {
				seen[name] = true
				missing = append(missing, document)
			}
		})
	}
	return missing
}

func each(parts []*kept, do func(*kept)) {
	for _, part := range parts {
		do(part)
		each(part.parts, do)
	}
}
