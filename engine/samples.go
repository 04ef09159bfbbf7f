package engine

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/permissions"
)

// generated is how many requests are made up to compare a policy by.
const generated = 300

// samples are the inputs that a policy is compared by when it is loaded: the
// requests that it is held to, its own ones, and generated ones about everything
// that it handles, with the words that its rules compare with. They are the same
// at every load.
func (p *program) samples(requests []input.Request) []*ast.Term {
	s := &sampler{numbers: rand.New(rand.NewPCG(1, 2)), words: p.words()} //nolint:gosec // the same each time, on purpose
	handled := make([]handledAction, 0, len(p.handled))
	for h := range p.handled {
		handled = append(handled, h)
	}
	slices.SortFunc(handled, func(a, b handledAction) int {
		return cmp.Or(cmp.Compare(a.resourceType, b.resourceType), cmp.Compare(a.action, b.action))
	})
	requests = append(slices.Clip(requests), p.ownCanaries()...)
	for i := range generated {
		if len(handled) > 0 {
			requests = append(requests, s.request(handled[i%len(handled)]))
		}
	}
	for i, one := range p.comparisons() {
		if len(handled) > 0 {
			request := s.request(handled[i%len(handled)])
			set(reflect.ValueOf(&request).Elem(), segments(one.path), one.text)
			requests = append(requests, request)
		}
	}
	inputs := make([]*ast.Term, 0, len(requests))
	for i := range requests {
		inputs = append(inputs, ast.NewTerm(requests[i].Value()))
	}
	return inputs
}

// ownCanaries are the requests that a policy brings to be tried by. What does not
// read as one is found by the examination of the policy.
func (p *program) ownCanaries() []input.Request {
	text, err := json.Marshal(p.lookUpData("authz", "canaries"))
	var canaries []struct{ Request input.Request }
	if err != nil || json.Unmarshal(text, &canaries) != nil {
		return nil
	}
	requests := make([]input.Request, 0, len(canaries))
	for _, canary := range canaries {
		requests = append(requests, canary.Request)
	}
	return requests
}

// words are the texts that the policy's rules are written with.
func (p *program) words() []string {
	known := map[string]bool{"": true, "/": true, "x": true}
	for _, module := range p.compiler.Modules {
		ast.WalkTerms(module, func(term *ast.Term) bool {
			if text, isText := term.Value.(ast.String); isText {
				known[string(text)] = true
			}
			return false
		})
	}
	words := make([]string, 0, len(known))
	for word := range known {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

type sampler struct {
	numbers *rand.Rand
	words   []string
}

func (s *sampler) word() string { return s.words[s.numbers.IntN(len(s.words))] }

// sampleNow is the moment of generated requests.
const sampleNow = 1795312800

// request is an ordinary request by a subject that holds something, with up to
// four changes anywhere in it.
func (s *sampler) request(h handledAction) input.Request {
	environment, path, name := "prod", "/db", "URL"
	role := []string{"admin", "member", "viewer", "no-access", input.RoleCustom}[s.numbers.IntN(5)]
	grant := input.Grant{Source: input.SourceRole, Role: role, ID: "r1"}
	if role == input.RoleCustom {
		grant.Permissions = permissions.Compile([]permissions.Rule{
			{Actions: []string{h.action}, Subjects: []string{h.resourceType}, Conditions: permissions.Conditions{"environment": {"$eq": "prod"}, "secretPath": {"$glob": "/db/**"}}},
			{Actions: []string{h.action}, Subjects: []string{h.resourceType}, Conditions: permissions.Conditions{"secretName": {"$glob": "U*"}}, Inverted: s.numbers.IntN(2) == 0},
		}, permissions.FormV2)
	}
	r := input.Request{
		Subject: input.Subject{Type: input.SubjectIdentity, ID: "i1"}, Action: input.Action{Name: h.action},
		Resource: input.Resource{Type: h.resourceType, Properties: input.Properties{Environment: &environment, SecretPath: &path, SecretName: &name, SecretTags: []string{}}},
		Context:  input.Context{IP: "10.1.2.3", Now: sampleNow, Mode: "identity_access_token", Accepts: []string{"identity_access_token"}, Raw: true, RequestID: "req-1"},
		Facts: input.Facts{
			Token:        &input.Token{WellFormed: true, Known: true, MethodAttached: true, ExpiresAt: sampleNow + 60, TrustedIPs: []string{"10.0.0.0/8"}, OrgID: "o1"},
			Instance:     &input.Instance{Initialized: true},
			Organization: &input.Organization{ID: "o1"},
			Project:      &input.Project{ID: "p1", OrgID: "o1", Known: true, Version: 3, TrustedIPs: []string{}},
			Membership:   &input.Membership{OrgID: "o1", Organization: true, Project: true, OrgRole: "member", AcceptedInOrg: true, ActiveInOrg: true},
			Grants:       &input.Grants{Organization: []input.Grant{{Source: input.SourceRole, Role: role}}, Project: []input.Grant{grant}},
		},
	}
	for range s.numbers.IntN(5) {
		s.vary(reflect.ValueOf(&r).Elem())
	}
	return r
}

// vary changes one thing somewhere below a value.
func (s *sampler) vary(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		s.vary(v.Field(s.numbers.IntN(v.NumField())))
	case reflect.Pointer:
		s.pointer(v)
	case reflect.Slice:
		s.slice(v)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int64:
		v.SetInt([]int64{0, 1, 5, sampleNow - 1, sampleNow, sampleNow + 1}[s.numbers.IntN(6)])
	case reflect.String:
		v.SetString(s.word())
	default: // maps: claims, and roles, which are compiled
	}
}

func (s *sampler) pointer(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[*permissions.Compiled](), v.Type() == reflect.TypeFor[*input.Claims]():
	case v.IsNil():
		v.Set(reflect.New(v.Type().Elem()))
	case s.numbers.IntN(4) == 0:
		v.SetZero()
	default:
		changed := reflect.New(v.Type().Elem()) // others share what it points at
		changed.Elem().Set(v.Elem())
		v.Set(changed)
		s.vary(changed.Elem())
	}
}

func (s *sampler) slice(v reflect.Value) {
	switch {
	case v.Len() > 0 && s.numbers.IntN(2) == 0:
		s.vary(v.Index(s.numbers.IntN(v.Len())))
	case v.Len() > 0:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	default:
		v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
	}
}
