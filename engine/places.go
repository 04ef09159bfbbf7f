package engine

import (
	"slices"

	"warder/engine/permissions"
)

// Place is where some items of a list are, as far as the policy tells them
// apart: it decides places, and what is permitted at one is so for its members.
type Place struct {
	// Properties are those that the members share.
	Properties Properties `json:"properties"`
	// Members are indexes into Resource.Items.
	Members []int64 `json:"members"`
}

// telling says which fields of items tell one place from another, besides the
// environment and the path, which do in every rule with probe keys.
type telling struct{ name, tags, identity bool }

var tellingAll = telling{name: true, tags: true, identity: true}

// places groups the items of a request in the order in which each place comes
// first. Most rules speak of environments and folders alone; where one that the
// subject holds speaks of names, a place is a name in a folder.
func (r *Request) places(shown shown) []Place {
	if len(r.Resource.Items) == 0 {
		return nil
	}
	tells := tellingAll
	if !shown.places {
		tells = r.telling()
	}
	k := borrowKey()
	defer k.release()
	places, known := []Place{}, map[string]int{}
	for i := range r.Resource.Items {
		at := tells.of(&r.Resource.Items[i])
		k.bytes = k.bytes[:0].properties(&at)
		which, found := known[string(k.bytes)]
		if !found {
			which = len(places)
			known[string(k.bytes)] = which
			places = append(places, Place{Properties: at})
		}
		places[which].Members = append(places[which].Members, int64(i))
	}
	return places
}

// of are the properties that tell.
func (t telling) of(p *Properties) Properties {
	at := Properties{Environment: p.Environment, SecretPath: p.SecretPath}
	if t.name {
		at.SecretName = p.SecretName
	}
	if t.tags {
		at.SecretTags = p.SecretTags
	}
	if t.identity {
		at.IdentityID = p.IdentityID
	}
	return at
}

// telling looks for the fields that rules of the subject's grants speak of,
// those of the action that is asked for.
func (r *Request) telling() (t telling) {
	if r.Facts.Grants == nil {
		return t
	}
	for _, grant := range slices.Concat(r.Facts.Grants.Organization, r.Facts.Grants.Project) {
		if grant.Permissions == nil {
			continue // a built-in role speaks of no field
		}
		t.note(grant.Permissions.Allow[r.Resource.Type][r.Action.Name].Rules)
		t.note(grant.Permissions.Deny[r.Resource.Type][r.Action.Name].Rules)
	}
	return t
}

func (t *telling) note(rules []permissions.Conditions) {
	for _, conditions := range rules {
		for field := range conditions {
			switch field {
			case permissions.FieldEnvironment, permissions.FieldSecretPath:
			case permissions.FieldSecretName:
				t.name = true
			case permissions.FieldSecretTags:
				t.tags = true
			case permissions.FieldIdentityID:
				t.identity = true
			default:
				*t = tellingAll
			}
		}
	}
}
