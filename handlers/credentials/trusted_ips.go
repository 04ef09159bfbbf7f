package credentials

import (
	"net/netip"
	"strconv"
	"strings"

	"warder/handlers/pep"
	"warder/models"
)

// trustedIPInput is one entry of an address list in a request: an address or a CIDR block
// (docs/contract.md 2.7, 5.1). It also accepts the split form of responses: address, type and
// prefix.
type trustedIPInput struct {
	IPAddress string  `json:"ipAddress" validate:"max=255"`
	Type      *string `json:"type" validate:"omitnil,max=64"`
	Prefix    *int    `json:"prefix"`
}

// everywhere is the default list.
var everywhere = []trustedIPInput{{IPAddress: "0.0.0.0/0"}, {IPAddress: "::/0"}}

// splitTrustedIPs converts a list to its stored form, masked and split. An empty list would
// lock out everyone and is refused.
func splitTrustedIPs(list []trustedIPInput, name string) ([]models.TrustedIP, error) {
	if len(list) == 0 {
		return nil, pep.Invalid(pep.Issue{Code: "too_small", Path: []any{name}, Message: "Must have at least 1"})
	}
	split := make([]models.TrustedIP, 0, len(list))
	for i, entry := range list {
		ip, err := SplitTrustedIP(entry.IPAddress, name+"["+strconv.Itoa(i)+"].ipAddress")
		if err == nil {
			err = entry.fit(&ip, name, i)
		}
		if err != nil {
			return nil, err
		}
		split = append(split, ip)
	}
	return split, nil
}

// fit applies the prefix sent beside a bare address. Beside a block, prefix and type must
// agree with it.
func (e *trustedIPInput) fit(ip *models.TrustedIP, path ...any) error {
	if e.Type != nil && *e.Type != ip.Type {
		return pep.InvalidField("Must be "+ip.Type+", the type of the address", append(path, "type")...)
	}
	if e.Prefix == nil {
		return nil
	}
	if ip.Prefix != nil {
		if *ip.Prefix != *e.Prefix {
			return pep.InvalidField("Must agree with the block in ipAddress", append(path, "prefix")...)
		}
		return nil
	}
	address, err := netip.ParseAddr(ip.IPAddress)
	if err != nil {
		return err
	}
	block, err := address.Prefix(*e.Prefix)
	if err != nil {
		return pep.InvalidField("Must be from 0 to "+strconv.Itoa(address.BitLen()), append(path, "prefix")...)
	}
	ip.IPAddress, ip.Prefix = block.Addr().String(), e.Prefix
	return nil
}

// notAnAddress is the error text of docs/contract.md 2.7, with the field's name.
func notAnAddress(name string) error {
	return pep.BadRequest("The IP is not a valid IPv4, IPv6, or CIDR block: " + name)
}

// SplitTrustedIP parses an address or CIDR range of the field name.
func SplitTrustedIP(text, name string) (models.TrustedIP, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err != nil || address.Zone() != "" {
			return models.TrustedIP{}, notAnAddress(name)
		}
		address = address.Unmap()
		return models.TrustedIP{IPAddress: address.String(), Type: family(address)}, nil
	}
	block, err := netip.ParsePrefix(text)
	if err != nil {
		return models.TrustedIP{}, notAnAddress(name)
	}
	block = unmapped(block).Masked()
	bits := block.Bits()
	return models.TrustedIP{IPAddress: block.Addr().String(), Type: family(block.Addr()), Prefix: &bits}, nil
}

// unmapped converts a block of IPv4-mapped addresses to the IPv4 block, because client
// addresses are compared unmapped.
func unmapped(block netip.Prefix) netip.Prefix {
	const mappedBits = 96
	if block.Addr().Is4In6() && block.Bits() >= mappedBits {
		return netip.PrefixFrom(block.Addr().Unmap(), block.Bits()-mappedBits)
	}
	return block
}

func family(address netip.Addr) string {
	if address.Is4() {
		return "ipv4"
	}
	return "ipv6"
}
