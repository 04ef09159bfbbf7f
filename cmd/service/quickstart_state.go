package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"warder/models/durable"
)

// demo is what the quickstart has made so far, as kept in quickstart.json. An
// empty field is a step still to do.
type demo struct {
	Email          string `json:"email"`
	Password       string `json:"password"`
	AdminToken     string `json:"adminToken"`
	OrganizationID string `json:"organizationId"`
	ProjectID      string `json:"projectId"`
	SecretStored   bool   `json:"secretStored"`
	IdentityID     string `json:"identityId"`
	Member         bool   `json:"member"`
	ClientID       string `json:"clientId"`
	ClientSecret   string `json:"clientSecret"`

	setup string // the setup token of the server; not kept
}

// readDemo reads what an earlier run wrote; nothing written is the zero demo.
func readDemo(path string) (demo, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return demo{}, nil
	}
	if err != nil {
		return demo{}, err
	}
	var state demo
	if err := json.Unmarshal(text, &state); err != nil {
		return demo{}, fmt.Errorf("%s is damaged; remove it, and the data directory with it if the demo is all it holds", path)
	}
	return state, nil
}

// remember replaces the file in one step, readable by its owner alone.
func (d *demo) remember(path string) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(path, append(text, '\n'))
}
