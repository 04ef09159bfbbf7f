package secrets

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/encryption"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
	"warder/models/vault"
)

// The versions of a secret (docs/contract.md 2.20). The right to read histories does not
// include the right to read secrets: each version also needs the rights of a read, at the
// secret's place and at the version's.
func secretVersionRoutes() []pep.Route {
	return []pep.Route{
		{Method: "GET", Path: "/api/v1/secret/:secretId/secret-versions", Modes: pep.UserOnly, Resource: "secret-rollback", Action: "read", Event: "get-secret", Query: []string{"offset", "limit"}, Handler: pep.Handle(listSecretVersions)},
	}
}

// maxVersions is the largest page, which equals the number of versions that a project can
// keep.
const maxVersions = 100

func listSecretVersions(request *pep.Request) (*secretVersionsAnswer, error) {
	q := request.ReadQuery()
	q.Needed("offset")
	q.Needed("limit")
	offset, limit := q.Offset(), q.Number("limit", 1, 1, maxVersions)
	if err := q.Err(); err != nil {
		return nil, err
	}
	history := &facts.SecretHistory{ID: request.Param("secretId")}
	question := request.Question(facts.ProjectRef{}, history.Read)
	return encryption.ReadEncrypted(request, question, func() (*secretVersionsAnswer, error) {
		return newReader(request, question, func(tx *store.Tx, r *secretReader) (*secretVersionsAnswer, error) {
			return r.versions(tx, history, limit, offset)
		})
	})
}

// secretVersionJSON is a former state of a secret.
type secretVersionJSON struct {
	*encryptedJSON
	SecretID string `json:"secretId"`
	EnvID    string `json:"envId"`
}

// secretVersionsAnswer is a page of the versions of a secret.
type secretVersionsAnswer struct {
	SecretVersions []secretVersionJSON `json:"secretVersions"`
}

func (r *secretReader) versions(tx *store.Tx, history *facts.SecretHistory, limit, offset int) (*secretVersionsAnswer, error) {
	sights, err := r.sightsAlone(history.Members())
	if err != nil {
		return nil, err
	}
	places, how := history.Seen(sights)
	rows, err := models.VersionsIn(tx, r.s.Scope(), history.ID, places, limit, offset)
	if err != nil {
		return nil, err
	}
	e, err := newClientForm(r.c, r.s)
	if err != nil {
		return nil, err
	}
	at := map[[2]string]models.VersionPlace{}
	for _, place := range places {
		at[[2]string{place.FolderID, place.Key}] = place
	}
	list := []secretVersionJSON{}
	for i := range rows {
		place := at[[2]string{rows[i].FolderID, rows[i].Key}]
		body, err := e.describeVersion(&rows[i], &place, how[place])
		if err != nil {
			return nil, err
		}
		list = append(list, body)
	}
	return &secretVersionsAnswer{SecretVersions: list}, nil
}

// sightsAlone are the subject's views of members other than the question's. If the first one
// is not visible, the request is refused.
func (r *secretReader) sightsAlone(members []input.Member) ([]facts.Sight, error) {
	sights := make([]facts.Sight, len(members))
	if err := r.see(sights, members, "readValue", "describeSecret"); err != nil {
		return nil, err
	}
	if sights[0] != facts.Unseen {
		return sights, nil
	}
	if err := r.c.Require(r.q, "describeSecret", members[0]); err != nil {
		return nil, err
	}
	return nil, pep.NotFound("Secret not found")
}

// sightThen is the subject's view of an old version, which never exceeds its view of the
// current one.
func (r *secretReader) sightThen(tx *store.Tx, seen facts.Seen, old *models.SecretVersion) (facts.Sight, error) {
	places, err := models.VersionPlaces(tx, r.s.Scope(), old.SecretID)
	if err != nil {
		return facts.Unseen, err
	}
	sights := []facts.Sight{facts.Unseen}
	for i := range places {
		if places[i].FolderID != old.FolderID || places[i].Key != old.Key {
			continue
		}
		then := []input.Member{seen.Then(&places[i])}
		if err := r.see(sights, then, "readValue", "describeSecret"); err != nil {
			return facts.Unseen, err
		}
	}
	return facts.Lesser(seen.Sight, sights[0]), nil
}

// describeVersion encodes a version, without its value if that is not visible.
func (e *clientForm) describeVersion(row *models.SecretVersion, place *models.VersionPlace, sight facts.Sight) (secretVersionJSON, error) {
	then := vault.SecretOfVersion(row)
	stored := &facts.StoredSecret{Secret: &then, Environment: place.Environment, Path: place.Path, Tags: e.s.Found.SecretTags}
	body, err := e.bodyOf(facts.Seen{StoredSecret: stored, Sight: sight})
	if err != nil {
		return secretVersionJSON{}, err
	}
	body.ID, body.UnderscoreID = row.ID, row.ID
	return secretVersionJSON{body, row.SecretID, row.EnvironmentID}, nil
}
