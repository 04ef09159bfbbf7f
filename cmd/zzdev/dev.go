package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"time"

	"warder/engine"
	"warder/handlers/ops"
	"warder/models/seal"
)

func Dev(ctx context.Context, p engine.Policy, url string) (http.Handler, error) {
	cfg := config{BodyLimit: 4<<20}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	store, _, err := openStore(ctx, seal.NewText(url))
	if err != nil {
		return nil, err
	}
	root, err := seal.LoadOrCreateRootKey("/tmp/dev-root/root.key")
	if err != nil {
		return nil, err
	}
	k, id, err := openKeyring(ctx, store, root)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(ctx, &cfg, p, p, log)
	if err != nil {
		return nil, err
	}
	r := newRecorder(store, id, nil, log)
	api, err := newAPI(&cfg, store, k, e, r, ops.NewMetrics(), time.Now, log)
	if err != nil {
		return nil, err
	}
	go r.Run(ctx)
	go api.Run(ctx)
	return api, nil
}
