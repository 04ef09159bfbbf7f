package facts

// Conditions that several steps ask for.
const (
	withID        = "id = ?"
	withSlug      = "slug = ?"
	ofSubject     = "subject_type = ? AND subject_id = ?"
	ofSubjects    = "subject_type = ? AND subject_id IN ?"
	sessionOf     = "id = ? AND user_id = ?"
	ofMemberships = "membership_id IN ?"
	rolesInOrder  = "created_at, id"
	folderAt      = "environment_id = ? AND path = ?"
	secretNamed   = "folder_id = ? AND key = ? AND (type = ? OR user_id = ?)"
	failuresOf    = "login_key = ? AND address = ?"
)
