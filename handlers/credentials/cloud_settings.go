package credentials

import (
	"regexp"

	"warder/handlers/logins"
	"warder/handlers/pep"
	"warder/models"
)

type awsRequest struct {
	tokenSettings
	STSEndpoint          *string `json:"stsEndpoint" validate:"omitnil,min=1,max=2048"`
	AllowedPrincipalARNs *string `json:"allowedPrincipalArns" validate:"omitnil,max=4096"`
	AllowedAccountIDs    *string `json:"allowedAccountIds" validate:"omitnil,max=4096"`
}

var (
	stsEndpoint  = regexp.MustCompile(`^https://sts(-fips)?(\.[a-z0-9-]{1,20})?\.amazonaws\.com(\.cn)?/?$`)
	principalARN = regexp.MustCompile(`^arn:aws(-us-gov|-cn)?:(iam|sts)::[0-9]{12}:((user|role|assumed-role)/[A-Za-z0-9_.@+*/-]+|\*)$`)
	accountID    = regexp.MustCompile(`^[0-9]{12}$`)
)

func (b *awsRequest) apply(_ *pep.Request, m *models.AuthMethod) error {
	next := models.AWSSettings{Type: "iam", STSEndpoint: "https://sts.amazonaws.com/"}
	if m.Settings.AWS != nil {
		next = *m.Settings.AWS
	}
	pep.SetIfSent(&next.STSEndpoint, b.STSEndpoint)
	m.Settings = models.MethodSettings{AWS: &next}
	if !stsEndpoint.MatchString(next.STSEndpoint) {
		return pep.InvalidField("Must be the https address of AWS's token service", "stsEndpoint")
	}
	return first(
		func() error {
			return setList(&next.AllowedPrincipalARNs, b.AllowedPrincipalARNs, "allowedPrincipalArns")
		},
		func() error { return setList(&next.AllowedAccountIDs, b.AllowedAccountIDs, "allowedAccountIds") },
		func() error {
			return each(next.AllowedPrincipalARNs, principalARN, "Must list ARNs of users, roles or assumed roles of one account each", "allowedPrincipalArns")
		},
		func() error {
			return each(next.AllowedAccountIDs, accountID, "Must list account ids of twelve digits", "allowedAccountIds")
		},
		func() error { return b.overlay(m) },
	)
}

// each checks the entries of a list against a format.
func each(list string, form *regexp.Regexp, demand, name string) error {
	for _, entry := range logins.ListOf(list) {
		if !form.MatchString(entry) {
			return pep.InvalidField(demand, name)
		}
	}
	return nil
}

type gcpRequest struct {
	tokenSettings
	Type                   *string `json:"type" validate:"omitnil,oneof=gce iam"`
	AllowedServiceAccounts *string `json:"allowedServiceAccounts" validate:"omitnil,max=4096"`
	AllowedProjects        *string `json:"allowedProjects" validate:"omitnil,max=4096"`
	AllowedZones           *string `json:"allowedZones" validate:"omitnil,max=4096"`
}

func (b *gcpRequest) apply(_ *pep.Request, m *models.AuthMethod) error {
	next := models.GCPSettings{}
	if m.Settings.GCP != nil {
		next = *m.Settings.GCP
	}
	pep.SetIfSent(&next.Type, b.Type)
	m.Settings = models.MethodSettings{GCP: &next}
	if next.Type == "" {
		return missingField("type")
	}
	return first(
		func() error {
			return setList(&next.AllowedServiceAccounts, b.AllowedServiceAccounts, "allowedServiceAccounts")
		},
		func() error { return setList(&next.AllowedProjects, b.AllowedProjects, "allowedProjects") },
		func() error { return setList(&next.AllowedZones, b.AllowedZones, "allowedZones") },
		func() error { return b.overlay(m) },
	)
}

type azureRequest struct {
	tokenSettings
	TenantID                   *string `json:"tenantId" validate:"omitnil,max=255"`
	Resource                   *string `json:"resource" validate:"omitnil,max=2048"`
	AllowedServicePrincipalIDs *string `json:"allowedServicePrincipalIds" validate:"omitnil,max=4096"`
}

// tenantID is the format of a tenant, which becomes part of a URL.
var tenantID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (b *azureRequest) apply(_ *pep.Request, m *models.AuthMethod) error {
	next := models.AzureSettings{}
	if m.Settings.Azure != nil {
		next = *m.Settings.Azure
	}
	pep.SetIfSent(&next.TenantID, b.TenantID)
	pep.SetIfSent(&next.Resource, b.Resource)
	m.Settings = models.MethodSettings{Azure: &next}
	switch {
	case !tenantID.MatchString(next.TenantID):
		return pep.InvalidField("Must be the id of a tenant, a GUID", "tenantId")
	case next.Resource == "":
		return missingField("resource")
	}
	return first(
		func() error {
			return setList(&next.AllowedServicePrincipalIDs, b.AllowedServicePrincipalIDs, "allowedServicePrincipalIds")
		},
		func() error { return b.overlay(m) },
	)
}
