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

// draft is a record that is made: its frame as far as no cache has it, its values, and
// a request of which only that is left which its frame says.
type draft struct {
	rules func(*permissions.Compiled) (*kept, error)
	keep  func(body []byte) *kept

	frame    frame
	values   []byte
	list     []byte // of many members, as text
	count    int
	rest     input.Request
	uncommon []byte  // what a key of a request does not tell: which holes there are
	parts    []*kept // that the values name
	err      error

	// Of what a request points at, where it has it.
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

// What stands in a request for what a record has a value of.
var (
	some         = "-"
	someMetadata = map[string]string{"": ""}
	someTags     = []string{""}
)

// text is a hole for a text.
func (d *draft) text(text string) hole {
	at := d.next()
	quoted := len(d.values)
	d.values = jsonappend.Text(d.values, text)
	// Within the quotes: the frame has them.
	d.values = append(d.values[:quoted], d.values[quoted+1:len(d.values)-1]...)
	return hole(models.MarkText) + at
}

func (d *draft) number(number int64) hole {
	at := d.next()
	d.values = jsonappend.Number(d.values, number)
	return hole(models.MarkValue) + at
}

// value is a hole for anything else.
func (d *draft) value(value any) hole {
	raw, err := json.Marshal(value)
	d.err = errors.Join(d.err, err)
	at := d.next()
	d.values = append(d.values, raw...)
	return hole(models.MarkValue) + at
}

// again is a hole for members, which other records are likely to say again, and which are
// long: a document has them.
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

// targets is a hole for what names rules.
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

// fill takes out of a request what is particular to it.
func (d *draft) fill(e *Entry) {
	d.rest = *e.List.Shared
	f, r := &d.frame, &d.rest
	name := "" // the first value, whether or not the frame has a hole for it; see models.DecisionFilter
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

// members are what a list was about, one by one.
func (d *draft) members(e *Entry) {
	if len(e.List.Members) == 0 {
		return
	}
	f, recorded := &d.frame, engine.RecordMembers(e.List, e.Answer)
	if len(recorded.Members) > manyMembers { // mostly a folder that is read again and again
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
