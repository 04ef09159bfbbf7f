package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/plan"
)

// round is a list that is being decided.
type round struct {
	engine  *Engine
	program *program
	shared  *input.Request
	several *plan.Several // from the first evaluation on
	id      string

	member *input.Member
	values [partCount]int32 // of the member, 0 for parts not read yet
	parts  [partCount]parts
	key    input.Written
	text   input.Written // of the part whose number is looked up

	reads   []plan.Parts // that some decision looked at
	decided map[string]*Decision
}

// parts are the numbers of the values of one part.
type parts struct {
	numbers map[string]int32
	target  *input.Target // the one that was asked for last, which most members share
	number  int32
}

// decideTogether evaluates what differs. Two members that differ only in what no
// rule looked at share one decision.
func (e *Engine) decideTogether(ctx context.Context, p *program, shared *input.Request, members []input.Member) (decisions []Decision) {
	r := &round{engine: e, program: p, shared: shared, id: newID(now(shared)), decided: map[string]*Decision{}}
	decisions = make([]Decision, 0, len(members))
	defer func() {
		if cause := recover(); cause != nil {
			failed := e.fail(ctx, r.id, p.revision, PolicyError, fmt.Errorf("panic: %v", cause))
			decisions = append(decisions, repeated(failed, len(members)-len(decisions))...)
		}
	}()
	for i := range members {
		decision := r.decide(ctx, &members[i])
		decisions = append(decisions, decision)
		if decision.late() {
			decisions = append(decisions, repeated(decision, len(members)-len(decisions))...)
			break
		}
	}
	if r.several != nil {
		r.several.Close() // not deferred: after a panic its state is unknown
	}
	return decisions
}

// decide finds the decision of a member that agrees with this one in everything
// that was read, or makes one.
func (r *round) decide(ctx context.Context, member *input.Member) Decision {
	r.member, r.values = member, [partCount]int32{}
	for _, read := range r.reads {
		if known := r.decided[string(r.name(read))]; known != nil {
			return *known
		}
	}
	single := r.shared.About(member)
	decision, read, lasts := r.ask(ctx, &single)
	if lasts {
		r.remember(read, &decision)
	}
	return decision
}

// name is what the member is in some parts.
func (r *round) name(read plan.Parts) []byte {
	r.key = r.key[:0].Number(int64(read))
	for part := range partCount {
		if read&plan.Of(part) != 0 {
			r.key = r.key.Number(int64(r.Value(part)))
		}
	}
	return r.key
}

func (r *round) remember(read plan.Parts, decision *Decision) {
	known := false
	for _, other := range r.reads {
		known = known || other == read
	}
	if !known {
		r.reads = append(r.reads, read)
	}
	r.decided[string(r.name(read))] = decision
}

// ask has the policy decide, unless an equal request was decided before. An answer that
// did not come is not remembered, if it came neither the next time.
func (r *round) ask(ctx context.Context, single *input.Request) (decision Decision, read plan.Parts, lasts bool) {
	if !r.program.query.byPlan() { // it fell since the list began
		return r.engine.Decide(ctx, single), 0, false
	}
	k := input.BorrowKey()
	defer k.Release()
	k.Of(single, r.program.readsRequestID)
	keeps := !r.engine.options.Forgetful && lasting(single)
	if keeps {
		if known, found := r.program.known().Get(k.Shared()); found {
			r.engine.hits.Add(1)
			decision = *known
			decision.ID = r.id
			return decision, allParts &^ ownParts, true
		}
	}
	decision, read, lasts = r.evaluate(ctx, single, k)
	if keeps && lasts && read&ownParts == 0 && decision.small() {
		kept := decision
		r.program.known().Put(k.Shared(), &kept)
	}
	return decision, read, lasts
}

func (r *round) evaluate(ctx context.Context, single *input.Request, k *input.Key) (decision Decision, read plan.Parts, lasts bool) {
	if r.several == nil {
		r.several = r.program.query.planned.Several()
	}
	input := ast.NewTerm(single.ValueBy(k))
	guard := borrowGuard(ctx, r.engine.options.Timeout, r.engine.options.Memory)
	answer, read, err := r.several.Ask(ctx, input, placesOf(input), r, guard.cancel)
	if mayBeSpared(err) {
		answer, err = r.program.query.ask(ctx, r.program, input, guard.cancel)
		read = allParts
	}
	err = guard.release(err)
	if err == nil && answer == nil {
		err = errUndefined
	}
	r.program.check.sample(doubt{input, answer, err})
	if err == nil {
		decision, err = decode(answer)
	}
	if err != nil {
		return r.fail(ctx, err), read, false
	}
	decision.ID, decision.Policy = r.id, r.program.revision
	return decision, read, true
}

func (r *round) fail(ctx context.Context, err error) Decision {
	if errors.Is(err, errMemory) && r.engine.options.OverMemory != nil {
		r.engine.options.OverMemory()
	}
	return r.engine.fail(ctx, r.id, r.program.revision, codeOf(err), err)
}

// Value is the number of what the member is in one part.
func (r *round) Value(part plan.Part) int32 {
	if r.values[part] == 0 {
		r.values[part] = r.number(part)
	}
	return r.values[part]
}

func (r *round) number(part plan.Part) int32 {
	known := &r.parts[part]
	if part == partTarget && known.number != 0 && known.target == r.member.Target {
		return known.number
	}
	r.text = r.write(r.text[:0], part)
	number, found := known.numbers[string(r.text)]
	if !found {
		if known.numbers == nil {
			known.numbers = map[string]int32{}
		}
		number = int32(len(known.numbers)) + 1
		known.numbers[string(r.text)] = number
	}
	known.target, known.number = r.member.Target, number
	return number
}

// write writes one part of the member, as the key of a request has it.
func (r *round) write(b input.Written, part plan.Part) input.Written {
	properties := &r.member.Resource.Properties
	switch part {
	case partType:
		return b.Text(r.member.Resource.Type)
	case partID:
		return b.Text(r.member.Resource.ID)
	case partEnvironment:
		return b.Optional(properties.Environment)
	case partSecretPath:
		return b.Optional(properties.SecretPath)
	case partSecretName:
		return b.Optional(properties.SecretName)
	case partSecretTags:
		return b.Tags(properties.SecretTags)
	case partIdentityID:
		return b.Optional(properties.IdentityID)
	case partKind:
		return b.Optional(properties.Kind)
	case partRequested:
		return b.Requested(r.member.Requested)
	case partKeys:
		return b.Optional(properties.Environment).Optional(properties.SecretPath)
	default:
		return b.Target(r.member.Target)
	}
}
