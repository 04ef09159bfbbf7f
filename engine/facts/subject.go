package facts

import (
	"warder/engine"
	"warder/models"
)

// methodPassword is the auth method of user sessions, in the API's word.
const methodPassword = "email"

// describe adds to the subject of the request what is known of it. A renewal
// reads a credential of somebody else than the subject, which stays as it is.
func (s *State) describe(known engine.Subject) {
	if s.Request.Subject.Ref() == known.Ref() {
		s.Request.Subject = known
	}
}

// anIdentity is a subject; method is the auth method that issued its token,
// empty if that is not known.
func anIdentity(row *models.Identity, method string) engine.Subject {
	return engine.Subject{
		Type: engine.SubjectIdentity, ID: row.ID, Name: row.Name, Metadata: Metadata(row.Metadata), AuthMethod: method,
	}
}

func aUser(row *models.User, method string) engine.Subject {
	return engine.Subject{Type: engine.SubjectUser, ID: row.ID, Name: row.Username, AuthMethod: method}
}

func aServiceToken(row *models.ServiceToken) engine.Subject {
	return engine.Subject{Type: engine.SubjectServiceToken, ID: row.ID, Name: row.Name}
}

// Metadata is a list of entries as an object. The last of two entries with the
// same key counts.
func Metadata(list []models.MetadataEntry) map[string]string {
	object := make(map[string]string, len(list))
	for _, entry := range list {
		object[entry.Key] = entry.Value
	}
	return object
}
