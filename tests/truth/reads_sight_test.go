package truth

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"warder/tests/testserver"
)

// sight is how much of a secret its reader sees.
type sight int

const (
	unseen sight = iota
	described
	revealed
)

// sights are what single reads say: of each secret of a tract, in each folder. A
// name of "" is the folder itself.
type sights map[spot]map[string]sight

// sightOf is what one read shows. A rule that ends in an error shows nothing.
func sightOf(r *rapid.T, answer testserver.Answer, secret string) sight {
	switch {
	case refused(answer):
		return unseen
	case answer.Status != 200:
		r.Fatalf("%s: %d %s", answer.Request, answer.Status, answer.Body)
	case answer.Value(secret+".secretValueHidden") == true:
		return described
	}
	return revealed
}

func (p *plot) get(path string, at spot, more string) testserver.Answer {
	return p.reader.Get(p.t, path+"?projectId="+p.project.ID+"&workspaceId="+p.project.ID+"&environment="+at.environment+"&secretPath="+at.path+more)
}

const notFollowing = "&includeImports=false&include_imports=false&expandSecretReferences=false"

// look reads every secret of the tract in every folder, one by one, in a project
// that has them all everywhere, and holds against it what the server says when it is
// asked for decisions. Of folders it only asks: there is no read of a folder alone.
func (x *tract) look(r *rapid.T, asker testserver.Client, p *plot) (seen sights, breaks bool) {
	seen = x.judge(r, asker, p)
	for _, at := range tractSpots() {
		for i := range x.secrets {
			name := x.secrets[i].name
			// Of its folder alone, and as it is.
			answer := p.get("/api/v4/secrets/"+name, at, notFollowing)
			breaks = breaks || undecided(answer)
			if read := sightOf(r, answer, "secret"); read != seen[at][name] {
				r.Fatalf("%v %s: read %d, evaluated %d\n%s", at, name, read, seen[at][name], x.rules)
			}
		}
	}
	return seen, breaks
}

// judge asks for decisions about all secrets and folders at once.
func (x *tract) judge(r *rapid.T, asker testserver.Client, p *plot) sights {
	questions := testserver.List{}
	x.eachQuestion(func(at spot, name, action string, _ sight) {
		questions = append(questions, testserver.Object{
			"subject": testserver.Object{"type": "identity", "id": p.identity}, "action": testserver.Object{"name": action}, "context": testserver.Object{"ip": x.address},
			"resource": testserver.Object{"type": "secrets", "id": name, "properties": testserver.Object{
				"projectId": p.project.ID, "environment": at.environment, "secretPath": at.path,
			}},
		})
	})
	answer := asker.Post(p.t, "/access/v1/evaluations", testserver.Object{"evaluations": questions})
	var body struct{ Evaluations []struct{ Decision bool } }
	if err := decode(answer, &body); err != nil || len(body.Evaluations) != len(questions) {
		r.Fatalf("evaluations: %d %s", answer.Status, answer.Body)
	}
	seen, next := sights{}, 0
	x.eachQuestion(func(at spot, name, _ string, gives sight) {
		if seen[at] == nil {
			seen[at] = map[string]sight{}
		}
		if body.Evaluations[next].Decision {
			seen[at][name] = max(seen[at][name], gives)
		}
		next++
	})
	return seen
}

func (x *tract) eachQuestion(do func(at spot, name, action string, gives sight)) {
	for _, at := range tractSpots() {
		for _, name := range append([]string{""}, namesOf(x.secrets)...) {
			do(at, name, "describeSecret", described)
			do(at, name, "readValue", revealed)
		}
	}
}

func namesOf(secrets []planted) (names []string) {
	for i := range secrets {
		names = append(names, secrets[i].name)
	}
	return names
}

// shown is what of a secret an answer holds.
type shown struct {
	secret *planted
	sight  sight
}

func (x *tract) own(seen sights, at spot) (list []shown) {
	for _, secret := range x.at(at) {
		if seen[at][secret.name] > unseen {
			list = append(list, shown{secret, seen[at][secret.name]})
		}
	}
	return list
}

// behind lists the folders that an import of the root leads to.
func (x *tract) behind(root, source spot) []spot {
	found := []spot{source}
	for i := 0; i < len(found); i++ {
		for _, from := range x.imports[found[i]] {
			if from != root && !slices.Contains(found, from) {
				found = append(found, from)
			}
		}
	}
	return found
}

// best tries every way through imports to a secret; the least sight on a way
// counts, and the best of all ways.
func (x *tract) best(seen sights, way []spot, secret *planted) sight {
	here := way[len(way)-1]
	if here == secret.at || seen[here][secret.name] == unseen {
		return seen[here][secret.name]
	}
	best := unseen
	for _, next := range x.imports[here] {
		if !slices.Contains(way, next) {
			best = max(best, x.best(seen, append(slices.Clone(way), next), secret))
		}
	}
	return min(seen[here][secret.name], best)
}

// block is what one import contributes to a folder.
func (x *tract) block(seen sights, root, source spot) (list []shown) {
	for _, at := range x.behind(root, source) {
		for _, secret := range x.at(at) {
			if sight := min(seen[root][secret.name], x.best(seen, []spot{root, source}, secret)); sight > unseen {
				list = append(list, shown{secret, sight})
			}
		}
	}
	return list
}

// expanded is a text with its references followed, as far as each one leads to
// what may be read; otherwise it is refused.
func (x *tract) expanded(seen sights, secret *planted, within []*planted) (text string, permitted bool) {
	within = append(slices.Clone(within), secret)
	text, _, _ = strings.Cut(secret.text, "${")
	for _, name := range secret.refers {
		to := x.named(name)
		if seen[to.at][name] < revealed {
			return "", false
		}
		if slices.Contains(within, to) {
			continue
		}
		more, permitted := x.expanded(seen, to, within)
		if !permitted {
			return "", false
		}
		text += more
	}
	return text, true
}
