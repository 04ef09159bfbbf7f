package secrets

import (
	"slices"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models/store"
)

// reading has the options of a read.
type reading struct {
	view, recursive, imports, expand bool
	overrides                        overrides
	filter                           secretFilter
	asOf                             *facts.AsOf
}

// overrides selects the result for a name with both a shared and a personal value.
type overrides int

const (
	besideShared overrides = iota // both, as separate entries
	insteadOfShared
	leftOut
)

// reads has the default options of a generation of the API (docs/contract.md 2.18, 2.19).
type reads struct {
	follow    bool // resolve imports and references
	overrides overrides
}

var (
	readsV3 = reads{}
	readsV4 = reads{follow: true, overrides: insteadOfShared}
)

// Query parameters of plaintext reads.
var (
	readQuery = slices.Concat(placeQuery, []string{
		"viewSecretValue", "includeImports", "include_imports", "expandSecretReferences", "includePersonalOverrides",
	})
	oneQuery  = append(slices.Clone(readQuery), "version")
	listQuery = append(slices.Clone(readQuery), "recursive", "tagSlugs", "metadataFilter", "asOf")
	byIDQuery = []string{"viewSecretValue", "expandSecretReferences"}
)

// readingFrom reads the options that single reads and lists share.
func readingFrom(q *pep.Query, otherwise reads) reading {
	r := reading{
		view: q.Flag(true, "viewSecretValue"), imports: q.Flag(otherwise.follow, "includeImports", "include_imports"),
		expand: q.Flag(otherwise.follow, "expandSecretReferences"), overrides: otherwise.overrides,
	}
	if q.Text("includePersonalOverrides") != "" {
		r.overrides = leftOut
		if q.Flag(true, "includePersonalOverrides") {
			r.overrides = insteadOfShared
		}
	}
	return r
}

// actionList lists the visible secrets, possibly none.
const actionList = "list"

// listing turns a question about a folder and everything below it into a list of the visible
// secrets. A lack of rights gives an empty list and no refusal (docs/contract.md 2.18).
func listing(question facts.Question, recursive bool) facts.Question {
	if recursive {
		question.Least = actionList
	}
	return question
}

// withFallback permits a question about values to fall back to descriptions: if the right to
// read values is missing, or the client does not want values.
func withFallback(question facts.Question, view bool) facts.Question {
	if view {
		question.Lesser = "describeSecret"
	} else {
		question.Action = "describeSecret"
	}
	return question
}

func getSecret(otherwise reads) pep.Handler {
	return pep.Handle(func(request *pep.Request) (*shownAnswer, error) {
		q := request.ReadQuery()
		place, how := placeFromQuery(request, q), readingFrom(q, otherwise)
		version := q.Number("version", 0, 1, 1<<31)
		if err := q.Err(); err != nil {
			return nil, err
		}
		name, err := place.named(request)
		if err != nil {
			return nil, err
		}
		search := &facts.SecretSearch{
			Environment: place.Environment, Path: place.SecretPath, Name: name, Type: place.Type, Imports: how.imports,
			// An explicit type takes precedence.
			Overrides: how.overrides == insteadOfShared && (q.Text("type") == "" || q.Text("includePersonalOverrides") != ""),
		}
		question := withFallback(onSecret(request, place, name, search.Read), how.view)
		question.Single, question.Secrets = version == 0, search.Query(request.Caller.Subject.ID)
		return newReader(request, question, func(tx *store.Tx, r *secretReader) (*shownAnswer, error) {
			seen, err := r.search(tx, search, int64(version))
			if err != nil {
				return nil, err
			}
			return r.one(tx, seen, how.expand)
		})
	})
}

func getSecretByID(request *pep.Request) (*shownAnswer, error) {
	q := request.ReadQuery()
	view, expand := q.Flag(true, "viewSecretValue"), q.Flag(false, "expandSecretReferences")
	if err := q.Err(); err != nil {
		return nil, err
	}
	question := request.Question(facts.ProjectRef{}, facts.OnSecretAlone(request.Param("secretId")))
	question.Raw = true
	return newReader(request, withFallback(question, view), func(tx *store.Tx, r *secretReader) (*shownAnswer, error) {
		return r.one(tx, facts.Seen{StoredSecret: r.s.FoundSecret(), Sight: r.sight()}, expand)
	})
}

func listSecrets(otherwise reads) pep.Handler {
	return pep.Handle(func(request *pep.Request) (*shownListAnswer, error) {
		q := request.ReadQuery()
		place, how := placeFromQuery(request, q), readingFrom(q, otherwise)
		how.recursive, how.filter = q.Flag(false, "recursive"), filterFrom(q)
		how.pastFrom(q)
		if err := q.Err(); err != nil {
			return nil, err
		}
		if place.Environment == "" || place.project() == (facts.ProjectRef{}) {
			return nil, pep.BadRequest("Missing workspace id or environment")
		}
		list := &facts.SecretList{
			Environment: place.Environment, Path: place.SecretPath, Recursive: how.recursive, Imports: how.imports, AsOf: how.asOf,
		}
		question := request.Question(place.project(), list.Read)
		question.Resource, question.Raw = pep.ResourceAt("secrets", place.Environment, place.SecretPath), true
		if question.Single = list.Single(); question.Single {
			question.Secrets = list.Query(request.Caller.Subject.ID)
		}
		return newReader(request, listing(withFallback(question, how.view), how.recursive), func(tx *store.Tx, r *secretReader) (*shownListAnswer, error) {
			return r.list(tx, list, how)
		})
	})
}
