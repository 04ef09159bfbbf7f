package input

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The types below are requests in which compiled permissions are left as they
// were written: each hides the fields of what it embeds that lead to some.
type recordedRequest struct {
	Request
	Resource recordedResource `json:"resource"`
	Facts    recordedFacts    `json:"facts"`
}

type recordedFacts struct {
	Facts
	Login  *recordedLogin  `json:"login"`
	Grants *recordedGrants `json:"grants"`
	Target *recordedTarget `json:"target"`
}

// recordedLogin is a login as it was recorded, by any version. Attached said that the
// account was complete, and of a machine that it was known.
type recordedLogin struct {
	Login
	Attached *bool `json:"attached"` // of an older format
}

func (l *recordedLogin) whole() *Login {
	if l.Attached != nil {
		l.Login.OwnerAccepted = *l.Attached
	}
	return &l.Login
}

type recordedGrants struct {
	Organization []recordedGrant `json:"organization"`
	Project      []recordedGrant `json:"project"`
}

type recordedGrant struct {
	Grant
	Permissions json.RawMessage `json:"permissions"`
}

type recordedHolding struct {
	Holding
	Grants []recordedGrant `json:"grants"`
}

type recordedTarget struct {
	Target
	Holdings []recordedHolding `json:"holdings"`
	HandsOut []recordedHolding `json:"hands_out"`
	Held     []recordedHolding `json:"held"`
	Items    []json.RawMessage `json:"items"` // of an older format
}

func (r *recordedRequest) whole(decoder *RequestDecoder) (*Request, error) {
	request, err := &r.Request, error(nil)
	if request.Resource, err = r.Resource.whole(); err != nil {
		return nil, err
	}
	request.Facts = r.Facts.Facts
	if login := r.Facts.Login; login != nil {
		request.Facts.Login = login.whole()
	}
	if grants := r.Facts.Grants; grants != nil {
		request.Facts.Grants = &Grants{}
		if request.Facts.Grants.Organization, err = each(decoder, grants.Organization, (*recordedGrant).whole); err != nil {
			return nil, err
		}
		if request.Facts.Grants.Project, err = each(decoder, grants.Project, (*recordedGrant).whole); err != nil {
			return nil, err
		}
	}
	if target := r.Facts.Target; target != nil {
		whole, err := target.whole(decoder)
		if err != nil {
			return nil, err
		}
		request.Facts.Target = &whole
	}
	return request, nil
}

func (g *recordedGrant) whole(decoder *RequestDecoder) (_ Grant, err error) {
	g.Grant.Permissions, err = decoder.permissions(g.Permissions)
	return g.Grant, err
}

func (h *recordedHolding) whole(decoder *RequestDecoder) (_ Holding, err error) {
	h.Holding.Grants, err = each(decoder, h.Grants, (*recordedGrant).whole)
	return h.Holding, err
}

func (t *recordedTarget) whole(decoder *RequestDecoder) (_ Target, err error) {
	if len(t.Items) > 0 {
		return Target{}, ErrOlderRecord
	}
	for _, list := range []struct {
		to   *[]Holding
		from []recordedHolding
	}{{&t.Target.Holdings, t.Holdings}, {&t.Target.HandsOut, t.HandsOut}, {&t.Target.Held, t.Held}} {
		if *list.to, err = each(decoder, list.from, (*recordedHolding).whole); err != nil {
			return Target{}, err
		}
	}
	return t.Target, nil
}

// each makes every member whole. No list stays no list, which is not an empty
// one.
func each[R, W any](decoder *RequestDecoder, from []R, whole func(*R, *RequestDecoder) (W, error)) ([]W, error) {
	if from == nil {
		return nil, nil
	}
	made := make([]W, len(from))
	for i := range from {
		var err error
		if made[i], err = whole(&from[i], decoder); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// Targets reads the targets of the members of a recorded list; there are none
// where nothing was recorded. An error wraps ErrRecorded.
func (r *RequestDecoder) Targets(raw json.RawMessage) ([]Target, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var read []recordedTarget
	if err := json.Unmarshal(raw, &read); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecorded, err)
	}
	targets, err := each(r, read, (*recordedTarget).whole)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecorded, err)
	}
	return targets, nil
}

// ErrOlderRecord is wrapped by the error on a decision about a list that was
// recorded when the input still named all members. It cannot be made again: the
// policy that made it is no policy any more.
var ErrOlderRecord = errors.New("recorded in an older format, with the members of a list in the input")

// recordedResource is a resource as it was recorded, by any version. Of a request
// about one thing, the list of others was empty.
type recordedResource struct {
	Resource
	Items  []json.RawMessage `json:"items"`
	Places []json.RawMessage `json:"places"`
}

func (r *recordedResource) whole() (Resource, error) {
	if len(r.Items)+len(r.Places) > 0 {
		return Resource{}, ErrOlderRecord
	}
	return r.Resource, nil
}
