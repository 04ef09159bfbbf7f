package main

import (
	"os"
	"runtime/debug"
)

// collectGarbageLess raises GOGC while a command makes thousands of decisions and retains
// almost no memory, which saves a sixth of the time. Call done at the end.
func collectGarbageLess() (done func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}
