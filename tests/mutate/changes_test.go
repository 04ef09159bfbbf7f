package main

import "testing"

// Running the changes takes long; that each can still be made does not.
func TestChanges_can_be_made(t *testing.T) {
	for _, c := range changes {
		changed, err := c.apply("../..")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.to == c.from || changed == "" && err == nil {
			t.Errorf("%s changes nothing", c.name)
		}
	}
}
