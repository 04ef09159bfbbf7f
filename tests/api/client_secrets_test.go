package api

import (
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

func TestClient_secrets_say_what_they_are_good_for(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		server := testserver.Start(t, url)
		admin := server.AsAdmin()
		m := server.NewMachine(t, "no-access", nil)
		of := testserver.UniversalAuth(m.IdentityID) + "/client-secrets"
		login := func(secret string) {
			server.Anonymous().Login(t, testserver.Machine{ClientID: m.ClientID, ClientSecret: secret}).Want(t, 200)
		}
		once, onceID := admin.NewClientSecret(t, m.IdentityID, testserver.Object{"numUsesLimit": 1})
		_, shortID := admin.NewClientSecret(t, m.IdentityID, testserver.Object{"ttl": 60})
		revoked, revokedID := admin.NewClientSecret(t, m.IdentityID, testserver.Object{})
		_, unusedID := admin.NewClientSecret(t, m.IdentityID, testserver.Object{})
		server.Clock.Advance(30)
		login(once)
		login(revoked)
		server.Clock.Advance(29)
		states := func(query string) map[string]map[string]any {
			found := map[string]map[string]any{}
			list, _ := admin.Get(t, of+query).Want(t, 200).Value("clientSecretData").([]any)
			for _, row := range list {
				row := row.(map[string]any)
				found[row["id"].(string)] = row
			}
			return found
		}
		if state := states("")[shortID]["state"]; state != "active" {
			t.Errorf("a second before its end a client secret is %v", state)
		}
		server.Clock.Advance(1)
		for _, id := range []string{revokedID, unusedID} {
			admin.Post(t, of+"/"+id+"/revoke", nil).Want(t, 200)
		}
		server.Clock.Advance(3600)
		if found := states(""); len(found) != 3 || found[revokedID] != nil {
			t.Errorf("without being asked the list has %d client secrets, revoked ones too", len(found))
		}
		all := states("?includeRevoked=true")
		const used, end = "2026-12-01T09:00:30.000Z", "2026-12-01T09:01:00.000Z"
		for _, c := range []struct {
			what, id, state        string
			expires, used, revoked any
		}{
			{"one that was not used", m.ClientSecretID, "active", nil, nil, nil},
			{"one for a single use", onceID, "used-up", nil, used, nil},
			{"one with an end", shortID, "expired", end, nil, nil},
			{"one that was used and revoked", revokedID, "revoked", nil, used, end},
			{"one that was revoked unused", unusedID, "revoked", nil, nil, end},
		} {
			row := all[c.id]
			if row == nil || row["state"] != c.state || row["expiresAt"] != c.expires || row["lastUsedAt"] != c.used || row["revokedAt"] != c.revoked {
				t.Errorf("%s: %v", c.what, row)
			}
			alone, _ := admin.Get(t, of+"/"+c.id).Want(t, 200).Value("clientSecretData").(map[string]any)
			if alone["state"] != c.state || alone["lastUsedAt"] != c.used {
				t.Errorf("%s, read alone: %v", c.what, alone)
			}
		}
		admin.Get(t, of+"?includeRevoked=perhaps").Want(t, 422)
	})
}
