package database

import "sync"

// ending is what stopShared undoes, last first.
var ending struct {
	sync.Mutex
	steps []func()
}

func atStop(step func()) {
	ending.Lock()
	defer ending.Unlock()
	ending.steps = append(ending.steps, step)
}

func stopShared() {
	ending.Lock()
	defer ending.Unlock()
	for i := len(ending.steps) - 1; i >= 0; i-- {
		ending.steps[i]()
	}
	ending.steps = nil
}
