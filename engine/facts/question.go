package facts

import (
	"warder/engine"
	"warder/engine/input"
	"warder/models"
	"warder/models/factcache"
	"warder/models/store"
)

// ProjectRef names a project by id or by slug; the zero value names none.
type ProjectRef struct{ ID, Slug string }

// Question is what a handler wants decided. Everything in it comes from the
// request; what the database says is added by Collect.
type Question struct {
	Action string
	// Lesser is an action that contents the request where Action lacks the
	// right, such as describing a secret for reading its value; often empty.
	Lesser string
	// Least is asked where neither is permitted, by what then still answers, such
	// as a list of nothing; often empty.
	Least    string
	Resource input.Resource
	// Members are what a change names one by one, such as the secrets of a batch:
	// it needs all of them permitted. Targets may add to them.
	Members []input.Member
	// Organization is the organization the request names; empty means the
	// caller's own. OrgLess routes take place in no organization.
	Organization string
	OrgLess      bool
	Project      ProjectRef
	// Requested holds the parameters of the action; nil if it has none.
	Requested *input.Requested
	Raw       bool // the route takes or returns plaintext secrets
	Changes   bool // the permitted change is made in the same transaction
	DryRun    bool // nothing is changed after all, so nothing is held
	// Targets add what the request would change or reveal, in order, read in
	// the same snapshot as everything else.
	Targets []TargetLoader
	// Secrets are what the targets are going to look for, to be read along with the
	// caller's token; nil for none.
	Secrets *models.SecretQuery
	// Single says that the targets usually need one hand-written statement and cached
	// facts only.
	Single bool
	// Credential replaces the caller's own credential as the token the
	// question is about: renewal and revocation carry it in the body.
	Credential *Caller
}

// locks reports whether the rows that are read stay locked until the change is made.
func (q *Question) locks() bool { return q.Changes && !q.DryRun }

// Of says which kind of thing the question is about, where the API calls
// several by one resource type.
func (q Question) Of(kind string) Question {
	q.Resource.Properties.Kind = &kind
	return q
}

// Asks is what the request asks for, to be filled in.
func (q *Question) Asks() *input.Requested {
	if q.Requested == nil {
		q.Requested = new(input.Requested)
	}
	return q.Requested
}

// Asks returns the parameters of the action, for targets that complete them: a thing
// named by its id also has a name, and an edit keeps the fields it does not mention.
func (s *State) Asks() *input.Requested {
	if s.Request.Requested == nil {
		s.Request.Requested = new(input.Requested)
	}
	return s.Request.Requested
}

// SingleStatement reports whether one statement is likely to answer the question. It is
// not if the tenant must be found before its cached facts can be used.
func (q *Question) SingleStatement(caller Caller) bool {
	known := caller.Anonymous() || caller.Mode == ModeIdentity && caller.WellFormed && caller.OrgID != ""
	return q.Single && q.Credential == nil && q.Project.Slug == "" && known
}

// TargetLoader adds facts about whom or what a request is about. It returns the
// models it read through State, so that handlers need not read them again.
type TargetLoader func(tx *store.Tx, state *State) error

// State is a collected question: the request for the engine and the models
// behind it.
type State struct {
	Caller   Caller
	Request  input.Request
	Question Question
	// Members are the things that a list or batch is about, each a question of
	// its own; of one thing there are none, and Request is about it.
	Members []input.Member
	// Needs says what becomes of a request whose members are not all permitted.
	Needs engine.Needs

	Token         *models.AccessToken
	Session       *models.Session
	Identity      *models.Identity // the calling identity
	User          *models.User
	ServiceToken  *models.ServiceToken
	OrgMembership *models.OrgMembership // the caller's
	Project       *models.Project
	Membership    *models.ProjectMembership // the caller's in Project

	Found Found

	cache      *factcache.Cache // nil to read everything
	proof      proof
	fresh      []freshFact
	prefetched prefetched
	secrets    []*models.SecretRow // of Question.Secrets, if they were read with the token
	read       bool                // whether they were
	member     projectMember       // behind Membership
	placesHeld bool                // see PlacesHeld
}

// Found are the rows that targets read.
type Found struct {
	Identity      *models.Identity
	OrgMembership *models.OrgMembership
	Member        *models.ProjectMembership
	AuthMethod    *models.AuthMethod
	ClientSecret  *models.ClientSecret
	AccessToken   *models.AccessToken
	Environment   *models.Environment
	Folder        *models.Folder
	Secret        *models.Secret
	Secrets       []models.Secret
	Bot           *models.Bot
	Tags          []models.Tag // named by the request
	SecretTags    []models.Tag // of Secret
	ProjectRole   *models.ProjectRole
	OrgRole       *models.OrgRole
	Privilege     *models.Privilege
	User          *models.User
	ServiceToken  *models.ServiceToken
	APIKey        *models.APIKey
	ProjectIP     *models.ProjectTrustedIP
	Login         *LoginFound
	Decision      *models.DecisionRecord
	Session       *models.Session // that a refresh token takes up again
	Recovery      *models.AccountRecovery
	SignInLink    *models.SignInLink
}

// Scope is the tenant the question takes place in.
func (s *State) Scope() store.Scope {
	scope := store.Scope{OrgID: s.OrgID()}
	if s.Project != nil {
		scope.ProjectID = s.Project.ID
	}
	return scope
}

// List is the question as the engine answers it.
func (s *State) List() *engine.List {
	return &engine.List{Shared: &s.Request, Members: s.Members, Needs: s.Needs}
}

// lists sets the members of a list: the answer shows those that are permitted.
func (s *State) lists(members []input.Member) { s.Members, s.Needs = members, engine.NeedsSome }

// needs sets members that must all be permitted.
func (s *State) needs(members ...input.Member) { s.Members, s.Needs = members, engine.NeedsEvery }

// OrgScope is the organization alone, for rows that projects do not own.
func (s *State) OrgScope() store.Scope { return store.Scope{OrgID: s.OrgID()} }

// OrgID is the organization the caller acts in, or empty.
func (s *State) OrgID() string {
	if s.Request.Facts.Membership == nil {
		return ""
	}
	return s.Request.Facts.Membership.OrgID
}

// RecordedFor returns the organization whose log a decision belongs to: the one that the
// subject acts in, or that of the identity that logs in.
//
// A refusal of an API key whose owner belongs to several organizations belongs to no log.
// A refusal of a person belongs to the organization only if the person is a member there,
// in any state: a stranger cannot write into a log by naming its organization.
func (s *State) RecordedFor(permitted bool) string {
	if token := s.Request.Facts.Token; !permitted && token != nil && token.Organizations > 1 {
		return ""
	}
	if member := s.Request.Facts.Membership; !permitted && s.User != nil && member != nil && !member.Organization {
		return ""
	}
	if org := s.OrgID(); org != "" || s.Found.Login == nil {
		return org
	}
	_, org := s.Found.Login.Key()
	return org
}

func (s *State) target() *input.Target {
	if s.Request.Facts.Target == nil {
		s.Request.Facts.Target = newTarget()
	}
	return s.Request.Facts.Target
}

// newTarget returns an unknown target. Its lists are empty rather than absent: an absent
// list is a fact that was never collected, and denies.
func newTarget() *input.Target {
	return &input.Target{Holdings: []input.Holding{}, HandsOut: []input.Holding{}, Held: []input.Holding{}, Administrators: []input.Administrators{}}
}
