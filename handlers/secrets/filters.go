package secrets

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// secretFilter selects secrets that have all of some metadata and at least one of some tags.
type secretFilter struct {
	metadata []metadataTerm
	tags     []string
}

// metadataTerm matches an entry by key, by value, or by both.
type metadataTerm struct{ key, value *string }

// maxMetadataTerms is the limit of terms per filter (docs/contract.md 2.18).
const maxMetadataTerms = 10

// filterFrom reads tagSlugs, a comma-separated list, and metadataFilter, such as
// key=owner,value=core|key=tier.
func filterFrom(q *pep.Query) secretFilter {
	var filter secretFilter
	for slug := range strings.SplitSeq(q.Text("tagSlugs"), ",") {
		if slug = strings.TrimSpace(slug); slug != "" {
			filter.tags = append(filter.tags, slug)
		}
	}
	text := q.Text("metadataFilter")
	if text == "" {
		return filter
	}
	for term := range strings.SplitSeq(text, "|") {
		parsed, valid := parseMetadataTerm(term)
		if !valid || len(filter.metadata) == maxMetadataTerms {
			q.Wrong("metadataFilter", "custom", "Must be up to 10 terms like key=a,value=b, separated by |")
			return secretFilter{}
		}
		filter.metadata = append(filter.metadata, parsed)
	}
	return filter
}

func parseMetadataTerm(text string) (term metadataTerm, valid bool) {
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(part, "=")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "key":
			term.key = &value
		case "value":
			term.value = &value
		default:
			return term, false
		}
	}
	return term, term.key != nil || term.value != nil
}

func (t metadataTerm) meets(entry models.MetadataEntry) bool {
	return (t.key == nil || *t.key == entry.Key) && (t.value == nil || *t.value == entry.Value)
}

// keep applies the filter after the decision, so that a filter has no effect on permissions. A
// personal value is kept together with the shared secret that it overrides, which precedes it
// in the list: tags and metadata belong to the shared one.
func (f secretFilter) keep(seen []facts.Seen) []facts.Seen {
	if len(f.tags)+len(f.metadata) == 0 {
		return seen
	}
	var shared *facts.StoredSecret
	wanted := false
	return slices.DeleteFunc(seen, func(s facts.Seen) bool {
		if s.UserID != "" && shared != nil && shared.FolderID == s.FolderID && shared.Key == s.Key {
			return !wanted
		}
		shared, wanted = s.StoredSecret, f.wants(s.StoredSecret)
		return !wanted
	})
}

func (f secretFilter) wants(secret *facts.StoredSecret) bool {
	for _, term := range f.metadata {
		if !slices.ContainsFunc(secret.Metadata, term.meets) {
			return false
		}
	}
	if len(f.tags) == 0 {
		return true
	}
	return slices.ContainsFunc(secret.Tags, func(tag models.Tag) bool { return slices.Contains(f.tags, tag.Slug) })
}

// pastFrom reads asOf: a time, or the id of a secret's version for the time it was written. A
// read of the past has no imports and references, because these exist only in their current
// state.
func (r *reading) pastFrom(q *pep.Query) {
	text := q.Text("asOf")
	if text == "" {
		return
	}
	for _, names := range [][]string{{"includeImports", "include_imports"}, {"expandSecretReferences"}} {
		if q.Text(names...) == "true" {
			q.Wrong(names[0], "custom", "Cannot be combined with asOf, which reads stored values")
		}
	}
	r.imports, r.expand = false, false
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		r.asOf = &facts.AsOf{Time: store.At(at)}
	} else if uuid.Validate(text) == nil {
		r.asOf = &facts.AsOf{VersionID: text}
	} else {
		q.Wrong("asOf", "invalid_string", "Must be an ISO-8601 time, or the id of a version of a secret")
	}
}
