package audit

import (
	"encoding/json"
	"errors"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
	"warder/handlers/pep/jsonappend"
	"warder/models"
)

// draft is a record under construction: its frame, if not cached, its values, and the part of
// the request that the frame contains.
type draft struct {
	rules func(*permissions.Compiled) (*kept, error)
	keep  func(body []byte) *kept

	frame    frame
	values   []byte
	list     []byte // of many members, encoded
	count    int
	rest     input.Request
	uncommon []byte  // content that a request's key does not determine: its set of holes
	parts    []*kept // documents that the values refer to
	err      error

	// Copies of the objects that a request points to.
	token   input.Token
	login   input.Login
	secret  input.LoginSecret
	lockout input.Lockout
	frames  struct {
		token   frameToken
		login   frameLogin
		secret  frameSecret
		lockout frameLockout
	}
}

// Placeholders in a request for the values of a record.
var (
	some         = "-"
	someMetadata = map[string]string{"": ""}
	someTags     = []string{""}
)

// text adds a string value and returns its hole.
func (d *draft) text(text string) hole {
	at := d.next()
	quoted := len(d.values)
	d.values = jsonappend.Text(d.values, text)
	// Without the quotes, which are part of the frame.
	d.values = append(d.values[:quoted], d.values[quoted+1:len(d.values)-1]...)
	return hole(models.MarkText) + at
}

func (d *draft) number(number int64) hole {
	at := d.next()
	d.values = jsonappend.Number(d.values, number)
	return hole(models.MarkValue) + at
}

// value adds any other value and returns its hole.
func (d *draft) value(value any) hole {
	raw, err := json.Marshal(value)
	d.err = errors.Join(d.err, err)
	at := d.next()
	d.values = append(d.values, raw...)
	return hole(models.MarkValue) + at
}

// again adds members as a document, because they are long and other records are likely to
// repeat them, and returns its hole.
func (d *draft) again(members []engine.RecordedMember) hole {
	var err error
	d.list, err = appendMembers(d.list[:0], members)
	d.err = errors.Join(d.err, err)
	part := d.keep(d.list)
	at := d.next()
	d.values = append(append(d.values, models.MarkDocument), part.name...)
	d.parts = append(d.parts, part)
	return hole(models.MarkValue) + at
}

// targets adds a value that refers to rules, and returns its hole.
func (d *draft) targets(value any, rules int) hole {
	raw, err := json.Marshal(value)
	text, err := marked(raw, rules, err)
	d.err = errors.Join(d.err, err)
	at := d.next()
	d.values = append(d.values, text...)
	return hole(models.MarkValue) + at
}

// next is the letter of the next value.
func (d *draft) next() hole {
	if d.count > 0 {
		d.values = append(d.values, models.Between)
	}
	d.count++
	return hole(models.Letters[d.count-1 : d.count])
}

// fill moves the values that are particular to a request out of it.
func (d *draft) fill(e *Entry) {
	d.rest = *e.List.Shared
	f, r := &d.frame, &d.rest
	name := "" // always the first value, with or without a hole in the frame; see models.DecisionFilter
	if r.Resource.Properties.SecretName != nil {
		name = *r.Resource.Properties.SecretName
	}
	f.Input.Resource.Properties.SecretName = d.text(name)
	f.RequestID = d.text(r.Context.RequestID)
	f.DecisionID, f.RequestedBy, f.Timestamp = columnID, columnIP, columnTime
	if e.UserAgent != "" {
		f.UserAgent = columnUserAgent
	}
	d.subject(&f.Input.Subject, &r.Subject)
	d.resource(&f.Input.Resource, &r.Resource)
	d.context(&f.Input.Context, &r.Context, e)
	if r.Requested != nil {
		f.Input.Requested, r.Requested = d.value(r.Requested), &input.Requested{}
	}
	d.facts(&f.Input.Facts, &r.Facts)
	d.members(e)
	if r.Claims != nil {
		f.Input.Claims = d.value(r.Claims)
	}
	d.uncommon = append(d.uncommon, flag(e.UserAgent != ""), flag(r.Claims != nil))
}

func flag(is bool) byte {
	if is {
		return 1
	}
	return 0
}

func (d *draft) subject(f *frameSubject, s *input.Subject) {
	f.ID, s.ID = columnSubject, ""
	if s.Name != "" {
		f.Name, s.Name = d.text(s.Name), some
	}
	if len(s.Metadata) > 0 {
		f.Metadata, s.Metadata = d.value(s.Metadata), someMetadata
	}
}

func (d *draft) resource(f *frameResource, r *input.Resource) {
	f.ID, r.ID = d.text(r.ID), ""
	p := &r.Properties
	for _, field := range []struct {
		hole *hole
		from **string
	}{
		{&f.Properties.Environment, &p.Environment},
		{&f.Properties.SecretPath, &p.SecretPath},
		{&f.Properties.IdentityID, &p.IdentityID},
	} {
		if *field.from != nil {
			*field.hole, *field.from = d.text(**field.from), &some
		}
	}
	if p.SecretName == nil {
		f.Properties.SecretName = ""
	} else {
		p.SecretName = &some
	}
	d.uncommon = append(d.uncommon, flag(len(p.Keys) > 0))
	if len(p.Keys) > 0 {
		f.Properties.Keys, p.Keys = d.value(p.Keys), nil
	}
	if len(p.SecretTags) > 0 {
		f.Properties.SecretTags, p.SecretTags = d.value(p.SecretTags), someTags
	}
}

func (d *draft) context(f *frameContext, c *input.Context, e *Entry) {
	f.RequestID = d.frame.RequestID
	if c.IP != "" {
		f.IP, c.IP = columnIP, some
	}
	f.Now = numberTime
	other := c.Now != e.Time.Unix()
	if other {
		f.Now = d.number(c.Now)
	}
	c.Now = 0
	d.uncommon = append(d.uncommon, flag(other))
}

// members adds the members of a list.
func (d *draft) members(e *Entry) {
	if len(e.List.Members) == 0 {
		return
	}
	f, recorded := &d.frame, engine.RecordMembers(e.List, e.Answer)
	if len(recorded.Members) > manyMembers { // usually a folder that is read repeatedly
		f.Members = d.again(recorded.Members)
	} else {
		f.Members = d.value(recorded.Members)
	}
	f.Needs, f.Outcomes = recorded.Needs, d.value(recorded.Outcomes)
	d.uncommon = append(append(d.uncommon, recorded.Needs...), flag(len(recorded.Targets) > 0))
	if len(recorded.Targets) > 0 {
		before, named := len(d.parts), make([]*frameTarget, len(recorded.Targets))
		for i, target := range recorded.Targets {
			named[i] = d.target(target)
		}
		f.Targets = d.targets(named, len(d.parts)-before)
	}
}
