package verify

import (
	"context"
	"reflect"
	"slices"

	"warder/engine"
	"warder/engine/input"
	"warder/engine/permissions"
)

// shrink simplifies a request while it still breaks the assertion. Every remaining part
// matters: without it the assertion holds.
func shrink(ctx context.Context, verifier *engine.AssertionVerifier, assertion engine.Assertion, request *input.Request) Counterexample {
	breaks := func(candidate *input.Request) (string, bool) {
		violations, err := verifier.Violations(ctx, candidate)
		if err != nil {
			return "", false
		}
		for _, violation := range violations {
			if violation.Assertion == assertion.Name {
				return violation.Message, true
			}
		}
		return "", false
	}
	message, _ := breaks(request)
	for again := true; again; {
		again = false
		for _, plainer := range plainer(request) {
			if said, still := breaks(plainer); still {
				request, message, again = plainer, said, true
				break
			}
		}
	}
	found := Counterexample{Assertion: assertion, Message: message, Request: request}
	found.Document = smallest(request, func(document any) bool {
		violations, err := verifier.ViolationsOf(ctx, document)
		return err == nil && slices.Contains(violations, engine.Violation{Assertion: assertion.Name, Message: message})
	})
	return found
}

// plainer are the requests that are one step plainer, each strictly, so that
// shrinking ends.
func plainer(request *input.Request) []*input.Request {
	plain := plainest(scopeOf(request), request.Resource.Type, request.Action.Name)
	var found []*input.Request
	step := func(differs bool, change func(*input.Request)) {
		if differs {
			candidate := *request
			change(&candidate)
			found = append(found, &candidate)
		}
	}
	for i := range held(request) {
		step(true, func(r *input.Request) { hold(r, slices.Delete(slices.Clone(held(r)), i, i+1)) })
	}
	for i, grant := range held(request) {
		for _, simpler := range plainerGrants(grant) {
			step(true, func(r *input.Request) {
				grants := slices.Clone(held(r))
				grants[i] = simpler
				hold(r, grants)
			})
		}
	}
	step(request.Facts.Target != nil && plain.Facts.Target == nil, func(r *input.Request) { r.Facts.Target = nil })
	step(request.Facts.Target != nil && plain.Facts.Target != nil && !equal(request.Facts.Target, plain.Facts.Target),
		func(r *input.Request) { r.Facts.Target = plain.Facts.Target })
	good := token()
	good.ExpiresAt += request.Context.Now - now
	step(!equal(request.Facts.Token, good), func(r *input.Request) { r.Facts.Token = good })
	step(request.Context.Now != now, func(r *input.Request) { r.Context.Now, r.Facts.Token = now, plain.Facts.Token })
	step(!reflect.DeepEqual(request.Subject, plain.Subject), func(r *input.Request) { r.Subject, r.Context.Mode = plain.Subject, plain.Context.Mode })
	step(request.Context.IP != plain.Context.IP, func(r *input.Request) { r.Context.IP = plain.Context.IP })
	step(!equal(request.Resource.Properties.Kind, plain.Resource.Properties.Kind), func(r *input.Request) {
		r.Resource.Properties.Kind = plain.Resource.Properties.Kind
	})
	step(!equal(request.Context.Accepts, plain.Context.Accepts), func(r *input.Request) { r.Context.Accepts = plain.Context.Accepts })
	step(request.Facts.Login != nil, func(r *input.Request) { r.Facts.Login = nil })
	step(!equal(request.Facts.Instance, plain.Facts.Instance), func(r *input.Request) { r.Facts.Instance = plain.Facts.Instance })
	step(request.Context.Raw, func(r *input.Request) { r.Context.Raw = false })
	step(!equal(request.Facts.Project, plain.Facts.Project), func(r *input.Request) { r.Facts.Project = plain.Facts.Project })
	step(!equal(request.Facts.Organization, plain.Facts.Organization), func(r *input.Request) { r.Facts.Organization = plain.Facts.Organization })
	step(!equal(standing(request), standing(plain)), func(r *input.Request) {
		membership := *r.Facts.Membership
		membership.Organization, membership.Project = plain.Facts.Membership.Organization, plain.Facts.Membership.Project
		r.Facts.Membership = &membership
	})
	if project := request.Facts.Project; project != nil {
		for _, one := range plainerProjects(*project, *plain.Facts.Project) {
			step(true, func(r *input.Request) { r.Facts.Project = &one })
		}
	}
	for _, properties := range plainerProperties(request.Resource.Properties) {
		step(true, func(r *input.Request) { r.Resource.Properties = properties })
	}
	return found
}

func standing(request *input.Request) [2]bool {
	return [2]bool{request.Facts.Membership.Organization, request.Facts.Membership.Project}
}

// plainerProjects resets one field at a time to its plain value.
func plainerProjects(project, plain input.Project) []input.Project {
	var found []input.Project
	take := func(differs bool, change func(*input.Project)) {
		if differs {
			change(&project)
			found = append(found, project)
		}
	}
	before := project
	for _, field := range []struct {
		differs bool
		change  func(*input.Project)
	}{
		{project.EndToEndEncrypted, func(p *input.Project) { p.EndToEndEncrypted = false }},
		{project.DeleteProtected, func(p *input.Project) { p.DeleteProtected = false }},
		{project.Version != plain.Version, func(p *input.Project) { p.Version = plain.Version }},
	} {
		project = before
		take(field.differs, field.change)
	}
	return found
}

// plainerProperties come nearer to the root of dev.
func plainerProperties(properties input.Properties) []input.Properties {
	var found []input.Properties
	if properties.SecretName != nil {
		without := properties
		without.SecretName = nil
		found = append(found, without)
	}
	if properties.Environment != nil && *properties.Environment != "dev" {
		moved, dev := properties, "dev"
		moved.Environment = &dev
		found = append(found, moved)
	}
	if properties.SecretPath != nil && *properties.SecretPath != "/" {
		moved, root := properties, "/"
		moved.SecretPath = &root
		found = append(found, moved)
	}
	return found
}

// plainerGrants are a grant without its window, and of a custom one its parts.
func plainerGrants(grant input.Grant) []input.Grant {
	var found []input.Grant
	if grant.Starts != 0 || grant.Ends != 0 {
		lasting := grant
		lasting.Starts, lasting.Ends = 0, 0
		found = append(found, lasting)
	}
	if grant.Permissions == nil {
		return found
	}
	with := func(allow, deny map[string]map[string]permissions.Slot) {
		smaller := grant
		smaller.Permissions = &permissions.Compiled{Allow: allow, Deny: deny}
		found = append(found, smaller)
	}
	for _, less := range smallerSlots(grant.Permissions.Allow) {
		with(less, grant.Permissions.Deny)
	}
	for _, less := range smallerSlots(grant.Permissions.Deny) {
		with(grant.Permissions.Allow, less)
	}
	return found
}

// smallerSlots leave out one action each.
func smallerSlots(slots map[string]map[string]permissions.Slot) []map[string]map[string]permissions.Slot {
	var found []map[string]map[string]permissions.Slot
	for _, resourceType := range sorted(slots) {
		for _, action := range sorted(slots[resourceType]) {
			less := map[string]map[string]permissions.Slot{}
			for t, actions := range slots {
				for a, slot := range actions {
					if t == resourceType && a == action {
						continue
					}
					if less[t] == nil {
						less[t] = map[string]permissions.Slot{}
					}
					less[t][a] = slot
				}
			}
			found = append(found, less)
		}
	}
	return found
}
