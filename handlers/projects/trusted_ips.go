package projects

import (
	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/credentials"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Address lists of projects (docs/contract.md 2.25). The policy enforces them.
func projectTrustedIPRoutes() []pep.Route {
	const base = "/api/v1/workspace/:project/trusted-ips"
	return []pep.Route{
		{Method: "GET", Path: base, Modes: pep.UserOrIdentity, Resource: "ip-allowlist", Action: "read", Handler: pep.Handle(listProjectIPs)},
		{Method: "POST", Path: base, Modes: pep.UserOrIdentity, Resource: "ip-allowlist", Action: "create", Event: "add-trusted-ip", Handler: pep.HandleBody(addProjectIP)},
		{Method: "PATCH", Path: base + "/:trustedIpId", Modes: pep.UserOrIdentity, Resource: "ip-allowlist", Action: "edit", Event: "update-trusted-ip", Handler: pep.HandleBody(updateProjectIP)},
		{Method: "DELETE", Path: base + "/:trustedIpId", Modes: pep.UserOrIdentity, Resource: "ip-allowlist", Action: "delete", Event: "delete-trusted-ip", Handler: pep.Handle(deleteProjectIP)},
	}
}

type projectIPRequest struct {
	IPAddress *string `json:"ipAddress" validate:"required,min=1,max=255"`
	Comment   *string `json:"comment" validate:"omitnil,max=1024"`
	IsActive  *bool   `json:"isActive"`
}

func (r *projectIPRequest) Requested(asks *input.Requested) {
	asks.Active = r.IsActive // stays adds the stored value if none is sent
	if split, err := credentials.SplitTrustedIP(*r.IPAddress, "ipAddress"); err == nil {
		if blocks, _ := facts.CIDRs([]models.TrustedIP{split}); len(blocks) == 1 {
			asks.TrustedIP = &blocks[0]
		}
	}
}

// apply merges the body over the stored entry.
func (r *projectIPRequest) apply(row *models.ProjectTrustedIP) error {
	split, err := credentials.SplitTrustedIP(*r.IPAddress, "ipAddress")
	if err != nil {
		return err
	}
	row.IPAddress, row.Type, row.Prefix = split.IPAddress, split.Type, nil
	if split.Prefix != nil {
		bits := int64(*split.Prefix)
		row.Prefix = &bits
	}
	pep.SetIfSent(&row.Comment, r.Comment)
	pep.SetIfSent(&row.IsActive, r.IsActive)
	return nil
}

func addProjectIP(r *pep.Request, body *projectIPRequest) (*projectIPAnswer, error) {
	row := &models.ProjectTrustedIP{ID: store.NewID(), IsActive: true, CreatedAt: store.At(r.Now), UpdatedAt: store.At(r.Now)}
	if err := body.apply(row); err != nil {
		return nil, err
	}
	question := r.Question(pep.ProjectByID(r))
	question.Asks().Active = &row.IsActive
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*projectIPAnswer, error) {
		row.OrgID, row.ProjectID = s.Project.OrgID, s.Project.ID
		return projectIPBody(row), store.Create(tx, s.Scope(), row)
	})
}

func listProjectIPs(r *pep.Request) (*projectIPsAnswer, error) {
	return pep.Read(r, r.Question(pep.ProjectByID(r)), func(tx *store.Tx, s *facts.State) (*projectIPsAnswer, error) {
		rows, err := store.Find[models.ProjectTrustedIP](tx.OrderBy("created_at, id"), s.Scope(), "")
		list := []projectIPJSON{}
		for i := range rows {
			list = append(list, describeProjectIP(&rows[i]))
		}
		return &projectIPsAnswer{TrustedIPs: list}, err
	})
}

func updateProjectIP(r *pep.Request, body *projectIPRequest) (*projectIPAnswer, error) {
	question := r.Question(pep.ProjectByID(r), facts.OnProjectIP(r.Param("trustedIpId")), stays)
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*projectIPAnswer, error) {
		row := s.Found.ProjectIP
		err := store.Edit(tx, s.Scope(), row, func(row *models.ProjectTrustedIP) error {
			row.UpdatedAt = store.At(r.Now)
			return body.apply(row)
		})
		if err != nil {
			return nil, err
		}
		return projectIPBody(row), nil
	})
}

// stays reports whether an entry is active after a change that does not set it.
func stays(_ *store.Tx, s *facts.State) error {
	if row := s.Found.ProjectIP; row != nil && s.Asks().Active == nil {
		s.Asks().Active = &row.IsActive
	}
	return nil
}

func deleteProjectIP(r *pep.Request) (*projectIPAnswer, error) {
	question := r.Question(pep.ProjectByID(r), facts.OnProjectIP(r.Param("trustedIpId")))
	return pep.Change(r, question, func(tx *store.Tx, s *facts.State) (*projectIPAnswer, error) {
		_, err := store.Delete[models.ProjectTrustedIP](tx, s.Scope(), "id = ?", s.Found.ProjectIP.ID)
		return projectIPBody(s.Found.ProjectIP), err
	})
}

type projectIPJSON struct {
	ID        string     `json:"id"`
	IPAddress string     `json:"ipAddress"`
	Type      string     `json:"type"`
	Prefix    *int64     `json:"prefix"`
	IsActive  bool       `json:"isActive"`
	Comment   string     `json:"comment"`
	ProjectID string     `json:"projectId"`
	CreatedAt store.Time `json:"createdAt"`
	UpdatedAt store.Time `json:"updatedAt"`
}

func describeProjectIP(row *models.ProjectTrustedIP) projectIPJSON {
	return projectIPJSON{row.ID, row.IPAddress, row.Type, row.Prefix, row.IsActive, row.Comment, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

// projectIPAnswer is the response for one entry of a project's address list.
type projectIPAnswer struct {
	TrustedIP projectIPJSON `json:"trustedIp"`
}

// projectIPsAnswer is a project's address list.
type projectIPsAnswer struct {
	TrustedIPs []projectIPJSON `json:"trustedIps"`
}

func projectIPBody(row *models.ProjectTrustedIP) *projectIPAnswer {
	return &projectIPAnswer{describeProjectIP(row)}
}
