package upkeep

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"warder/models"
	"warder/models/store"
)

// runsSetting is where the last rounds are written down, for all servers.
const runsSetting = models.SettingsOfUpkeep + "runs"

// keptRuns is how many rounds are remembered.
const keptRuns = 10

// Run is one round of the work.
type Run struct {
	At      time.Time        `json:"at"`
	Seconds float64          `json:"seconds"`
	Removed map[string]int64 `json:"removed"` // rows by kind, without kinds that had none
	Failed  []string         `json:"failed"`  // kinds that could not be removed, or not wholly
}

// Runs are the last rounds, the newest first. What cannot be read counts as none.
func Runs(tx *store.Tx) ([]Run, error) {
	text, err := models.SettingOf(tx, runsSetting)
	if errors.Is(err, store.ErrNotFound) {
		return []Run{}, nil
	}
	runs := []Run{}
	if err != nil || json.Unmarshal([]byte(text), &runs) != nil {
		return []Run{}, err
	}
	return runs, nil
}

// noteRun writes a round down, and, if all of it was done, that the night's work is.
func (k *Keeper) noteRun(ctx context.Context, run Run) error {
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		runs, err := Runs(tx)
		if err != nil {
			return err
		}
		runs = append([]Run{run}, runs...)
		text, err := json.Marshal(runs[:min(keptRuns, len(runs))])
		if err != nil {
			return err
		}
		if err = models.SetSetting(tx, runsSetting, string(text)); err != nil || len(run.Failed) > 0 {
			return err
		}
		return models.SetSetting(tx, lastSetting, run.At.UTC().Format(time.RFC3339))
	})
	if err == nil && len(run.Failed) == 0 {
		k.observe.Cleaned(run.At)
	}
	return err
}
