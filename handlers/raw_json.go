package handlers

import "encoding/json"

// rawJSON passes stored JSON on as it was sent.
func rawJSON(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("[]")
	}
	return json.RawMessage(text)
}
