package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/input"
	"warder/engine/plan"
)

// The parts of the input that are a member's own. Of the target there is one: few
// rules look into it. Probe keys are computed from environment and path.
const (
	partType plan.Part = iota
	partID
	partEnvironment
	partSecretPath
	partSecretName
	partSecretTags
	partIdentityID
	partKind
	partKeys
	partTarget
	partRequested
	partCount
)

var (
	propertyParts = map[string]plan.Parts{
		"environment": plan.Of(partEnvironment), "secretPath": plan.Of(partSecretPath), "secretName": plan.Of(partSecretName),
		"secretTags": plan.Of(partSecretTags), "identityId": plan.Of(partIdentityID), "kind": plan.Of(partKind), "keys": plan.Of(partKeys),
	}
	resourceParts = map[string]plan.Parts{"type": plan.Of(partType), "id": plan.Of(partID)}
	factParts     = map[string]plan.Parts{"target": plan.Of(partTarget)}
	inputParts    = map[string]plan.Parts{"request": plan.Of(partRequested)}
	allProperties = plan.Of(partEnvironment, partSecretPath, partSecretName, partSecretTags, partIdentityID, partKind, partKeys)
	allResource   = allProperties | plan.Of(partType, partID)
	allParts      = allResource | plan.Of(partTarget, partRequested)
)

// placesOf are the documents of an input that hold a member's parts.
func placesOf(request *ast.Term) []plan.Place {
	resource := fieldOf(request, input.NameResource)
	return []plan.Place{
		{Document: request, Fields: inputParts, Whole: allParts},
		{Document: resource, Fields: resourceParts, Whole: allResource},
		{Document: fieldOf(resource, input.NameProperties), Fields: propertyParts, Whole: allProperties},
		{Document: fieldOf(request, input.NameFacts), Fields: factParts, Whole: plan.Of(partTarget)},
	}
}

func fieldOf(document, name *ast.Term) *ast.Term {
	object, ok := document.Value.(ast.Object)
	if !ok {
		return nil
	}
	return object.Get(name)
}

// round is a list that is being decided.
type round struct {
	engine  *Engine
	program *program
	shared  *input.Request
	several *plan.Several
	id      string

	member *input.Member
	values [partCount]int32 // of the member, 0 for what was not asked for
	parts  [partCount]parts
	key    input.Written

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
	r.several = p.query.planned.Several()
	for i := range members {
		decision := r.decide(ctx, &members[i])
		decisions = append(decisions, decision)
		if decision.late() {
			decisions = append(decisions, repeated(decision, len(members)-len(decisions))...)
			break
		}
	}
	r.several.Close() // not deferred: after a panic its state is unknown
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

// ask has the policy decide. An answer that did not come is not remembered, if it
// came neither the next time.
func (r *round) ask(ctx context.Context, single *input.Request) (decision Decision, read plan.Parts, lasts bool) {
	if !r.program.query.byPlan() { // it fell since the list began
		return r.engine.Decide(ctx, single), 0, false
	}
	k := input.BorrowKey()
	defer k.Release()
	k.Of(single, false)
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
	var room [256]byte
	text := r.write(input.Written(room[:0]), part)
	number, found := known.numbers[string(text)]
	if !found {
		if known.numbers == nil {
			known.numbers = map[string]int32{}
		}
		number = int32(len(known.numbers)) + 1
		known.numbers[string(text)] = number
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
