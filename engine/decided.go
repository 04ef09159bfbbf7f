package engine

import (
	"warder/engine/input"
)

// Decisions are kept by the whole key of their request, the time in seconds
// included: nothing is approximated, so a decision that is found is the one
// that would be made. They are kept with the program, and go with it. Every
// decision found gets an id of its own, and is recorded like any other.
const (
	maxDecisions    = 4096
	maxDecidedKey   = 2 << 10 // bytes; above that it is a list
	maxDecidedParts = 64      // reasons, missing permissions and so on
)

// lasting reports whether the decision on a request may serve an equal one. A
// use of a limited token and a login are counted, so none equals another; and
// claims are not in the key.
func lasting(r *input.Request) bool {
	return (r.Facts.Token == nil || r.Facts.Token.UsesLimit == 0) && r.Facts.Login == nil && r.Claims == nil
}

func (d *Decision) small() bool {
	return len(d.Reasons)+len(d.Visible)+len(d.Grants)+len(d.Missing)+len(d.Obligations) <= maxDecidedParts
}
