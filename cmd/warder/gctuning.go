package main

import (
	"os"
	"runtime/debug"
)

// collectGarbageLess makes the garbage collector run less often while a command
// makes thousands of decisions and keeps next to none of them: it saves a sixth of
// the time. Call done at the end.
func collectGarbageLess() (done func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}
