package retry

// Signal wakes a loop that has nothing to do until then. Signals that come before the loop
// looks are one.
type Signal chan struct{}

// NewSignal is one that was not given yet.
func NewSignal() Signal { return make(Signal, 1) }

// Give wakes the loop, and waits for nothing.
func (s Signal) Give() {
	select {
	case s <- struct{}{}:
	default: // it is awake, or about to be
	}
}
