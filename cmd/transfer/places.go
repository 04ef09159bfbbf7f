package transfer

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
)

// ensurePlace creates a missing environment and folder, and reports whether they exist: in a
// dry run they may not.
func (r *running) ensurePlace(ctx context.Context, folder *Folder) (there bool, err error) {
	if !r.To.hasEnvironment(folder.Environment) {
		if err := r.newEnvironment(ctx, folder); err != nil {
			return false, err
		}
		if r.DryRun {
			r.made[Place{folder.Environment, "/"}] = false
		}
	}
	return r.ensureFolder(ctx, folder.Place)
}

func (r *running) newEnvironment(ctx context.Context, folder *Folder) error {
	if folder.EnvironmentName == "" {
		return fmt.Errorf("there is no environment %s, but %s", folder.Environment, r.To.slugs())
	}
	environment := Environment{Slug: folder.Environment, Name: folder.EnvironmentName}
	if !r.DryRun {
		if err := r.To.API.call(ctx, http.MethodPost, "/api/v1/workspace/"+url.PathEscape(r.To.ID)+"/environments", environment, nil); err != nil {
			return err
		}
	}
	r.To.Environments = append(slices.Clip(r.To.Environments), environment)
	r.Environments++
	return nil
}

// ensureFolder creates a folder and its missing parents.
func (r *running) ensureFolder(ctx context.Context, place Place) (there bool, err error) {
	if there, known := r.made[place]; known {
		return there, nil
	}
	if place.Path == "/" {
		r.made[place] = true
		return true, nil
	}
	parent := Place{place.Environment, path.Dir(place.Path)}
	there, err = r.ensureFolder(ctx, parent)
	if err != nil {
		return false, err
	}
	if there {
		siblings, err := r.To.folders(ctx, parent)
		if err != nil {
			return false, err
		}
		for _, name := range siblings {
			r.made[Place{place.Environment, path.Join(parent.Path, name)}] = true
		}
	}
	if r.made[place] {
		return true, nil
	}
	if !r.DryRun {
		body := map[string]string{"workspaceId": r.To.ID, "environment": place.Environment, "path": parent.Path, "name": path.Base(place.Path)}
		if err := r.To.API.call(ctx, http.MethodPost, "/api/v1/folders", body, nil); err != nil {
			return false, err
		}
	}
	r.made[place] = !r.DryRun
	r.Folders++
	return !r.DryRun, nil
}

// tagIDs are the ids of tags in the project; missing tags are created.
func (r *running) tagIDs(ctx context.Context, tags []Tag) ([]string, error) {
	ids := []string{}
	if len(tags) == 0 {
		return ids, nil
	}
	if r.tags == nil {
		if err := r.readTags(ctx); err != nil {
			return nil, err
		}
	}
	for _, tag := range tags {
		if _, known := r.tags[tag.Slug]; !known {
			if err := r.newTag(ctx, tag); err != nil {
				return nil, err
			}
		}
		ids = append(ids, r.tags[tag.Slug])
	}
	return ids, nil
}

func (r *running) tagsPath() string { return "/api/v1/workspace/" + url.PathEscape(r.To.ID) + "/tags" }

func (r *running) readTags(ctx context.Context) error {
	var answer struct {
		Tags []struct {
			ID   string `json:"id"`
			Slug string `json:"slug"`
		} `json:"workspaceTags"`
	}
	if err := r.To.API.get(ctx, r.tagsPath(), nil, &answer); err != nil {
		return err
	}
	r.tags = map[string]string{}
	for _, tag := range answer.Tags {
		r.tags[tag.Slug] = tag.ID
	}
	return nil
}

func (r *running) newTag(ctx context.Context, tag Tag) error {
	var answer struct {
		Tag struct {
			ID string `json:"id"`
		} `json:"workspaceTag"`
	}
	if !r.DryRun {
		if err := r.To.API.call(ctx, http.MethodPost, r.tagsPath(), tag, &answer); err != nil {
			return fmt.Errorf("tag %s: %w", tag.Slug, err)
		}
	}
	r.tags[tag.Slug] = answer.Tag.ID
	r.Tags++
	return nil
}
