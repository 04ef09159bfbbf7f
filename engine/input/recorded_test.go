package input

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"warder/engine/permissions"
)

func TestRecorded_a_request_is_the_same_to_the_policy_after_it_was_written_and_read(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		request := anyRequest(t, true)
		request.Action.Name, request.Subject.Type = "read", SubjectUser
		text, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeRequest(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := again.Value(), request.Value(); got.Compare(want) != 0 {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
	})
}

// A login that was recorded before its facts had fields of their own is read as what
// it said.
func TestRecorded_a_login_of_an_older_format(t *testing.T) {
	const older = `{"subject":{"type":"anonymous","id":""},"action":{"name":"login"},"resource":{"type":"user","id":"u","properties":{}},"context":{},"facts":{"login":
		{"known":true,"attached":true,"trusted_ips":[],"any_address":true,"lockout":{"enabled":true,"threshold":10,"duration_seconds":300,"counter_reset_seconds":300,"failures":2,"last_failure_at":5,"locked_until":0}}}}`
	for text, accepted := range map[string]bool{older: true, strings.Replace(older, `"attached":true`, `"attached":false`, 1): false} {
		request, err := DecodeRequest([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if login := request.Facts.Login; login.OwnerAccepted != accepted || login.Lockout.Failures != 2 || *login.Lockout.Threshold != 10 {
			t.Errorf("%s: %+v", text, login)
		}
	}
}

func TestRecorded_what_is_no_request_is_an_error(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":            ``,
		"no object":          `[]`,
		"an unknown fact":    `{"subject":{"type":"user"},"action":{"name":"read"},"facts":{"moon":"full"}}`,
		"no action":          `{"subject":{"type":"user"}}`,
		"no subject":         `{"action":{"name":"read"}}`,
		"two requests":       `{"subject":{"type":"user"},"action":{"name":"read"}} {}`,
		"a wrong type":       `{"subject":{"type":7},"action":{"name":"read"}}`,
		"a number too large": `{"subject":{"type":"user"},"action":{"name":"read"},"context":{"now":1e30}}`,
	} {
		if _, err := DecodeRequest([]byte(text)); !errors.Is(err, ErrRecorded) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecorded_equal_permissions_are_one_and_others_are_not(t *testing.T) {
	record := func(role string) []byte {
		return []byte(`{"subject":{"type":"user"},"action":{"name":"read"},"facts":{"grants":{"project":[{"permissions":` + role + `}]},` +
			`"target":{"held":[{"grants":[{"permissions":` + role + `}]}],"hands_out":[{"grants":[{"permissions":` + role + `}]}]}}}`)
	}
	decoder := new(RequestDecoder)
	all := map[*permissions.Compiled]int{}
	for _, role := range []string{`{"allow":{"a":{}}}`, `{"allow":{"b":{}}}`, `{"allow":{"a":{}}}`} {
		request, err := decoder.Request(record(role))
		if err != nil {
			t.Fatal(err)
		}
		target := request.Facts.Target
		for _, grants := range [][]Grant{request.Facts.Grants.Project, target.Held[0].Grants, target.HandsOut[0].Grants} {
			all[grants[0].Permissions]++
		}
	}
	if len(all) != 2 {
		t.Errorf("%d permissions were built", len(all))
	}
}

// What is shared is bounded by what was read, and starts over.
func TestRecorded_what_is_shared_is_bounded(t *testing.T) {
	decoder := new(RequestDecoder)
	first := decoder.keep([32]byte{1}, &permissions.Compiled{}, maxSharedPermissions)
	decoder.keep([32]byte{2}, &permissions.Compiled{}, 1)
	if again := decoder.keep([32]byte{1}, &permissions.Compiled{}, 1); again == first || len(decoder.known) != 2 {
		t.Errorf("%d are known", len(decoder.known))
	}
}
