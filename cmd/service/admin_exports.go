package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"warder/handlers/audit/export"
	"warder/models/ledger"
	"warder/models/store"
)

// ExportProgress is the progress of a copy of the decision log.
type ExportProgress struct {
	export.Progress

	Name       string
	Configured bool // by decision-export in this configuration
}

// Exports lists all copies of the decision log that were ever started or are configured.
func (a *Admin) Exports(ctx context.Context) (list []ExportProgress, err error) {
	targets, err := a.config.exportTargets()
	if err != nil {
		return nil, err
	}
	configured := []string{}
	for _, target := range targets {
		configured = append(configured, target.Name())
	}
	err = a.store.Snapshot(ctx, func(tx *store.Tx) error {
		names, err := export.Names(tx)
		if err != nil {
			return err
		}
		names = append(names, configured...)
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			progress, err := export.ProgressOf(tx, name)
			if err != nil {
				return err
			}
			list = append(list, ExportProgress{progress, name, slices.Contains(configured, name)})
		}
		return nil
	})
	return list, err
}

// ResetExport sets the position of a copy in the log: "start", "end" or a number.
func (a *Admin) ResetExport(ctx context.Context, name, to string) error {
	known, err := a.Exports(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(known, func(e ExportProgress) bool { return e.Name == name }) {
		names := []string{}
		for i := range known {
			names = append(names, known[i].Name)
		}
		return fmt.Errorf("there is no export %q; there are: %s", name, strings.Join(names, ", "))
	}
	return a.store.Write(ctx, func(tx *store.Tx) error {
		place := int64(0)
		switch to {
		case "start":
		case "end":
			if place, err = ledger.Size(tx); err != nil {
				return err
			}
		default:
			if place, err = strconv.ParseInt(to, 10, 64); err != nil {
				return fmt.Errorf("%q: want start, end or the number of a place", to)
			}
		}
		return export.Reset(tx, name, place)
	})
}
