package engine

import (
	"encoding/binary"
	"sync"

	"warder/engine/permissions"
)

// A key is everything that a request says, as bytes: two requests have the same
// key exactly if the policy cannot tell them apart. Of compiled permissions,
// which never change, it holds the number each got when it was first used. A
// test changes every field of a request and sees the key change. Claims are left
// out: they are of any form, and whoever makes some is decided anew.
//
// Its sections are keys by themselves, for the parts of the input that recur.
type key struct {
	bytes written
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

var keyPool = sync.Pool{New: func() any { return &key{bytes: make(written, 0, 1024)} }}

func borrowKey() *key {
	k, _ := keyPool.Get().(*key)
	return k
}

// maxKeptKey bounds what one long list leaves behind in the pool.
const maxKeptKey = 64 << 10

func (k *key) release() {
	if cap(k.bytes) <= maxKeptKey {
		keyPool.Put(k)
	}
}

// section is the key of one part.
func (k *key) section(which int) []byte {
	if which == 0 {
		return k.bytes[k.start:k.ends[0]]
	}
	return k.bytes[k.ends[which-1]:k.ends[which]]
}

// of writes the key of a request. The id of the request is a name for people:
// it is part of the key only if the policy looks at it.
func (k *key) of(r *Request, withID bool) {
	b := k.bytes[:0].resource(&r.Resource).context(&r.Context).requested(r.Requested).login(r.Facts.Login).renewal(r.Facts.Renewal).proof(r.Facts.Proof)
	b = b.rate(r.Facts.Rate)
	if withID {
		b = b.text(r.Context.RequestID)
	}
	k.start = len(b)
	for section := range sectionCount {
		b = append(b, byte(section)) // so that no two sections are the same
		b = b.section(section, r)
		k.ends[section] = len(b)
	}
	k.bytes = b
}

// written is a key as far as it is written. Its methods append.
type written []byte

func (b written) text(s string) written {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (b written) number(n int64) written { return binary.LittleEndian.AppendUint64(b, uint64(n)) }

func (b written) length(n int) written { return binary.AppendUvarint(b, uint64(n)) }

func (b written) flag(flag bool) written {
	bit := byte(0)
	if flag {
		bit = 1
	}
	return append(b, bit)
}

// What is missing is not what is empty: a flag says which of the two it is.

func (b written) optional(s *string) written {
	if s == nil {
		return b.flag(false)
	}
	return b.flag(true).text(*s)
}

func (b written) texts(list []string) written {
	if list == nil {
		return b.flag(false)
	}
	b = b.flag(true).length(len(list))
	for _, s := range list {
		b = b.text(s)
	}
	return b
}

func (b written) resource(r *Resource) written {
	return b.text(r.Type).text(r.ID).properties(&r.Properties)
}

// properties leaves the probe keys out, which are computed from the others.
func (b written) properties(p *Properties) written {
	b = b.optional(p.Environment).optional(p.SecretPath).optional(p.SecretName).optional(p.IdentityID).optional(p.Kind)
	return b.tags(p.SecretTags)
}

// tags that are none and an empty list are one to the policy.
func (b written) tags(tags []string) written {
	b = b.length(len(tags))
	for _, tag := range tags {
		b = b.text(tag)
	}
	return b
}

// context leaves to sections what recurs.
func (b written) context(c *Context) written {
	return b.text(c.IP).number(c.Now).text(c.Route).text(c.Mode).flag(c.Raw)
}

// permissions writes the number of compiled permissions, 0 for none.
func (b written) permissions(p *permissions.Compiled) written {
	if p == nil {
		return b.number(0)
	}
	return b.number(p.Number())
}
