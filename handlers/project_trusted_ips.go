package handlers

import (
	"warder/engine"
	"warder/engine/facts"
	"warder/models"
)

// Address lists of projects (docs/contract.md 2.25), which the policy enforces.
func projectTrustedIPRoutes() []route {
	const base = "/api/v1/workspace/:project/trusted-ips"
	return []route{
		{"GET", base, ji, "ip-allowlist", "read", "", listProjectIPs, false},
		{"POST", base, ji, "ip-allowlist", "create", "add-trusted-ip", addProjectIP, false},
		{"PATCH", base + "/:trustedIpId", ji, "ip-allowlist", "edit", "update-trusted-ip", updateProjectIP, false},
		{"DELETE", base + "/:trustedIpId", ji, "ip-allowlist", "delete", "delete-trusted-ip", deleteProjectIP, false},
	}
}

type projectIPRequest struct {
	IPAddress *string `json:"ipAddress" validate:"required,min=1"`
	Comment   *string `json:"comment" validate:"omitnil,max=1024"`
	IsActive  *bool   `json:"isActive"`
}

func (r *projectIPRequest) requested(asks *engine.Requested) {
	asks.Active = r.IsActive // of one that is not sent, see stays
	if split, err := splitTrustedIP(*r.IPAddress, "ipAddress"); err == nil {
		if blocks, _ := facts.CIDRs([]models.TrustedIP{split}); len(blocks) == 1 {
			asks.TrustedIP = &blocks[0]
		}
	}
}

// apply overlays what was sent.
func (r *projectIPRequest) apply(row *models.ProjectTrustedIP) error {
	split, err := splitTrustedIP(*r.IPAddress, "ipAddress")
	if err != nil {
		return err
	}
	row.IPAddress, row.Type, row.Prefix = split.IPAddress, split.Type, nil
	if split.Prefix != nil {
		bits := int64(*split.Prefix)
		row.Prefix = &bits
	}
	overlay(&row.Comment, r.Comment)
	overlay(&row.IsActive, r.IsActive)
	return nil
}

func addProjectIP(c *call) (any, error) {
	var body projectIPRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	row := &models.ProjectTrustedIP{ID: models.NewID(), IsActive: true, CreatedAt: models.At(c.now), UpdatedAt: models.At(c.now)}
	if err := body.apply(row); err != nil {
		return nil, err
	}
	question := c.question(byID(c))
	question.Asks().Active = &row.IsActive
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row.OrgID, row.ProjectID = s.Project.OrgID, s.Project.ID
		return projectIPBody(row), models.Create(tx, s.Scope(), row)
	})
}

func listProjectIPs(c *call) (any, error) {
	return c.read(c.question(byID(c)), func(tx *models.Tx, s *facts.State) (any, error) {
		rows, err := models.Find[models.ProjectTrustedIP](tx.OrderBy("created_at, id"), s.Scope(), "")
		list := []projectIPJSON{}
		for i := range rows {
			list = append(list, describeProjectIP(&rows[i]))
		}
		return map[string]any{"trustedIps": list}, err
	})
}

func updateProjectIP(c *call) (any, error) {
	var body projectIPRequest
	if err := c.bind(&body); err != nil {
		return nil, err
	}
	question := c.question(byID(c), facts.OnProjectIP(c.Param("trustedIpId")), stays)
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		row := s.Found.ProjectIP
		if err := body.apply(row); err != nil {
			return nil, err
		}
		row.UpdatedAt = models.At(c.now)
		return projectIPBody(row), models.Update(tx, s.Scope(), row)
	})
}

// stays says whether an entry counts after a change that leaves that alone.
func stays(_ *models.Tx, s *facts.State) error {
	if row := s.Found.ProjectIP; row != nil && s.Asks().Active == nil {
		s.Asks().Active = &row.IsActive
	}
	return nil
}

func deleteProjectIP(c *call) (any, error) {
	question := c.question(byID(c), facts.OnProjectIP(c.Param("trustedIpId")))
	return c.change(question, func(tx *models.Tx, s *facts.State) (any, error) {
		_, err := models.Delete[models.ProjectTrustedIP](tx, s.Scope(), "id = ?", s.Found.ProjectIP.ID)
		return projectIPBody(s.Found.ProjectIP), err
	})
}

type projectIPJSON struct {
	ID        string      `json:"id"`
	IPAddress string      `json:"ipAddress"`
	Type      string      `json:"type"`
	Prefix    *int64      `json:"prefix"`
	IsActive  bool        `json:"isActive"`
	Comment   string      `json:"comment"`
	ProjectID string      `json:"projectId"`
	CreatedAt models.Time `json:"createdAt"`
	UpdatedAt models.Time `json:"updatedAt"`
}

func describeProjectIP(row *models.ProjectTrustedIP) projectIPJSON {
	return projectIPJSON{row.ID, row.IPAddress, row.Type, row.Prefix, row.IsActive, row.Comment, row.ProjectID, row.CreatedAt, row.UpdatedAt}
}

func projectIPBody(row *models.ProjectTrustedIP) map[string]any {
	return map[string]any{"trustedIp": describeProjectIP(row)}
}
