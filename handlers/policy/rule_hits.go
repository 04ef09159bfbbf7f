package policy

import (
	"encoding/json"
	"strings"
	"time"

	"warder/engine"
	"warder/engine/input"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// describedFile is a file of the policy, with how often its rules refused, if asked for.
type describedFile struct {
	engine.RuleFile
	Rules []describedRule `json:"rules"`
}

type describedRule struct {
	engine.RuleAbout
	// Hits are of rules that refuse with a code: what a record says of a grant is the
	// role, not the rule.
	Hits *ruleHits `json:"hits,omitempty"`
}

// ruleHits are the decisions of the caller's organization that a rule refused, up to now.
type ruleHits struct {
	Hour int64 `json:"hour"`
	Day  int64 `json:"day"`
	Week int64 `json:"week"`
}

// refusal is a rule as records name it.
type refusal struct{ rule, code string }

const week = 7 * 24 // hours

// hitsOf counts by rule what was refused in the week before now, and whether that is
// all of it; see models.SumDecisions for its bound.
func hitsOf(tx *store.Tx, orgID string, now time.Time) (map[refusal]*ruleHits, bool, error) {
	from, to := store.At(now.Add(-week*time.Hour)), store.At(now)
	filter := models.DecisionFilter{OrgID: orgID, Permitted: new(false), From: &from, To: &to}
	counts, complete, err := models.SumDecisions(tx, filter, from, time.Hour.Milliseconds(), models.ByFrame)
	if err != nil {
		return nil, false, err
	}
	frames, whole, err := (&summary{by: "rule"}).frames(tx, orgID, counts)
	if err != nil {
		return nil, false, err
	}
	hits := map[refusal]*ruleHits{}
	for i := range counts {
		if frame := frames[counts[i].Frame]; frame != nil {
			for reason := range refusalsOf(frame) {
				if hits[reason] == nil {
					hits[reason] = &ruleHits{}
				}
				hits[reason].add(counts[i].Bucket, counts[i].Count)
			}
		}
	}
	return hits, complete && whole, nil
}

// add counts decisions of an hour of the week, the last of which ends now.
func (h *ruleHits) add(hour, count int64) {
	h.Week += count
	if hour >= week-24 {
		h.Day += count
	}
	if hour >= week-1 {
		h.Hour += count
	}
}

// refusalsOf are the reasons of a frame. What it says of the result has no holes.
func refusalsOf(frame *models.DecisionDocument) map[refusal]bool {
	_, rest, _ := strings.Cut(frame.Body, `"result":`)
	var result struct {
		Reasons []struct{ Rule, Code string }
	}
	if json.NewDecoder(strings.NewReader(rest)).Decode(&result) != nil {
		return nil
	}
	found := map[refusal]bool{}
	for _, reason := range result.Reasons {
		found[refusal{reason.Rule, reason.Code}] = true
	}
	return found
}

// described puts the hits beside the rules; without any, the rules alone.
func described(files []engine.RuleFile, hits map[refusal]*ruleHits) []describedFile {
	list := make([]describedFile, 0, len(files))
	for i := range files {
		file := describedFile{RuleFile: files[i], Rules: make([]describedRule, 0, len(files[i].Rules))}
		for _, rule := range files[i].Rules {
			one := describedRule{RuleAbout: rule}
			if hits != nil && rule.Code != "" {
				one.Hits = hits[refusal{file.Package, rule.Code}]
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

// mayCount asks for the right to read the log, of which hits tell.
func mayCount(r *pep.Request, hits bool) pep.Further {
	return func(_ *store.Tx, q *pep.Evaluation) error {
		if !hits {
			return nil
		}
		return r.Require(q, "read", input.Member{Resource: input.Resource{Type: "decisions"}})
	}
}
