package references

import "context"

// Limits of an expansion. A text of a few kilobytes can refer to others so often that
// following it would fill the memory, or take minutes and come to nothing: a reference
// that is cut because it leads back makes no text, but is visited.
const (
	mostReferences = 10_000  // in one text, and replaced in one secret
	mostSteps      = 100_000 // pieces visited for one secret
	mostExpanded   = 4 << 20 // bytes of one secret
	nodeBytes      = 128     // of a node of a tree, beside its texts

	// Of all secrets of a request together:
	mostInTexts    = 200_000 // references in their texts
	mostPlaces     = 50_000  // different places that these name
	mostStepsInAll = 4_000_000
	mostTogether   = 32 << 20 // bytes of the secrets that refer to others

	firstSteps, stepsFactor = 32, 16  // of the rounds of countAll
	stepsPerCheck           = 1 << 10 // of the context
)

// cost is what following the references of a secret took.
type cost struct{ steps, replacements, bytes int }

func (k cost) tooMuch() bool {
	return k.steps > mostSteps || k.replacements > mostReferences || k.bytes > mostExpanded
}

// budget is what all secrets of a request may still cost together.
type budget struct {
	ctx                           context.Context
	inTexts, places, steps, bytes int
	unchecked                     int // steps since the context was looked at
}

func newBudget(ctx context.Context) *budget {
	return &budget{ctx: ctx, inTexts: mostInTexts, places: mostPlaces, steps: mostStepsInAll, bytes: mostTogether}
}

// step takes one step, and fails when the request has ended.
func (b *budget) step() error {
	b.steps--
	if b.unchecked++; b.unchecked < stepsPerCheck {
		return nil
	}
	b.unchecked = 0
	return b.ctx.Err()
}
