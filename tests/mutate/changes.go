package main

import "slices"

// change is one small change of the code that decides safety, and the tests that
// have to fail with it.
type change struct {
	name     string
	file     string // from the top of the repository
	from, to string // from is in the file once
	packages string // of the tests, as go test takes them
	run      string // which tests, as -run takes them; all for ""
}

// changes that passed every test once. Changes of Rego are made by
// `warder policy ci --mutate`, over all of it.
var changes = slices.Concat(changesOfHandlers, changesOfEngine, changesOfModels)
