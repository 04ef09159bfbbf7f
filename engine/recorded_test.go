package engine

import (
	"encoding/json"
	"testing"

	"warder/engine/input"
)

// Document is the other form in which inputs are kept: `opa eval` reads it.
func TestRecorded_a_document_is_read_like_a_record(t *testing.T) {
	document, err := input.Document(permitted())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	again, err := input.DecodeRequest(text)
	if err != nil || again.Value().Compare(permitted().Value()) != 0 {
		t.Errorf("%v (%v)", again, err)
	}
}

func FuzzDecodeRequest(f *testing.F) {
	text, err := json.Marshal(permitted())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(`{"subject":{"type":"user"},"action":{"name":"read"},"facts":{"grants":{"project":[{"permissions":{"allow":{"a":{"b":{"all":[{"x":{"$in":["y"]}}]}}}}}]}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		decoder := new(input.RequestDecoder)
		var plain input.Request
		plainly := input.Strictly([]byte(text), &plain)
		for range 2 { // the second time, permissions are those of the first
			request, err := decoder.Request([]byte(text))
			if err == nil && (plainly != nil || request.Value().Compare(plain.Value()) != 0) {
				t.Errorf("shared: %v\nplain:  %v (%v)", request.Value(), plain.Value(), plainly)
			}
			if plainly == nil && err != nil && plain.Subject.Type != "" && plain.Action.Name != "" {
				t.Errorf("refused: %v", err)
			}
		}
	})
}
