package engine

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
)

// A key is everything that a request says, as bytes: two requests have the same
// key exactly if the policy cannot tell them apart. Of compiled permissions,
// which never change, it holds the number each got when it was first used. A
// test changes every field of a request and sees the key change. Claims are left
// out: they are of any form, and whoever makes some is decided anew.
//
// Its sections are keys by themselves, for the parts of the input that recur.
type key struct {
	bytes    []byte
	sections [sectionCount]span
}

type span struct{ start, end int }

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

var keyPool = sync.Pool{New: func() any { return &key{bytes: make([]byte, 0, 1024)} }}

func borrowKey() *key {
	k, _ := keyPool.Get().(*key)
	k.bytes = k.bytes[:0]
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
	s := k.sections[which]
	return k.bytes[s.start:s.end]
}

// of writes the key of a request. The id of the request is a name for people:
// it is part of the key only if the policy looks at it.
func (k *key) of(r *Request, withID bool) {
	k.part(sectionSubject, func() { k.text(r.Subject.Type); k.text(r.Subject.ID) })
	k.part(sectionAction, func() { k.text(r.Action.Name) })
	k.resource(&r.Resource)
	k.context(&r.Context, withID)
	k.facts(&r.Facts)
}

// part writes a section; its number comes first, so that no two are the same.
func (k *key) part(section int, write func()) {
	start := len(k.bytes)
	k.bytes = append(k.bytes, byte(section))
	write()
	k.sections[section] = span{start, len(k.bytes)}
}

func (k *key) text(s string) {
	k.bytes = append(binary.AppendUvarint(k.bytes, uint64(len(s))), s...)
}

func (k *key) number(n int64) { k.bytes = binary.LittleEndian.AppendUint64(k.bytes, uint64(n)) }

// flags writes up to eight of them as one byte.
func (k *key) flags(flags ...bool) {
	bits := byte(0)
	for i, flag := range flags {
		if flag {
			bits |= 1 << i
		}
	}
	k.bytes = append(k.bytes, bits)
}

// there says whether something follows; what is missing is not what is empty.
func (k *key) there(present bool) bool {
	k.flags(present)
	return present
}

func (k *key) optional(s *string) {
	if k.there(s != nil) {
		k.text(*s)
	}
}

func (k *key) texts(list []string) {
	if k.there(list != nil) {
		k.number(int64(len(list)))
		for _, s := range list {
			k.text(s)
		}
	}
}

func (k *key) resource(r *Resource) {
	k.text(r.Type)
	k.text(r.ID)
	k.properties(&r.Properties)
	k.number(int64(len(r.Items)))
	for i := range r.Items {
		k.properties(&r.Items[i])
	}
}

// properties leaves the probe keys out, which are computed from the others.
func (k *key) properties(p *Properties) {
	k.optional(p.Environment)
	k.optional(p.SecretPath)
	k.optional(p.SecretName)
	k.optional(p.IdentityID)
	k.number(int64(len(p.SecretTags))) // none and an empty list are one to the policy
	for _, tag := range p.SecretTags {
		k.text(tag)
	}
}

func (k *key) context(c *Context, withID bool) {
	k.text(c.IP)
	k.number(c.Now)
	k.text(c.Route)
	k.text(c.Mode)
	k.part(sectionAccepts, func() { k.texts(c.Accepts) })
	k.flags(c.Raw)
	if withID {
		k.text(c.RequestID)
	}
}

// permissions writes the number of compiled permissions, 0 for none.
func (k *key) permissions(p *Permissions) {
	if p == nil {
		k.number(0)
		return
	}
	p.Term()
	k.number(p.number)
}

var permissionsMade atomic.Int64
