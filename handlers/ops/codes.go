package ops

import "sync"

// maxCodes limits the values of the label code. A policy declares its codes in METADATA, but
// Rego computes the code of a reason and may return any text.
const maxCodes = 256

// codes are the reason codes with a time series. The zero value is ready.
type codes struct {
	mu   sync.Mutex
	seen map[string]bool
}

// bounded is the code, or "other" once the limit is reached.
func (c *codes) bounded(code string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	if !c.seen[code] && len(c.seen) >= maxCodes {
		return "other"
	}
	c.seen[code] = true
	return code
}
