package input

import (
	"encoding/binary"
	"sync"

	"warder/engine/permissions"
)

// Key is everything that a request says, as bytes: two requests have the same
// key exactly if the policy cannot tell them apart. Of compiled permissions,
// which never change, it holds the number each got when it was first used. A
// test changes every field of a request and sees the key change. Claims are left
// out: they are of any form, so a request with claims is decided anew.
//
// Its sections are keys by themselves, for the parts of the input that recur.
type Key struct {
	Bytes Written
	ends  [sectionCount]int // of sections, which follow each other
	start int               // of the first
}

// Sections of a key.
const (
	sectionSubject = iota
	sectionAction
	sectionAccepts
	sectionToken
	sectionInstance
	sectionOrganization
	sectionProject
	sectionMembership
	sectionGrants
	sectionTarget
	sectionCount
)

var keyPool = sync.Pool{New: func() any { return &Key{Bytes: make(Written, 0, 1024)} }}

// BorrowKey takes a key for one request; give it back with Release.
func BorrowKey() *Key {
	k, _ := keyPool.Get().(*Key)
	return k
}

// maxKeptKey bounds what one long list leaves behind in the pool.
const maxKeptKey = 64 << 10

// Release gives the key back. Nothing may hold its bytes any longer.
func (k *Key) Release() {
	if cap(k.Bytes) <= maxKeptKey {
		keyPool.Put(k)
	}
}

// section is the key of one part.
func (k *Key) section(which int) []byte {
	if which == 0 {
		return k.Bytes[k.start:k.ends[0]]
	}
	return k.Bytes[k.ends[which-1]:k.ends[which]]
}

// Of writes the key of a request. The id of the request is a name for people:
// it is part of the key only if the policy looks at it.
func (k *Key) Of(r *Request, withID bool) {
	b := k.Bytes[:0].place(&r.Resource).context(&r.Context)
	if r.Requested == nil && r.Facts.Login == nil && r.Facts.Renewal == nil && r.Facts.Proof == nil && r.Facts.Rate == nil {
		b = b.flag(false) // as of most reads
	} else {
		b = b.flag(true).Requested(r.Requested).login(r.Facts.Login).renewal(r.Facts.Renewal).proof(r.Facts.Proof).rate(r.Facts.Rate)
	}
	if withID {
		b = b.Text(r.Context.RequestID)
	}
	k.start = len(b)
	for section := range sectionCount {
		b = append(b, byte(section)) // so that no two sections are the same
		b = b.section(section, r)
		k.ends[section] = len(b)
	}
	k.Bytes = b.own(&r.Resource)
}

// Shared is the key without what tells the things of one place apart: the id, the name
// and the tags of a secret. It is no whole key, and no whole key is it.
func (k *Key) Shared() []byte { return k.Bytes[:k.ends[sectionCount-1]] }

// Written is a partly written key. Its methods append to it.
type Written []byte

// Text is preceded by its length, so that no two sequences of texts are the same.
func (b Written) Text(s string) Written {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Number takes eight bytes.
func (b Written) Number(n int64) Written { return binary.LittleEndian.AppendUint64(b, uint64(n)) }

func (b Written) length(n int) Written { return binary.AppendUvarint(b, uint64(n)) }

func (b Written) flag(flag bool) Written {
	bit := byte(0)
	if flag {
		bit = 1
	}
	return append(b, bit)
}

// Optional tells a missing text from an empty one by a flag.
func (b Written) Optional(s *string) Written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).Text(*s)
}

func (b Written) texts(list []string) Written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for _, s := range list {
		b = b.Text(s)
	}
	return b
}

// place writes the fields that a resource shares with others of its folder. It leaves out
// the probe keys, which are computed from environment and path.
func (b Written) place(r *Resource) Written {
	p := &r.Properties
	return b.Text(r.Type).Optional(p.Environment).Optional(p.SecretPath).Optional(p.IdentityID).Optional(p.Kind)
}

// own is what tells a resource from others of its place.
func (b Written) own(r *Resource) Written {
	return b.Text(r.ID).Optional(r.Properties.SecretName).Tags(r.Properties.SecretTags)
}

// Tags that are none and an empty list are one to the policy.
func (b Written) Tags(tags []string) Written {
	b = b.length(len(tags))
	for _, tag := range tags {
		b = b.Text(tag)
	}
	return b
}

// context leaves to sections what recurs.
func (b Written) context(c *Context) Written {
	return b.Text(c.IP).Number(c.Now).Text(c.Route).Text(c.Mode).flag(c.Raw)
}

// permissions writes the number of compiled permissions, 0 for none.
func (b Written) permissions(p *permissions.Compiled) Written {
	if p == nil {
		return b.Number(0)
	}
	return b.Number(p.Number())
}
