package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"warder/models/durable"
)

// demo is the stored state of the quickstart in quickstart.json. An empty field is a step to
// do.
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

	setup string // the server's setup token; not stored
}

// readDemo reads the state of an earlier run, or the zero demo.
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

// remember replaces the file atomically, readable by its owner only.
func (d *demo) remember(path string) error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(path, append(text, '\n'))
}
