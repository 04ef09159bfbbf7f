package ops

import "sync"

// maxCodes bounds the values of the label code. A policy names the codes of its reasons
// in its METADATA, but the text of a reason is what Rego computes.
const maxCodes = 256

// codes are the reason codes that have a series. The zero value is ready.
type codes struct {
	mu   sync.Mutex
	seen map[string]bool
}

// bounded is the code, or "other" once there are too many.
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
