package facts

import (
	"net/netip"
	"strconv"

	"warder/models"
	"warder/models/store"
)

// CIDRs is an address list as the policy wants it: canonical CIDR blocks, and
// whether together they are every address. An entry that is no address, which
// validation never stores, is left out and so trusts no address.
func CIDRs(list []models.TrustedIP) (blocks []string, any bool) {
	blocks = []string{}
	families := map[bool]bool{}
	for _, entry := range list {
		prefix, err := Prefix(entry)
		if err != nil {
			continue
		}
		blocks = append(blocks, prefix.String())
		if prefix.Bits() == 0 {
			families[prefix.Addr().Is4()] = true
		}
	}
	return blocks, families[true] && families[false]
}

// Prefix is the block an entry stands for; a single address is a block of one.
func Prefix(entry models.TrustedIP) (netip.Prefix, error) {
	if entry.Prefix != nil {
		return netip.ParsePrefix(entry.IPAddress + "/" + strconv.Itoa(*entry.Prefix))
	}
	address, err := netip.ParseAddr(entry.IPAddress)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(address, address.BitLen()), nil
}

// projectTrustedIPs are the active entries of a project's address list
// (docs/contract.md 2.25); an empty list is no restriction.
func projectTrustedIPs(tx *store.Tx, scope store.Scope) ([]string, error) {
	rows, err := store.Find[models.ProjectTrustedIP](tx, scope, "is_active = ?", true)
	if err != nil {
		return nil, err
	}
	return blocks(rows), nil
}

// trustedIPsOfEach are the active entries of the address lists of projects.
func trustedIPsOfEach(tx *store.Tx, orgID string, projectIDs []string) (map[string][]string, error) {
	rows, err := store.Find[models.ProjectTrustedIP](tx, store.Scope{OrgID: orgID}, "is_active = ? AND project_id IN ?", true, projectIDs)
	if err != nil {
		return nil, err
	}
	listed, trusted := map[string][]models.ProjectTrustedIP{}, map[string][]string{}
	for _, row := range rows {
		listed[row.ProjectID] = append(listed[row.ProjectID], row)
	}
	for _, id := range projectIDs {
		trusted[id] = blocks(listed[id])
	}
	return trusted, nil
}

func blocks(rows []models.ProjectTrustedIP) []string {
	list := make([]models.TrustedIP, 0, len(rows))
	for _, row := range rows {
		entry := models.TrustedIP{IPAddress: row.IPAddress, Type: row.Type}
		if row.Prefix != nil {
			bits := int(*row.Prefix)
			entry.Prefix = &bits
		}
		list = append(list, entry)
	}
	blocks, _ := CIDRs(list)
	return blocks
}

// OnProjectIP makes an entry of a project's address list the target.
func OnProjectIP(id string) TargetLoader {
	return func(tx *store.Tx, s *State) error {
		target := s.target()
		target.Kind = "trusted ip"
		if s.Project == nil {
			return nil
		}
		row, err := orNil(store.First[models.ProjectTrustedIP](s.held(tx), s.Scope(), "id = ?", id))
		s.Found.ProjectIP = row
		target.Known = row != nil
		return err
	}
}
