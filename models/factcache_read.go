package models

import (
	"maps"
	"slices"
)

// recalled is a prefetch of which the rest alone has to be asked: the revisions
// that what is kept depends on, and what no revision covers.
type recalled struct {
	of      *Prefetch
	kept    *factCache
	rest    *Prefetch
	asks    []*Query // by question, the one of the rest that stands for it
	later   []*Query // those that depend on the rest
	empty   []*Query // those that find nothing, independent of what they depend on
	known   answers
	assumed map[string]string // revision by tenant
	proof   *Query            // the revisions, of the rest
}

// recall looks for what a prefetch asks among what is kept. It answers nil if
// there is nothing, or not enough to be of use.
func (k *factCache) recall(f *Prefetch) *recalled {
	r := &recalled{of: f, kept: k, rest: &Prefetch{}, asks: make([]*Query, len(f.questions)), known: make(answers, len(f.questions)), assumed: map[string]string{}}
	for _, c := range f.questions {
		if !r.take(c) {
			return nil
		}
	}
	if len(r.assumed) == 0 {
		return nil
	}
	var tenants []string
	for tenant := range r.assumed {
		tenants = append(tenants, tenant)
	}
	r.proof = PrefetchFind[Revision](r.rest, "", ScopeRef{}, "tenant IN ?", tenants)
	return r
}

// take looks for one question, which comes after those that it refers to.
func (r *recalled) take(c *Query) bool {
	c.rows = nil
	switch {
	case c.of.revised == byNobody:
		return r.ask(c)
	case !slices.ContainsFunc(c.refs(), func(ref Ref) bool { return r.awaits(ref.of) }):
		return r.remember(c)
	}
	// What is looked up later has to be covered by what is proven until then.
	tenant, covered := c.revisedAs(c.scope).(string)
	r.later = append(r.later, c)
	return covered && r.assume(tenant)
}

// awaits is whether the rows of a question come with the rest, or after it.
func (r *recalled) awaits(c *Query) bool {
	return r.asks[c.index] != nil || slices.Contains(r.later, c)
}

// remember finds the answer of every way in which the question will be asked.
func (r *recalled) remember(c *Query) bool {
	for _, bound := range c.bindings() {
		tenant, covered := c.revisedAs(bound.scope).(string)
		if !covered || !r.assume(tenant) {
			return false
		}
		key := keyOf(c.of, c.order, bound.scope, c.where, bound.args)
		rows, known := r.kept.get(r.assumed[tenant], key)
		if !known {
			return false
		}
		r.known[key] = rows
		c.rows = append(c.rows, rows...)
	}
	return true
}

// assume takes the revision of a tenant to be what it was.
func (r *recalled) assume(tenant string) bool {
	if _, assumed := r.assumed[tenant]; assumed {
		return true
	}
	revision, seen := r.kept.revision(tenant)
	if seen {
		r.assumed[tenant] = revision
	}
	return seen
}

// ask adds a question to the rest. What it refers to and is remembered becomes a
// value; where that found nothing, nor does this.
func (r *recalled) ask(c *Query) bool {
	if c.given != nil && !r.awaits(c.given) && len(c.given.rows) == 0 {
		r.empty = append(r.empty, c)
		return true
	}
	still := *c
	still.args, still.led = slices.Clone(c.args), c.leads()
	parts := []*any{&still.scope.Org, &still.scope.Project}
	for i := range still.args {
		parts = append(parts, &still.args[i])
	}
	for i, part := range parts {
		ref, isRef := (*part).(Ref)
		if !isRef {
			continue
		}
		each := i < 2
		if !each {
			_, each = comparedAt(c.where, i-2)
		}
		bound, one := r.bind(ref, each)
		if !one {
			r.empty = append(r.empty, c)
			return len(ref.values()) == 0
		}
		*part = bound
	}
	r.asks[c.index] = r.rest.add(&still)
	return true
}

// bind is what a Ref becomes in the rest, if it is one thing.
func (r *recalled) bind(ref Ref, each bool) (any, bool) {
	if asked := r.asks[ref.of.index]; asked != nil {
		return Ref{asked, ref.column}, true
	}
	values := ref.values()
	switch {
	case each && len(values) == 1:
		return values[0], true
	case each || len(values) == 0:
		return nil, false
	}
	return texts(values), true
}

// holds is whether all that was assumed is so, now that the rest has been
// answered; known is all there is then.
func (r *recalled) holds(answered answers) bool {
	for _, row := range r.proof.rows {
		proven := row.(*Revision) //nolint:forcetypeassert // the question is about revisions
		if r.assumed[proven.Tenant] != proven.Revision {
			return false
		}
	}
	if len(r.proof.rows) != len(r.assumed) {
		return false
	}
	for i, asked := range r.asks {
		if asked != nil {
			r.of.questions[i].rows = asked.rows
		}
	}
	for _, c := range r.later {
		if !r.remember(c) {
			return false
		}
	}
	for _, c := range r.empty {
		for _, bound := range c.bindings() {
			r.known[keyOf(c.of, c.order, bound.scope, c.where, bound.args)] = nil
		}
	}
	maps.Copy(r.known, answered)
	return true
}

// provable is whether the revisions that cover the answers can be named before
// anything else is read. Those of a login or a service token cannot, whose tenant
// is found by what they bring along: nothing is kept of them, and nothing proven.
func (f *Prefetch) provable() bool {
	for _, c := range f.questions {
		if c.of.revised == byNobody {
			continue
		}
		tenant := c.revisedAs(c.scope)
		if ref, isRef := tenant.(Ref); tenant == nil || isRef && ref.of.of.revised == byNobody {
			return false
		}
	}
	return true
}

// proven is the prefetch with the revisions that cover its answers.
func (f *Prefetch) proven() *Prefetch {
	whole, seen := &Prefetch{questions: slices.Clone(f.questions)}, map[any]bool{}
	for _, c := range f.questions {
		if tenant := c.revisedAs(c.scope); tenant != nil && !seen[tenant] {
			seen[tenant] = true
			PrefetchFirst[Revision](whole, ScopeRef{}, "tenant = ?", tenant)
		}
	}
	return whole
}

// keep keeps the answers of a prefetch that a revision covers.
func (k *factCache) keep(proven *Prefetch) {
	revisions := map[string]string{}
	for _, c := range proven.questions {
		for _, row := range c.rows {
			if revision, is := row.(*Revision); is {
				revisions[revision.Tenant] = revision.Revision
				k.saw(revision.Tenant, revision.Revision)
			}
		}
	}
	for _, c := range proven.questions {
		if c.of.revised == byNobody {
			continue
		}
		for _, bound := range c.bindings() {
			tenant, covered := c.revisedAs(bound.scope).(string)
			if revision := revisions[tenant]; covered && revision != "" {
				k.put(revision, keyOf(c.of, c.order, bound.scope, c.where, bound.args), c.of, bound.rows)
			}
		}
	}
}
