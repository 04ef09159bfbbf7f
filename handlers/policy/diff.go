package policy

import (
	"slices"
	"strconv"
	"strings"

	"warder/engine"
	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/store"
)

// Names of policies to compare, besides revisions and digests.
const (
	policyActive    = "active"
	policyCandidate = "candidate"
	policyOwn       = "own" // the server's own
)

// diffAnswer lists the differences between two policies.
type diffAnswer struct {
	From     engine.Revision        `json:"from"`
	To       engine.Revision        `json:"to"`
	Changes  []pep.PolicyDifference `json:"changes"`
	Complete bool                   `json:"complete"` // false if the list was cut
}

// comparePolicies accepts active, candidate, own, a revision, or the prefix of the digest of
// an active, former or candidate policy.
func comparePolicies(r *pep.Request) (*diffAnswer, error) {
	q := r.ReadQuery()
	named := map[string]string{"from": policyActive, "to": policyCandidate}
	for name := range named {
		if text := q.Text(name); text != "" {
			named[name] = text
		}
	}
	if err := q.Err(); err != nil {
		return nil, err
	}
	ids, err := pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, _ *facts.State) (map[string]string, error) {
		kept, err := readKept(r, tx)
		if err != nil {
			return nil, err
		}
		ids := map[string]string{}
		for _, parameter := range []string{"from", "to"} {
			if ids[parameter], err = kept.find(parameter, named[parameter]); err != nil {
				return nil, err
			}
		}
		return ids, nil
	})
	if err != nil {
		return nil, err
	}
	done, err := r.TakeTurn()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := r.API.Rollout.Compare(r.Request.Context(), ids["from"], ids["to"])
	if err != nil {
		return nil, err
	}
	return &diffAnswer{From: found.Before, To: found.After, Changes: found.Changes, Complete: found.Complete}, nil
}

// keptBundles are the policies available for comparison.
type keptBundles struct {
	rollout *models.PolicyRollout
	bundles []models.PolicyBundle
	own     engine.Revision
}

func readKept(r *pep.Request, tx *store.Tx) (*keptBundles, error) {
	rollout, err := models.RolloutOf(tx)
	if err != nil {
		return nil, err
	}
	bundles, err := models.PublishedBundles(tx)
	return &keptBundles{rollout: rollout, bundles: bundles, own: r.API.Rollout.Status().Own}, err
}

// find returns the id of the policy that a parameter names; empty for the server's own.
func (k *keptBundles) find(parameter, name string) (string, error) {
	switch name {
	case policyActive:
		return k.rollout.ActiveID, nil
	case policyOwn:
		return "", nil
	case policyCandidate:
		if k.rollout.CandidateID == "" {
			return "", pep.InvalidField("There is no candidate; name a revision or a digest", parameter)
		}
		return k.rollout.CandidateID, nil
	}
	at := slices.IndexFunc(k.bundles, func(b models.PolicyBundle) bool {
		return name == strconv.FormatInt(b.Revision, 10) || len(name) >= shortestDigest && strings.HasPrefix(b.Digest, name)
	})
	switch {
	case at >= 0:
		return k.bundles[at].ID, nil
	case name == k.own.Revision || len(name) >= shortestDigest && strings.HasPrefix(k.own.Digest, name):
		return "", nil
	}
	return "", pep.InvalidField("There is no stored policy of this name: want active, candidate, own, a revision, or at least 12 characters of a digest of GET /api/v1/authz/policy", parameter)
}

// made returns the id of the policy with a digest; empty for the server's own.
func (k *keptBundles) made(digest string) (id string, found bool) {
	at := slices.IndexFunc(k.bundles, func(b models.PolicyBundle) bool { return b.Digest == digest })
	if at >= 0 {
		return k.bundles[at].ID, true
	}
	return "", digest != "" && digest == k.own.Digest
}

// shortestDigest is the shortest accepted prefix of a digest.
const shortestDigest = 12
