package transfer

import (
	"context"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
)

// maxDepth is the nesting limit of folders.
const maxDepth = 32

// Walk visits the environments of a project, all or the named ones, and all their folders,
// parents first. It yields an error for an unreadable folder and continues.
func (p *Project) Walk(ctx context.Context, environments ...string) iter.Seq2[Folder, error] {
	return func(yield func(Folder, error) bool) {
		for _, slug := range environments {
			if !p.hasEnvironment(slug) && !yield(Folder{Place: Place{Environment: slug, Path: "/"}}, fmt.Errorf("there is no environment %s, but %s", slug, p.slugs())) {
				return
			}
		}
		for _, environment := range p.Environments {
			if len(environments) > 0 && !slices.Contains(environments, environment.Slug) {
				continue
			}
			root := Folder{Place: Place{Environment: environment.Slug, Path: "/"}, EnvironmentName: environment.Name}
			if root.EnvironmentName == "" {
				root.EnvironmentName = environment.Slug
			}
			if !p.walk(ctx, root, 0, yield) {
				return
			}
		}
	}
}

func (p *Project) walk(ctx context.Context, folder Folder, depth int, yield func(Folder, error) bool) bool {
	bodies, err := p.secrets(ctx, folder.Place, false, false)
	for i := range bodies {
		folder.Secrets = append(folder.Secrets, bodies[i].secret())
	}
	if !yield(folder, err) {
		return false
	}
	names, err := p.folders(ctx, folder.Place)
	if err != nil {
		return yield(folder, fmt.Errorf("its folders: %w", err))
	}
	for _, name := range names {
		below := folder
		below.Secrets, below.Path = nil, path.Join(folder.Path, name)
		if name == "" || name == "." || name == ".." || strings.Contains(name, "/") || depth == maxDepth {
			if !yield(below, fmt.Errorf("folder %q is not followed", name)) {
				return false
			}
			continue
		}
		if !p.walk(ctx, below, depth+1, yield) {
			return false
		}
	}
	return true
}
