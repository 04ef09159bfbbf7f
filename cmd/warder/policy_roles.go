package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"warder/bundles/verify"
	"warder/cmd/remote"
)

// held selects the projects and organizations of a server whose custom roles are searched.
type held struct {
	server        remote.Server
	projects      []string // ids
	organizations []string // ids
}

func (h *held) flags(command *cobra.Command) {
	remoteFlags(command, &h.server)
	command.Flags().StringSliceVar(&h.projects, "project", nil, "`ids` of projects whose roles to search, with --server")
	command.Flags().StringSliceVar(&h.organizations, "organization", nil, "`ids` of organizations whose roles to search, with --server and a user's token")
}

// roles reads the roles from the server.
func (h *held) roles(ctx context.Context) ([]verify.Role, error) {
	named := len(h.projects) + len(h.organizations)
	if named > 0 {
		h.server = orOfEnvironment(h.server)
	}
	if h.server.URL == "" && named == 0 {
		return nil, nil
	}
	if h.server.URL == "" || named == 0 {
		return nil, fmt.Errorf("--server and --project or --organization go together (%w)", errUsage)
	}
	server, err := authorized(h.server)
	if err != nil {
		return nil, err
	}
	var roles []verify.Role
	for _, id := range h.projects {
		found, err := projectRoles(ctx, server, id)
		if err != nil {
			return nil, err
		}
		roles = append(roles, found...)
	}
	for _, id := range h.organizations {
		found, err := readRolesOf(ctx, server, "/api/v1/organization/"+url.PathEscape(id)+"/roles")
		if err != nil {
			return nil, err
		}
		roles = append(roles, found...)
	}
	return roles, nil
}

// projectRoles reads roles one by one, because a list has no rules.
func projectRoles(ctx context.Context, server remote.Server, project string) ([]verify.Role, error) {
	base := "/api/v2/workspace/" + url.PathEscape(project) + "/roles"
	var answer struct{ Roles []struct{ ID, Slug string } }
	if err := server.JSON(ctx, http.MethodGet, base, nil, &answer); err != nil {
		return nil, err
	}
	var roles []verify.Role
	for _, one := range answer.Roles {
		if one.ID == one.Slug {
			continue // built in: its rules are policy data
		}
		found, err := readRolesOf(ctx, server, base+"/slug/"+url.PathEscape(one.Slug))
		if err != nil {
			return nil, err
		}
		roles = append(roles, found...)
	}
	return roles, nil
}

func readRolesOf(ctx context.Context, server remote.Server, path string) ([]verify.Role, error) {
	text, err := server.Raw(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	roles, err := verify.ReadRoles(text)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w", path, err)
	}
	return roles, nil
}
