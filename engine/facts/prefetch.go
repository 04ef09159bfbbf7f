package facts

import "warder/models"

// Prefetch is what Collect and the targets of a question are known to ask, to
// be read in one statement: the same conditions, in the order of the steps. It
// decides nothing and interprets nothing. What is left out here, or asked in
// other words there, costs a statement more and is as right as before. It is
// nil where too little is known beforehand.
func Prefetch(caller Caller, question Question) *models.Prefetch {
	f := &models.Prefetch{}
	models.PrefetchFind[models.Setting](f, "", models.ScopeRef{}, settingsNamed, SettingInitialized, SettingAllowSignUp)
	scope := models.ScopeRef{}
	if !caller.Anonymous() {
		if question.Credential != nil || !caller.WellFormed {
			return nil
		}
		if scope.Org = prefetchCredential(f, caller); scope.Org == nil {
			return nil
		}
		prefetchMembership(f, caller, scope)
		if question.Project.named() {
			scope = prefetchProject(f, caller, scope, question.Project)
		}
	}
	if question.Prefetch != nil {
		question.Prefetch(f, scope)
	}
	return f
}

// Prefetchable is whether Prefetch names all that a question asks.
func (q *Question) Prefetchable() bool { return q.Prefetch != nil && q.Credential == nil }

// prefetch reads ahead, unless that was done before the transaction.
func prefetch(tx *models.Tx, s *State) (*models.Tx, error) {
	if tx.Prefetched() {
		return tx, nil
	}
	f := Prefetch(s.Caller, s.Question)
	if f == nil {
		return tx, nil
	}
	return tx.WithPrefetched(f)
}

// prefetchCredential names what credential asks, and answers the organization it
// will find: what the caller says, or a column; nil if that takes more.
func prefetchCredential(f *models.Prefetch, caller Caller) any {
	switch {
	case caller.Mode == ModeServiceToken:
		return models.PrefetchServiceToken(f, caller.CredentialID).Column("org_id")
	case caller.OrgID == "":
		return nil
	case caller.Mode == ModeIdentity:
		org := models.ScopeRef{Org: caller.OrgID}
		token := models.PrefetchTokenOf(f, org, caller.CredentialID, caller.Subject.ID)
		models.PrefetchFirst[models.Identity](f, org, withID, caller.Subject.ID) // the token's, by the question before
		models.PrefetchFirst[models.AuthMethod](f, org, withID, token.Column("auth_method_id"))
		return caller.OrgID
	case caller.Mode == ModeUser:
		models.PrefetchFirst[models.Session](f, models.ScopeRef{}, sessionOf, caller.CredentialID, caller.Subject.ID)
		models.PrefetchFirst[models.User](f, models.ScopeRef{}, withID, caller.Subject.ID)
		return caller.OrgID
	}
	return nil
}

// prefetchMembership names what organization asks, and grants about it.
func prefetchMembership(f *models.Prefetch, caller Caller, org models.ScopeRef) {
	if caller.Mode == ModeServiceToken {
		return
	}
	membership := models.PrefetchFirst[models.OrgMembership](f, org, ofSubject, caller.Subject.Type, caller.Subject.ID)
	models.PrefetchFirst[models.OrgRole](f, org, withID, membership.Column("role_id"))
}

// prefetchProject names what project asks, and grants about it.
func prefetchProject(f *models.Prefetch, caller Caller, org models.ScopeRef, ref ProjectRef) models.ScopeRef {
	in := models.ScopeRef{Org: org.Org, Project: ref.ID}
	if ref.ID == "" {
		in.Project = models.PrefetchFirst[models.Project](f, org, withSlug, ref.Slug).Column("id")
	} else {
		models.PrefetchFirst[models.Project](f, org, withID, ref.ID)
	}
	models.PrefetchFind[models.ProjectTrustedIP](f, "", in, activeIPs, true)
	if caller.Mode == ModeServiceToken {
		return in
	}
	member := models.PrefetchFirst[models.ProjectMembership](f, in, ofSubject, caller.Subject.Type, caller.Subject.ID)
	roles := models.PrefetchFind[models.MembershipRole](f, rolesInOrder, in, ofMembership, member.Column("id"))
	models.PrefetchFirst[models.ProjectRole](f, in, withID, roles.Column("custom_role_id"))
	models.PrefetchFind[models.Privilege](f, rolesInOrder, in, ofMembership, member.Column("id"))
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

// prefetchFolder names what OnFolder asks.
func prefetchFolder(f *models.Prefetch, in models.ScopeRef, environment, path string) *models.Query {
	stage := models.PrefetchFirst[models.Environment](f, in, withSlug, environment)
	return models.PrefetchFirst[models.Folder](f, in, folderAt, stage.Column("id"), path)
}

// PrefetchFolder is for questions about a folder, or about a place in one.
func PrefetchFolder(environment, path string) func(f *models.Prefetch, in models.ScopeRef) {
	return func(f *models.Prefetch, in models.ScopeRef) {
		if in.Project != nil {
			prefetchFolder(f, in, environment, path)
		}
	}
}

// Prefetch names what Read asks of a secret that is there; imports are not
// foreseen.
func (x *SecretSearch) Prefetch(f *models.Prefetch, in models.ScopeRef, subjectID string) {
	if in.Project == nil {
		return
	}
	folder := prefetchFolder(f, in, x.Environment, x.Path)
	secrets := models.PrefetchFind[models.Secret](f, "", in, secretNamed, folder.Column("id"), x.Name, models.SecretShared, subjectID)
	models.PrefetchTagsOf(f, in, secrets)
}

// Prefetchable is a list of one folder as it is now, without imports.
func (l *SecretList) Prefetchable() bool { return !l.Recursive && !l.Imports && l.AsOf == nil }

// Prefetch names what Read asks of a list that is foreseeable.
func (l *SecretList) Prefetch(f *models.Prefetch, in models.ScopeRef, subjectID string) {
	if in.Project == nil || !l.Prefetchable() {
		return
	}
	stage := models.PrefetchFirst[models.Environment](f, in, withSlug, l.Environment)
	folder := models.PrefetchFind[models.Folder](f, "", in, folderAt, stage.Column("id"), l.Path)
	models.PrefetchSecretsIn(f, in, folder, subjectID)
	models.PrefetchTagsIn(f, in, folder)
}

// PrefetchUniversalAuth names what OnUniversalAuth asks.
func PrefetchUniversalAuth(clientID, prefix, network string) func(f *models.Prefetch, in models.ScopeRef) {
	return func(f *models.Prefetch, _ models.ScopeRef) {
		method := models.PrefetchAuthMethod(f, clientID)
		org := models.ScopeRef{Org: method.Column("org_id")}
		models.PrefetchFirst[models.Identity](f, org, withID, method.Column("identity_id"))
		models.PrefetchFind[models.ClientSecret](f, "", org, secretOf, method.Column("id"), prefix)
		models.PrefetchFirst[models.LoginFailures](f, models.ScopeRef{}, failuresOf, method.Column("id"), network)
	}
}
