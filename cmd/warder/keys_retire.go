package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"warder/cmd/service"
	"warder/models/seal"
)

const retireHelp = `Delete unused keys permanently: of all purposes, of one, or a single key. Without --yes
nothing is changed, and the uses of each key are counted in the database:

  pepper     client secrets, API keys, service tokens and codes that it recognizes
  signing    access tokens and sessions from its time, and records of the decision log
  wrapping   data keys of projects, and tokens of Kubernetes reviewers

A key that a server still works with is kept until that server was restarted. Records,
data keys and reviewer's tokens move to the keys in use by: warder keys rewrap

--force deletes a named pepper or signing key although credentials or tokens need it, for
example because it was seen by others: they are refused from the next start of each server
on. A key is kept in any case if data would be lost or appear altered without it.`

// retirement has the flags of warder keys retire.
type retirement struct{ yes, force bool }

func newRetireKeys() *cobra.Command {
	var r retirement
	command := adminCommand("retire [PURPOSE [KEY]]", "Delete unused keys", retireHelp, cobra.MaximumNArgs(2), r.run)
	command.Flags().BoolVar(&r.yes, "yes", false, "delete them; without it they are listed")
	command.Flags().BoolVar(&r.force, "force", false, "delete the named key also where credentials or tokens end with it")
	return command
}

func (r *retirement) run(ctx context.Context, admin *service.Admin, _ *service.Config, args []string, out io.Writer) error {
	purposes, id := seal.Purposes(), ""
	if len(args) > 0 {
		purpose, err := purposeOf(args[0])
		if err != nil {
			return err
		}
		purposes = []seal.Purpose{purpose}
	}
	if len(args) > 1 {
		id = args[1]
	}
	if r.force && id == "" {
		return fmt.Errorf("--force: name the key (%w)", errUsage)
	}
	keys, err := admin.FormerKeys(ctx, id, purposes...)
	if err != nil {
		return err
	}
	return r.retire(ctx, admin, keys, id != "", out)
}

// retire deletes or lists keys. A key in use is an error if it was named; among several keys
// it is normal.
func (r *retirement) retire(ctx context.Context, admin *service.Admin, keys []service.FormerKey, named bool, out io.Writer) error {
	unused := 0
	for i := range keys {
		key := &keys[i]
		if !r.yes || key.Used() && !named {
			fmt.Fprintf(out, "%-9s %s  %s\n", key.Purpose, key.ID, key)
			if !key.Used() || r.force && len(key.Held) == 0 {
				unused++
			}
			continue
		}
		err := admin.RetireKey(ctx, *key, r.force)
		if errors.Is(err, service.ErrKeyUsed) && !named { // in use since it was listed
			fmt.Fprintln(out, err)
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-9s %s  deleted\n", key.Purpose, key.ID)
	}
	switch {
	case len(keys) == 0:
		fmt.Fprintln(out, "every key is in use, or waits to be promoted")
	case unused > 0:
		fmt.Fprintf(out, "%d can be deleted: run it again with --yes\n", unused)
	}
	return nil
}
