package policy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// describedFile is a policy file with the number of refusals by its rules, if requested.
type describedFile struct {
	engine.RuleFile
	Rules []describedRule `json:"rules"`
}

type describedRule struct {
	engine.RuleAbout
	// Hits counts decisions of the caller's organization up to now. A rule with a code counts
	// the requests it refused. A grant counts permitted requests for actions that its package
	// decides: a record names the package that granted, not the rule.
	Hits *ruleHits `json:"hits,omitempty"`
}

// ruleHits counts decisions of the last hour, day and week.
type ruleHits struct {
	Hour int64 `json:"hour"`
	Day  int64 `json:"day"`
	Week int64 `json:"week"`
}

// spoke identifies the origin of a decision: a package, and its code for a refusal.
type spoke struct{ rule, code string }

const week = 7 * 24 // in hours

// hitsOf counts refusals and permits by rule in the week before now, and reports whether the
// count is complete; models.SumDecisions has the limit.
func hitsOf(tx *store.Tx, policy pep.DecisionPoint, orgID string, now time.Time) (hits map[spoke]*ruleHits, complete bool, err error) {
	hits = map[spoke]*ruleHits{}
	refused, err := addHits(tx, hits, orgID, now, false, refusalsOf)
	if err != nil {
		return nil, false, err
	}
	permitted, err := addHits(tx, hits, orgID, now, true, func(frame *models.DecisionDocument) map[spoke]bool { return grantsOf(policy, frame) })
	return hits, refused && permitted, err
}

// addHits counts the decisions of one outcome for the rules in their frames.
func addHits(tx *store.Tx, hits map[spoke]*ruleHits, orgID string, now time.Time, permitted bool, speaking func(*models.DecisionDocument) map[spoke]bool) (complete bool, err error) {
	from, to := store.At(now.Add(-week*time.Hour)), store.At(now)
	filter := models.DecisionFilter{OrgID: orgID, Permitted: &permitted, From: &from, To: &to}
	counts, complete, err := models.SumDecisions(tx, filter, from, time.Hour.Milliseconds(), models.ByFrame)
	if err != nil {
		return false, err
	}
	// Actions of the server itself have no frame, because no rule permitted them.
	counts = slices.DeleteFunc(counts, func(c models.DecisionCount) bool { return permitted && c.Frame == "" })
	frames, whole, err := (&summary{by: "rule"}).frames(tx, orgID, counts)
	if err != nil {
		return false, err
	}
	speakers := map[string]map[spoke]bool{} // by frame, because many buckets share one
	for name, frame := range frames {
		speakers[name] = speaking(frame)
	}
	for i := range counts {
		for one := range speakers[counts[i].Frame] {
			if hits[one] == nil {
				hits[one] = &ruleHits{}
			}
			hits[one].add(counts[i].Bucket, counts[i].Count)
		}
	}
	return complete && whole, nil
}

// add counts the decisions of one hour of the week; the last hour ends now.
func (h *ruleHits) add(hour, count int64) {
	h.Week += count
	if hour >= week-24 {
		h.Day += count
	}
	if hour >= week-1 {
		h.Hour += count
	}
}

// refusalsOf are the reasons of a frame. Its result contains no holes.
func refusalsOf(frame *models.DecisionDocument) map[spoke]bool {
	_, rest, _ := strings.Cut(frame.Body, `"result":`)
	var result struct {
		Reasons []struct{ Rule, Code string }
	}
	if json.NewDecoder(strings.NewReader(rest)).Decode(&result) != nil {
		return nil
	}
	found := map[spoke]bool{}
	for _, reason := range result.Reasons {
		found[spoke{reason.Rule, reason.Code}] = true
	}
	return found
}

// asked matches the action and the resource type in a frame. A frame has holes for the values
// of a request, none before these.
var asked = regexp.MustCompile(`"action":\{"name":"([^"]*)".*?"resource":\{"type":"([^"]*)"`)

// grantsOf are the packages that decide a frame's action.
func grantsOf(policy pep.DecisionPoint, frame *models.DecisionDocument) map[spoke]bool {
	found := map[spoke]bool{}
	if parts := asked.FindStringSubmatch(frame.Body); parts != nil {
		for _, name := range policy.Deciders(parts[2], parts[1]) {
			found[spoke{rule: name}] = true
		}
	}
	return found
}

// described adds hits to rules; nil hits add nothing.
func described(files []engine.RuleFile, hits map[spoke]*ruleHits) []describedFile {
	list := make([]describedFile, 0, len(files))
	for i := range files {
		file := describedFile{RuleFile: files[i], Rules: make([]describedRule, 0, len(files[i].Rules))}
		for _, rule := range files[i].Rules {
			one := describedRule{RuleAbout: rule}
			if hits != nil && (rule.Code != "" || rule.Name == "grant") {
				one.Hits = hits[spoke{file.Package, rule.Code}]
				if one.Hits == nil {
					one.Hits = &ruleHits{}
				}
			}
			file.Rules = append(file.Rules, one)
		}
		list = append(list, file)
	}
	return list
}

// mayCount requires the right to read the log, because hits reveal its content.
func mayCount(r *pep.Request, hits bool) pep.Followup {
	return func(_ *store.Tx, q *pep.Evaluation) error {
		if !hits {
			return nil
		}
		return r.Require(q, "read", input.Member{Resource: input.Resource{Type: "decisions"}})
	}
}
