package main

import (
	"os"
	"runtime/debug"
)

// manyDecisions has the collector of garbage run less often while a command
// decides by the thousand and keeps next to nothing: a sixth of its time. Call
// what it gives at the end.
func manyDecisions() (done func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}
