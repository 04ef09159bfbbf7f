package policy

import (
	"encoding/base64"
	"errors"

	"warder/engine/facts"
	"warder/handlers/pep"
	"warder/models"
	"warder/models/ledger"
	"warder/models/store"
)

// checkpointAnswer is the latest signed checkpoint of the decision log.
type checkpointAnswer struct {
	Checkpoint string `json:"checkpoint"` // a signed note, see golang.org/x/mod/sumdb/note
	Key        string `json:"key"`        // verifies the checkpoint
}

func readCheckpoint(r *pep.Request) (*checkpointAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, _ *facts.State) (*checkpointAnswer, error) {
		signed, key, err := r.API.Ledger.Signed(tx)
		return &checkpointAnswer{signed, key}, notYet(err)
	})
}

// proofAnswer proves that a decision is in the log of a signed checkpoint.
type proofAnswer struct {
	Leaf       int64    `json:"leaf"`
	Content    string   `json:"content"` // the hashed content of the leaf, in base64
	Hashes     []string `json:"hashes"`  // the proof, in base64
	Checkpoint string   `json:"checkpoint"`
	Key        string   `json:"key"`
}

func proveDecision(r *pep.Request) (*proofAnswer, error) {
	return pep.Read(r, r.Question(facts.ProjectRef{}), func(tx *store.Tx, s *facts.State) (*proofAnswer, error) {
		record, err := models.StoredDecision(tx, s.OrgID(), r.Param("decisionId"))
		if err != nil {
			return nil, err
		}
		proof, err := r.API.Ledger.Prove(tx, record)
		if err != nil {
			return nil, notYet(err)
		}
		answer := &proofAnswer{
			Leaf: proof.Leaf, Content: base64.StdEncoding.EncodeToString(proof.Content), Hashes: []string{}, Checkpoint: proof.Checkpoint, Key: proof.Key,
		}
		for _, hash := range proof.Hashes {
			answer.Hashes = append(answer.Hashes, hash.String())
		}
		return answer, nil
	})
}

// notYet is the response to a request that comes before the checkpoint.
func notYet(err error) error {
	if errors.Is(err, ledger.ErrNotYet) {
		return pep.NotFound("The log is signed every minute and was not signed since; try again")
	}
	return err
}
