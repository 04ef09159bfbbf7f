package secrets

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/handlers/vault"
	"warder/models"
	"warder/models/store"
)

// Limits of references: how deep they are followed, and for each secret how many
// are replaced and how much text that makes. Small secrets can refer to each
// other so often that their text would fill the memory; one that does so stays as
// it is written, and the others of its list are as they would be without it.
// What all of a request make together is bounded, too: the secrets that make
// least come first.
const (
	referenceLevels  = 10
	mostReplacements = 10_000
	mostExpanded     = 4 << 20
	mostTogether     = 32 << 20
)

// references are the secrets that the text of some secrets leads to.
type references struct {
	r            *secretReader
	environments map[string]models.Environment
	found        map[facts.Reference]*referred
}

// referred is a secret with its text taken apart; without a secret there is
// nothing at the place.
type referred struct {
	secret *facts.StoredSecret
	value  string
	pieces []piece
}

// expand replaces references in the values that may be seen, each by the value
// of the secret it names, wherever the caller may read that too. One that the
// caller may not read fails the whole request: what is missing and what is
// forbidden look alike.
// What makes too much text stays as it is written, and is returned.
func (r *secretReader) expand(tx *store.Tx, shown []*shownSecret) (left []*shownSecret, err error) {
	refs := &references{r: r, found: map[facts.Reference]*referred{}}
	tops := make([]*referred, 0, len(shown))
	for _, secret := range shown {
		if secret.Sight != facts.Revealed {
			tops = append(tops, nil)
			continue
		}
		top, err := refs.takeApart(tx, secret.StoredSecret, secret.text.Value)
		if err != nil {
			return nil, err
		}
		tops = append(tops, top)
	}
	if err := refs.follow(tx, tops); err != nil {
		return nil, err
	}
	return refs.replace(shown, tops), nil
}

func errTooMuchText(name string) error {
	return pep.BadRequest("The references of " + name + " make too much text to be expanded")
}

// replace writes every value with its references replaced, as far as the limits
// go, and returns what it leaves as it is written.
func (x *references) replace(shown []*shownSecret, tops []*referred) (left []*shownSecret) {
	order, costs := []int{}, make([]cost, len(tops))
	for i, top := range tops {
		if top != nil {
			order, costs[i] = append(order, i), x.costOf(top)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(costs[a].bytes, costs[b].bytes) })
	together := 0
	for _, i := range order {
		together += costs[i].bytes
		if costs[i].tooMuch() || together > mostTogether {
			left = append(left, shown[i])
			continue
		}
		value := x.textOf(tops[i])
		if tops[i].secret.SkipMultilineEncoding {
			value = quoted(value)
		}
		shown[i].text.Value = value
	}
	return left
}

// cost is what writing a text takes.
type cost struct{ replacements, bytes int }

func (k cost) tooMuch() bool { return k.replacements > mostReplacements || k.bytes > mostExpanded }

// costOf counts what write would do, and stops where it is too much.
func (x *references) costOf(top *referred) cost {
	var k cost
	x.count(&k, top, map[string]bool{})
	return k
}

func (x *references) count(k *cost, from *referred, within map[string]bool) {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	for _, p := range from.pieces {
		target := x.target(p, len(within))
		switch {
		case target == nil:
			k.bytes += len(p.text)
		case within[target.secret.ID]:
		default:
			k.replacements++
			x.count(k, target, within)
		}
		if k.tooMuch() {
			return
		}
	}
}

// takeApart reads the environments when the first text needs them.
func (x *references) takeApart(tx *store.Tx, secret *facts.StoredSecret, value string) (*referred, error) {
	if !strings.Contains(value, "${") {
		return &referred{secret, value, []piece{{text: value}}}, nil
	}
	if x.environments == nil {
		environments, err := facts.Environments(tx, x.r.s)
		if err != nil {
			return nil, err
		}
		x.environments = environments
	}
	return &referred{secret, value, pieces(value, secret, x.environments)}, nil
}

// follow reads what texts refer to, level by level: one decision and a fixed
// number of queries for each.
func (x *references) follow(tx *store.Tx, level []*referred) error {
	for range referenceLevels {
		wanted, holders := x.unknown(level)
		if len(wanted) == 0 {
			return nil
		}
		next, err := x.reach(tx, wanted, holders)
		if err != nil {
			return err
		}
		level = next
	}
	return nil
}

// unknown are the references of texts that were not followed yet, in the order
// of the texts, and where each is written.
func (x *references) unknown(level []*referred) (wanted []facts.Reference, holders map[facts.Reference]string) {
	holders = map[facts.Reference]string{}
	for _, text := range level {
		if text == nil {
			continue
		}
		for _, p := range text.pieces {
			if p.to == nil || x.found[*p.to] != nil || holders[*p.to] != "" {
				continue
			}
			wanted = append(wanted, *p.to)
			holders[*p.to] = p.text + " in " + text.secret.Key
		}
	}
	return wanted, holders
}

// reach reads one level of references, once it is decided that all of them may
// be read.
func (x *references) reach(tx *store.Tx, wanted []facts.Reference, holders map[facts.Reference]string) ([]*referred, error) {
	list, err := facts.FindReferred(tx, x.r.s, x.environments, wanted)
	if err != nil {
		return nil, err
	}
	if err := x.permit(list, holders); err != nil {
		return nil, err
	}
	level := []*referred{}
	for _, ref := range wanted {
		x.found[ref] = &referred{} // nothing, unless it is in the list
	}
	for i := range list {
		if list[i].Secret == nil {
			continue
		}
		text, err := vault.OpenText(x.r.c, x.r.s, list[i].Secret.Secret)
		if err != nil {
			return nil, err
		}
		found, err := x.takeApart(tx, list[i].Secret, text.Value)
		if err != nil {
			return nil, err
		}
		x.found[list[i].Reference] = found
		level = append(level, found)
	}
	return level, nil
}

// permit asks about all references of a level. One that may not be read fails the
// request, with the reasons that a read of it would be refused for.
func (x *references) permit(list []facts.Referred, holders map[facts.Reference]string) error {
	members := make([]input.Member, 0, len(list))
	for i := range list {
		members = append(members, list[i].Member())
	}
	decisions, err := x.r.c.FollowUp(x.r.q, "readValue", members)
	if err != nil {
		return err
	}
	details := pep.RefusalDetails{}
	for i := range decisions {
		for _, reason := range x.r.c.VisibleReasons(&decisions[i]) {
			details.DecisionID = decisions[i].ID
			reason.Message += ": " + holders[list[i].Reference]
			details.Reasons = append(details.Reasons, reason)
		}
	}
	if len(details.Reasons) == 0 {
		return nil
	}
	return &pep.Error{
		Status: http.StatusForbidden, Name: pep.Denied.Name, Message: "Failed to expand one or more secret references", Details: details,
	}
}

// textOf is the text of a secret with its references replaced.
func (x *references) textOf(top *referred) string {
	var text strings.Builder
	x.write(&text, top, map[string]bool{})
	return text.String()
}

// write writes a text with its references replaced. A reference back into a text
// that is being written is cut to nothing.
func (x *references) write(text *strings.Builder, from *referred, within map[string]bool) {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	for _, p := range from.pieces {
		target := x.target(p, len(within))
		switch {
		case target == nil:
			text.WriteString(p.text)
		case within[target.secret.ID]:
		default:
			x.write(text, target, within)
		}
	}
}

// target is the secret that a piece is replaced by, or nil where it stays.
func (x *references) target(p piece, depth int) *referred {
	if p.to == nil || depth > referenceLevels {
		return nil
	}
	if found := x.found[*p.to]; found != nil && found.secret != nil {
		return found
	}
	return nil
}
