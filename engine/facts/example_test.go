package facts_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"warder/engine/facts"
	"warder/engine/input"
	"warder/models/store"
)

// What the database says becomes facts of the request. A caller without a credential has
// none that speaks for it.
func ExampleCollect() {
	dir, err := os.MkdirTemp("", "facts")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is temporary
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "db"), store.Options{Create: true})
	if err != nil {
		panic(err)
	}
	defer db.Close() //nolint:errcheck // nothing was written that is needed
	if _, err := db.Migrate(ctx, store.MigrateOptions{}); err != nil {
		panic(err)
	}
	nobody := facts.Caller{Mode: facts.ModeAnonymous, Subject: input.Subject{Type: input.SubjectAnonymous}, Address: "192.0.2.7"}
	question := facts.Question{Action: "readConfig", Resource: input.Resource{Type: "instance"}, OrgLess: true}
	err = db.Snapshot(ctx, func(tx *store.Tx) error {
		state, err := facts.Collect(tx, time.Unix(1795312800, 0), nobody, question)
		if err != nil {
			return err
		}
		request := state.Request
		fmt.Println(request.Context.IP, request.Context.Now)
		fmt.Println("token:", request.Facts.Token != nil, "initialized:", request.Facts.Instance.Initialized)
		return nil
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// 192.0.2.7 1795312800
	// token: false initialized: false
}
