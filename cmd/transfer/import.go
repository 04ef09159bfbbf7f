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
	DryRun       bool      // compare without changes
	KeepExisting bool      // leave existing secrets unchanged
	Progress     io.Writer // receives a line per folder
}

// Summary counts the results for the secrets, and the objects created for them.
type Summary struct {
	Created, Updated, Unchanged, Skipped, Failed int
	Environments, Folders, Tags                  int
}

// Changed reports whether the import changed anything.
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

// String lists the counts of secrets.
func (s *Summary) String() string {
	return fmt.Sprintf("%d created, %d updated, %d unchanged, %d skipped, %d failed", s.Created, s.Updated, s.Unchanged, s.Skipped, s.Failed)
}

// ErrIncomplete means that the import failed for some objects.
var ErrIncomplete = errors.New("the import is incomplete")

// running is an import in progress.
type running struct {
	Import
	Summary
	made map[Place]bool // existing folders; in a dry run, also those to be created
	tags map[string]string
}

// Run imports folder after folder. A failure is reported, counted and skipped, unless all
// later objects would fail too: then Run ends, and a second run continues from there.
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

// hopeless reports whether all later requests would fail too.
func hopeless(ctx context.Context, err error) bool {
	var broken *url.Error
	return err != nil && (ctx.Err() != nil || remote.Status(err) == http.StatusUnauthorized || remote.Status(err) >= http.StatusInternalServerError || errors.As(err, &broken))
}

// folder creates the place and imports its secrets.
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

// secret creates, updates or skips one secret.
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
		// A server's message about a secret may repeat its value.
		refused.Message = strings.ReplaceAll(refused.Message, secret.Value, "[value]")
	}
	return err
}

// changes are the fields to send: all set fields for a new secret, and the different ones for
// an existing one.
func (r *running) changes(secret *Secret, old *secretBody) (fields map[string]any, differs bool) {
	fields = map[string]any{}
	if old == nil || stored(secret.Value) != stored(old.Value) || old.ValueHidden {
		fields["secretValue"] = secret.Value
	}
	if secret.Comment != nil && (old == nil || *secret.Comment != old.Comment) {
		fields["secretComment"] = *secret.Comment
	}
	if secret.Tags != nil && (old == nil || !sameSet(secret.Tags, old.Tags, slugOf)) {
		fields["tagIds"] = nil // filled in once the tags exist
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
