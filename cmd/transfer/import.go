package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"warder/cmd/remote"
)

// Import writes secrets into a project of a running server.
type Import struct {
	To           *Project
	DryRun       bool      // compare, and change nothing
	KeepExisting bool      // leave a secret that is there as it is
	Progress     io.Writer // a line for every folder
}

// Summary counts what became of the secrets, and what was made for them.
type Summary struct {
	Created, Updated, Unchanged, Skipped, Failed int
	Environments, Folders, Tags                  int
}

// Changed is whether anything is not as it was before.
func (s *Summary) Changed() bool {
	return s.Created+s.Updated+s.Environments+s.Folders+s.Tags > 0
}

func (s *Summary) add(other Summary) {
	s.Created += other.Created
	s.Updated += other.Updated
	s.Unchanged += other.Unchanged
	s.Skipped += other.Skipped
	s.Failed += other.Failed
}

// String tells the counts of secrets.
func (s *Summary) String() string {
	return fmt.Sprintf("%d created, %d updated, %d unchanged, %d skipped, %d failed", s.Created, s.Updated, s.Unchanged, s.Skipped, s.Failed)
}

// ErrIncomplete is an import that left something out that should have come.
var ErrIncomplete = errors.New("not everything was imported")

// running is an import under way.
type running struct {
	Import
	Summary
	made map[Place]bool // folders known to be there; in a dry run, also those that would be made
	tags map[string]string
}

// Run imports folder after folder. What fails is told, counted and left out,
// unless nothing else could succeed either: then Run ends, and running it again
// goes on from there.
func (i Import) Run(ctx context.Context, folders iter.Seq2[Folder, error]) (Summary, error) {
	r := &running{Import: i, made: map[Place]bool{}}
	for folder, err := range folders {
		if err == nil {
			err = r.folder(ctx, &folder)
		}
		if hopeless(ctx, err) {
			return r.Summary, err
		}
		if err != nil {
			r.Failed++
			fmt.Fprintf(r.Progress, "%s %s: %v\n", folder.Environment, folder.Path, err)
		}
	}
	if r.Failed > 0 {
		return r.Summary, ErrIncomplete
	}
	return r.Summary, nil
}

// hopeless is a failure that everything after it would share.
func hopeless(ctx context.Context, err error) bool {
	var broken *url.Error
	return err != nil && (ctx.Err() != nil || remote.Status(err) == http.StatusUnauthorized || remote.Status(err) >= http.StatusInternalServerError || errors.As(err, &broken))
}

// folder makes the place and brings its secrets there.
func (r *running) folder(ctx context.Context, folder *Folder) error {
	there, err := r.ensurePlace(ctx, folder)
	if err != nil {
		return err
	}
	existing := map[string]*secretBody{}
	if there {
		bodies, err := r.To.secrets(ctx, folder.Place, false, false)
		if err != nil {
			return err
		}
		for i := range bodies {
			existing[bodies[i].Key] = &bodies[i]
		}
	}
	var counts Summary
	defer func() {
		r.add(counts)
		fmt.Fprintf(r.Progress, "%s %s: %s\n", folder.Environment, folder.Path, &counts)
	}()
	for i := range folder.Secrets {
		secret := &folder.Secrets[i]
		if err := r.secret(ctx, folder.Place, secret, existing[secret.Key], &counts); err != nil {
			if hopeless(ctx, err) {
				return err
			}
			counts.Failed++
			fmt.Fprintf(r.Progress, "%s %s %s: %v\n", folder.Environment, folder.Path, secret.Key, err)
		}
	}
	return nil
}

// secret creates or updates one secret, or finds nothing to do.
func (r *running) secret(ctx context.Context, place Place, secret *Secret, old *secretBody, counts *Summary) error {
	if secret.Hidden {
		counts.Skipped++
		fmt.Fprintf(r.Progress, "%s %s %s: skipped, its value may not be read at the source\n", place.Environment, place.Path, secret.Key)
		return nil
	}
	method, counter := http.MethodPost, &counts.Created
	changes, differs := r.changes(secret, old)
	switch {
	case old != nil && !differs:
		counts.Unchanged++
		return nil
	case old != nil && r.KeepExisting:
		counts.Skipped++
		return nil
	case old != nil:
		method, counter = http.MethodPatch, &counts.Updated
	}
	if err := r.send(ctx, method, place, secret, changes); err != nil {
		return err
	}
	*counter++
	return nil
}

func (r *running) send(ctx context.Context, method string, place Place, secret *Secret, body map[string]any) error {
	if _, tagged := body["tagIds"]; tagged {
		ids, err := r.tagIDs(ctx, secret.Tags)
		if err != nil {
			return err
		}
		body["tagIds"] = ids
	}
	if r.DryRun {
		return nil
	}
	body["workspaceId"], body["environment"], body["secretPath"], body["type"] = r.To.ID, place.Environment, place.Path, "shared"
	err := r.To.API.call(ctx, method, "/api/v3/secrets/raw/"+url.PathEscape(secret.Key), body, nil)
	if refused := (*remote.FailedResponse)(nil); errors.As(err, &refused) && secret.Value != "" {
		// What a server says about a secret is not ours to trust.
		refused.Message = strings.ReplaceAll(refused.Message, secret.Value, "[value]")
	}
	return err
}

// changes are the fields to send for the secret: all that are said for a new
// one, and those that differ for one that is there.
func (r *running) changes(secret *Secret, old *secretBody) (fields map[string]any, differs bool) {
	fields = map[string]any{}
	if old == nil || stored(secret.Value) != stored(old.Value) || old.ValueHidden {
		fields["secretValue"] = secret.Value
	}
	if secret.Comment != nil && (old == nil || *secret.Comment != old.Comment) {
		fields["secretComment"] = *secret.Comment
	}
	if secret.Tags != nil && (old == nil || !sameSet(secret.Tags, old.Tags, slugOf)) {
		fields["tagIds"] = nil // filled in once the tags are there
	}
	if secret.Metadata != nil && (old == nil || !sameSet(secret.Metadata, old.Metadata, textOf)) {
		fields["secretMetadata"] = secret.Metadata
	}
	if secret.SkipMultilineEncoding != nil && (old == nil || *secret.SkipMultilineEncoding != old.SkipMultilineEncoding) {
		fields["skipMultilineEncoding"] = *secret.SkipMultilineEncoding
	}
	return fields, len(fields) > 0
}

func sameSet[T any](a, b []T, key func(T) string) bool {
	a, b = sorted(a, key), sorted(b, key)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if key(a[i]) != key(b[i]) {
			return false
		}
	}
	return true
}
