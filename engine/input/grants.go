package input

import (
	"warder/engine/permissions"
)

// Grants are the subject's rights where the request takes place.
type Grants struct {
	Organization []Grant `json:"organization"`
	Project      []Grant `json:"project"`
}

// Grant is one role or additional privilege of a subject. Permissions is nil
// for a built-in role: its rules are data of the policy.
type Grant struct {
	Source      string                `json:"source"` // role, privilege or service_token
	Role        string                `json:"role"`   // built-in slug, or custom
	ID          string                `json:"id"`     // of the custom role or privilege
	Starts      int64                 `json:"starts"` // Unix seconds, 0 means always
	Ends        int64                 `json:"ends"`   // Unix seconds, 0 means never
	Permissions *permissions.Compiled `json:"permissions,omitempty"`
}

// Grant sources and the marker of a custom role.
const (
	SourceRole         = "role"
	SourcePrivilege    = "privilege"
	SourceServiceToken = "service_token"
	RoleCustom         = "custom"
)

// Target is whom or what a request would change or reveal.
type Target struct {
	Kind            string `json:"kind"`  // identity, secret, folder, role, ...; for messages
	Known           bool   `json:"known"` // exists within the scope of the request
	DeleteProtected bool   `json:"delete_protected"`
	// Protected names up to ten things inside the target that are protected from deletion;
	// it is empty if the target itself is protected.
	Protected []string `json:"protected,omitempty"`
	// Owner is the subject that the target belongs to: the member of a
	// membership, the user of an API key. It is absent where there is no owner.
	Owner *SubjectRef `json:"owner,omitempty"`
	// Attributes are those of the target that rules can name and requests can change,
	// as they are; absent of what has none.
	Attributes *Attributes `json:"attributes,omitempty"`
	// Administrators are counted wherever the change takes an administrator
	// away; empty means that it takes none.
	Administrators []Administrators `json:"administrators"`
	// Holdings are all rights of the target, also ones that start later.
	Holdings []Holding `json:"holdings"`
	// HandsOut are the rights that the change would give to the target.
	HandsOut []Holding `json:"hands_out"`
	// Held are the subject's own rights in the scopes of the two lists above.
	Held []Holding `json:"held"`
	// Carried is what a change of place does to one way of reading a secret; it
	// is absent where nothing changes its place.
	Carried *Carried `json:"carried,omitempty"`
}

// Attributes are the name and the metadata of an identity.
type Attributes struct {
	Name     string            `json:"name"`
	Metadata map[string]string `json:"metadata"`
}

// Carried says whether the policy permits an action of the subject on a secret
// where it is, and where a change would put it.
type Carried struct {
	Action string `json:"action"`
	Before bool   `json:"before"`
	After  bool   `json:"after"`
}

// Administrators counts those who administer one organization, one project or
// the installation for good: as things are, and as the change would leave them.
type Administrators struct {
	Scope  string `json:"scope"` // organization, project or instance
	ID     string `json:"id"`    // empty for the instance
	Before int64  `json:"before"`
	After  int64  `json:"after"`
}

// Holding is what a subject holds in one organization or project.
type Holding struct {
	Scope  string  `json:"scope"` // of package permissions
	ID     string  `json:"id"`
	Grants []Grant `json:"grants"`
}
