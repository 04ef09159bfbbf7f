package facts

import "warder/models"

// Foresight is what Collect and the targets of a question are known to ask, to
// be read in one statement: the same conditions, in the order of the steps. It
// decides nothing and interprets nothing. What is left out here, or asked in
// other words there, costs a statement more and is as right as before. It is
// nil where too little is known beforehand.
func Foresight(caller Caller, question Question) *models.Foresight {
	f := &models.Foresight{}
	models.ForeseeFind[models.Setting](f, "", models.Within{}, settingsNamed, SettingInitialized, SettingAllowSignUp)
	scope := models.Within{}
	if !caller.Anonymous() {
		if question.Credential != nil || !caller.WellFormed {
			return nil
		}
		if scope.Org = foreseeCredential(f, caller); scope.Org == nil {
			return nil
		}
		foreseeMembership(f, caller, scope)
		if question.Project.named() {
			scope = foreseeProject(f, caller, scope, question.Project)
		}
	}
	if question.Foresee != nil {
		question.Foresee(f, scope)
	}
	return f
}

// Foreseen is whether Foresight names all that a question asks.
func (q *Question) Foreseen() bool { return q.Foresee != nil && q.Credential == nil }

// foresee reads ahead, unless that was done before the transaction.
func foresee(tx *models.Tx, s *State) (*models.Tx, error) {
	if tx.Foresees() {
		return tx, nil
	}
	f := Foresight(s.Caller, s.Question)
	if f == nil {
		return tx, nil
	}
	return tx.Foreseeing(f)
}

// foreseeCredential names what credential asks, and answers the organization it
// will find: what the caller says, or a column; nil if that takes more.
func foreseeCredential(f *models.Foresight, caller Caller) any {
	switch {
	case caller.Mode == ModeServiceToken:
		return models.ForeseeServiceToken(f, caller.CredentialID).Column("org_id")
	case caller.OrgID == "":
		return nil
	case caller.Mode == ModeIdentity:
		org := models.Within{Org: caller.OrgID}
		token := models.ForeseeTokenOf(f, org, caller.CredentialID, caller.Subject.ID)
		models.ForeseeFirst[models.Identity](f, org, withID, caller.Subject.ID) // the token's, by the question before
		models.ForeseeFirst[models.AuthMethod](f, org, withID, token.Column("auth_method_id"))
		return caller.OrgID
	case caller.Mode == ModeUser:
		models.ForeseeFirst[models.Session](f, models.Within{}, sessionOf, caller.CredentialID, caller.Subject.ID)
		models.ForeseeFirst[models.User](f, models.Within{}, withID, caller.Subject.ID)
		return caller.OrgID
	}
	return nil
}

// foreseeMembership names what organization asks, and grants about it.
func foreseeMembership(f *models.Foresight, caller Caller, org models.Within) {
	if caller.Mode == ModeServiceToken {
		return
	}
	membership := models.ForeseeFirst[models.OrgMembership](f, org, ofSubject, caller.Subject.Type, caller.Subject.ID)
	models.ForeseeFirst[models.OrgRole](f, org, withID, membership.Column("role_id"))
}

// foreseeProject names what project asks, and grants about it.
func foreseeProject(f *models.Foresight, caller Caller, org models.Within, ref ProjectRef) models.Within {
	in := models.Within{Org: org.Org, Project: ref.ID}
	if ref.ID == "" {
		in.Project = models.ForeseeFirst[models.Project](f, org, withSlug, ref.Slug).Column("id")
	} else {
		models.ForeseeFirst[models.Project](f, org, withID, ref.ID)
	}
	models.ForeseeFind[models.ProjectTrustedIP](f, "", in, activeIPs, true)
	if caller.Mode == ModeServiceToken {
		return in
	}
	member := models.ForeseeFirst[models.ProjectMembership](f, in, ofSubject, caller.Subject.Type, caller.Subject.ID)
	roles := models.ForeseeFind[models.MembershipRole](f, rolesInOrder, in, ofMembership, member.Column("id"))
	models.ForeseeFirst[models.ProjectRole](f, in, withID, roles.Column("custom_role_id"))
	models.ForeseeFind[models.Privilege](f, rolesInOrder, in, ofMembership, member.Column("id"))
	return in
}

// Conditions that are asked in the steps and foreseen here.
const (
	withID        = "id = ?"
	withSlug      = "slug = ?"
	ofSubject     = "subject_type = ? AND subject_id = ?"
	sessionOf     = "id = ? AND user_id = ?"
	ofMembership  = "membership_id = ?"
	rolesInOrder  = "created_at, id"
	activeIPs     = "is_active = ?"
	settingsNamed = "name IN (?, ?)"
	folderAt      = "environment_id = ? AND path = ?"
	secretNamed   = "folder_id = ? AND key = ? AND (type = ? OR user_id = ?)"
	secretOf      = "auth_method_id = ? AND prefix = ?"
	failuresOf    = "login_key = ? AND address = ?"
)

// foreseeFolder names what OnFolder asks.
func foreseeFolder(f *models.Foresight, in models.Within, environment, path string) *models.Coming {
	stage := models.ForeseeFirst[models.Environment](f, in, withSlug, environment)
	return models.ForeseeFirst[models.Folder](f, in, folderAt, stage.Column("id"), path)
}

// ForeseeFolder is for questions about a folder, or about a place in one.
func ForeseeFolder(environment, path string) func(f *models.Foresight, in models.Within) {
	return func(f *models.Foresight, in models.Within) {
		if in.Project != nil {
			foreseeFolder(f, in, environment, path)
		}
	}
}

// Foresee names what Read asks of a secret that is there; imports are not
// foreseen.
func (x *SecretSearch) Foresee(f *models.Foresight, in models.Within, subjectID string) {
	if in.Project == nil {
		return
	}
	folder := foreseeFolder(f, in, x.Environment, x.Path)
	secrets := models.ForeseeFind[models.Secret](f, "", in, secretNamed, folder.Column("id"), x.Name, models.SecretShared, subjectID)
	models.ForeseeTagsOf(f, in, secrets)
}

// Foreseeable is a list of one folder as it is now, without imports.
func (l *SecretList) Foreseeable() bool { return !l.Recursive && !l.Imports && l.AsOf == nil }

// Foresee names what Read asks of a list that is foreseeable.
func (l *SecretList) Foresee(f *models.Foresight, in models.Within, subjectID string) {
	if in.Project == nil || !l.Foreseeable() {
		return
	}
	stage := models.ForeseeFirst[models.Environment](f, in, withSlug, l.Environment)
	folder := models.ForeseeFind[models.Folder](f, "", in, folderAt, stage.Column("id"), l.Path)
	models.ForeseeSecretsIn(f, in, folder, subjectID)
	models.ForeseeTagsIn(f, in, folder)
}

// ForeseeUniversalAuth names what OnUniversalAuth asks.
func ForeseeUniversalAuth(clientID, prefix, address string) func(f *models.Foresight, in models.Within) {
	return func(f *models.Foresight, _ models.Within) {
		method := models.ForeseeAuthMethod(f, clientID)
		org := models.Within{Org: method.Column("org_id")}
		models.ForeseeFirst[models.Identity](f, org, withID, method.Column("identity_id"))
		models.ForeseeFind[models.ClientSecret](f, "", org, secretOf, method.Column("id"), prefix)
		models.ForeseeFirst[models.LoginFailures](f, models.Within{}, failuresOf, method.Column("id"), address)
	}
}
