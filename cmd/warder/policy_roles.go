package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"warder/bundles/verify"
	"warder/cmd/remote"
)

// rolesOf reads the custom roles of projects from a server, as whoever the token
// is. A list of roles has no rules: they are asked for one by one.
func rolesOf(ctx context.Context, server remote.Server, projects []string) ([]verify.Role, error) {
	if server.URL == "" && len(projects) == 0 {
		return nil, nil
	}
	if server.URL == "" || len(projects) == 0 {
		return nil, fmt.Errorf("--server and --project go together (%w)", errUsage)
	}
	server, err := authorized(server)
	if err != nil {
		return nil, err
	}
	var roles []verify.Role
	for _, project := range projects {
		base := "/api/v2/workspace/" + url.PathEscape(project) + "/roles"
		var answer struct{ Roles []struct{ ID, Slug string } }
		if err := server.JSON(ctx, http.MethodGet, base, nil, &answer); err != nil {
			return nil, err
		}
		for _, one := range answer.Roles {
			if one.ID == one.Slug {
				continue // built in: its rules are data of the policy
			}
			text, err := server.Raw(ctx, http.MethodGet, base+"/slug/"+url.PathEscape(one.Slug), nil)
			if err != nil {
				return nil, err
			}
			found, err := verify.ReadRoles(text)
			if err != nil {
				return nil, fmt.Errorf("%s of project %s: %w", one.Slug, project, err)
			}
			roles = append(roles, found...)
		}
	}
	return roles, nil
}
