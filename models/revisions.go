package models

// Revision is a word that stands for the state of what is known about a tenant:
// who its members are, what they may do, and where things are; not what is
// stored there. The database itself writes another one with every change of such
// a row (migration 00014), so that no change can forget to. It is drawn at
// random: one that was seen before means that nothing has changed since, even in
// a database that was restored meanwhile.
type Revision struct {
	Tenant   string `gorm:"primaryKey"` // organization, project, or empty for the installation
	Revision string
}

// revised says whose revision the rows of a table belong to.
type revised int

const (
	byNobody revised = iota
	byInstallation
	byOrganization
	byProject
)

// revisedBy tells the tables of which a revision speaks. Tokens and secrets
// change with requests, and are read with each.
func revisedBy(row any) revised {
	switch row.(type) {
	case *Setting, *User:
		return byInstallation
	case *Identity, *OrgRole, *OrgMembership, *AuthMethod, *Project:
		return byOrganization
	case *Environment, *Folder, *ProjectMembership, *ProjectRole, *MembershipRole, *Privilege, *ProjectTrustedIP, *Tag:
		return byProject
	}
	return byNobody
}

// revisedAs is the tenant whose revision covers the answer: a value or a Ref,
// nil where none does.
func (c *Query) revisedAs(scope ScopeRef) any {
	switch c.of.revised {
	case byInstallation:
		return ""
	case byOrganization:
		return scope.Org
	case byProject:
		return scope.Project
	case byNobody:
	}
	return nil
}
