package transfer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"warder/cmd/remote"
)

// Project is a project of a server, found by id or slug.
type Project struct {
	API          *API
	ID           string
	Environments []Environment
}

// Environment is an environment of a project.
type Environment struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// projectBody is a project in an API response, at the top level or wrapped.
type projectBody struct {
	ID           string        `json:"id"`
	Environments []Environment `json:"environments"`
}

// OpenProject finds a project that the caller is a member of.
func OpenProject(ctx context.Context, api *API, idOrSlug string) (*Project, error) {
	var wrapped struct {
		Workspace projectBody `json:"workspace"`
	}
	err := api.get(ctx, "/api/v1/workspace/"+url.PathEscape(idOrSlug), nil, &wrapped)
	body := wrapped.Workspace
	if status := remote.Status(err); status >= http.StatusBadRequest && status != http.StatusUnauthorized {
		if bySlug := api.get(ctx, "/api/v1/workspace/slug/"+url.PathEscape(idOrSlug), nil, &body); bySlug == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("project %s: %w", idOrSlug, err)
	}
	if body.ID == "" {
		return nil, fmt.Errorf("project %s: the server answered no id", idOrSlug)
	}
	return &Project{API: api, ID: body.ID, Environments: body.Environments}, nil
}

// hasEnvironment reports whether an environment has the slug.
func (p *Project) hasEnvironment(slug string) bool {
	for _, environment := range p.Environments {
		if environment.Slug == slug {
			return true
		}
	}
	return false
}

// slugs lists the environments' slugs for people.
func (p *Project) slugs() string {
	var slugs []string
	for _, environment := range p.Environments {
		slugs = append(slugs, environment.Slug)
	}
	return strings.Join(slugs, ", ")
}

// at is the query for a place.
func (p *Project) at(place Place, pathKey string) url.Values {
	return url.Values{"workspaceId": {p.ID}, "environment": {place.Environment}, pathKey: {place.Path}}
}

// folders are the names of the direct subfolders of a place.
func (p *Project) folders(ctx context.Context, place Place) ([]string, error) {
	var answer struct {
		Folders []struct {
			Name string `json:"name"`
		} `json:"folders"`
		Total *int `json:"totalCount"`
	}
	if err := p.API.get(ctx, "/api/v1/folders", p.at(place, "path"), &answer); err != nil {
		return nil, err
	}
	if err := whole("folders", len(answer.Folders), answer.Total); err != nil {
		return nil, err
	}
	var names []string
	for _, folder := range answer.Folders {
		names = append(names, folder.Name)
	}
	return names, nil
}

// whole returns an error if a page is not the complete list.
func whole(what string, got int, total *int) error {
	if total != nil && *total > got {
		return fmt.Errorf("the server answered %d of %d %s, and a partial list is not copied", got, *total, what)
	}
	return nil
}

// secretBody is a secret in an API response.
type secretBody struct {
	ID                    string  `json:"id"`
	Type                  string  `json:"type"`
	Path                  string  `json:"secretPath"`
	Key                   string  `json:"secretKey"`
	Value                 string  `json:"secretValue"`
	ValueHidden           bool    `json:"secretValueHidden"`
	Comment               string  `json:"secretComment"`
	Tags                  []Tag   `json:"tags"`
	Metadata              []Entry `json:"secretMetadata"`
	SkipMultilineEncoding bool    `json:"skipMultilineEncoding"`
}

// hiddenValue is the value that some servers return if it may not be read.
const hiddenValue = "<hidden-by-infisical>"

func (b *secretBody) secret() Secret {
	return Secret{
		Key: b.Key, Value: b.Value, Comment: &b.Comment, SkipMultilineEncoding: &b.SkipMultilineEncoding,
		Tags: append([]Tag{}, b.Tags...), Metadata: append([]Entry{}, b.Metadata...),
		Hidden: b.ValueHidden || b.Value == hiddenValue,
	}
}

// secrets are the stored secrets of a place: without expanded references, imported secrets and
// personal values. Personal values belong to users and are not transferred.
func (p *Project) secrets(ctx context.Context, place Place, recursive, expand bool) ([]secretBody, error) {
	query := p.at(place, "secretPath")
	query.Set("recursive", fmt.Sprint(recursive))
	query.Set("expandSecretReferences", fmt.Sprint(expand))
	query.Set("include_imports", "false")
	var answer struct {
		Secrets []secretBody `json:"secrets"`
		Total   *int         `json:"totalCount"`
	}
	if err := p.API.get(ctx, "/api/v3/secrets/raw", query, &answer); err != nil {
		return nil, err
	}
	if err := whole("secrets", len(answer.Secrets), answer.Total); err != nil {
		return nil, err
	}
	var shared []secretBody
	for _, body := range answer.Secrets {
		if body.Type == "" || body.Type == "shared" {
			shared = append(shared, body)
		}
	}
	return shared, nil
}
