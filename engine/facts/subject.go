package facts

import (
	"warder/engine/input"
	"warder/models"
)

// methodPassword is the auth method of user sessions, in the API's word.
const methodPassword = "email"

// describe completes the subject of the request. A renewal reads a credential of another
// subject, which leaves the request's subject unchanged.
func (s *State) describe(known input.Subject) {
	if s.Request.Subject.Ref() == known.Ref() {
		s.Request.Subject = known
	}
}

// anIdentity is a subject; method is the auth method that issued its token,
// empty if that is not known.
func anIdentity(row *models.Identity, method string) input.Subject {
	return input.Subject{
		Type: input.SubjectIdentity, ID: row.ID, Name: row.Name, Metadata: Metadata(row.Metadata), AuthMethod: method,
	}
}

func aUser(row *models.User, method string) input.Subject {
	return input.Subject{Type: input.SubjectUser, ID: row.ID, Name: row.Username, AuthMethod: method}
}

func aServiceToken(row *models.ServiceToken) input.Subject {
	return input.Subject{Type: input.SubjectServiceToken, ID: row.ID, Name: row.Name}
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
