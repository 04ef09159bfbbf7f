package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"warder/tests/bench/load"
)

// The budgets of docs/performance.md.
const (
	mostOfSelect = 2.0   // one secret, against one SELECT
	mostOfInsert = 2.0   // a login, against one committed INSERT
	most100      = 0.6   // ms
	most1000     = 4.0   // ms
	mostOfTail   = 2.0   // p99, against that of one SELECT
	mostMemory   = 120.0 // MB
	mostGrowth   = 1.1   // of memory, from half of the requests to all
	mostStart    = 300.0 // ms
	mostBinary   = 70.0  // MB
)

func budget(out io.Writer, what string, value, most float64) {
	mark := "within budget"
	if value > most {
		mark = "BUDGET MISSED"
	}
	fmt.Fprintf(out, "  %-44s %9.2f, at most %6.2f  %s\n", what, value, most, mark)
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

const megabyte = 1e6

func reportBinary(out io.Writer, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	budget(out, "binary, MB", float64(info.Size())/megabyte, mostBinary)
	return nil
}

func (b *bench) reportLines(lines []*line) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "\n%s, %d connections: CPU of one request in ms, median of %d rounds\n  %-20s %9s %9s %9s\n",
		b.kind, b.Connections, b.rounds, "", "server", "database", "together")
	for _, l := range lines {
		fmt.Fprintf(b.out, "  %-20s %9.3f %9.3f %9.3f\n", l.name,
			milliseconds(median(l.serverCost)), milliseconds(median(l.databaseCost)), milliseconds(l.cost()))
	}
	budget(b.out, "one secret / one SELECT", ratio(lines[oneSecret].cost(), lines[selectOne].cost()), mostOfSelect)
	budget(b.out, "login / one INSERT", ratio(lines[oneLogin].cost(), lines[insertOne].cost()), mostOfInsert)
	budget(b.out, "list of 100, ms", milliseconds(lines[listOf100].cost()), most100)
	budget(b.out, "list of 1000, ms", milliseconds(lines[listOf1000].cost()), most1000)
	fmt.Fprintf(b.out, "  %-44s %9.2f, no budget\n", "write / one INSERT", ratio(lines[oneWrite].cost(), lines[insertOne].cost()))
}

func (b *bench) reportTail(floor, secret [2]time.Duration) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "  %d connections, ms: p50 %.2f and p99 %.2f; floor %.2f and %.2f\n", tailConnections,
		milliseconds(secret[0]), milliseconds(secret[1]), milliseconds(floor[0]), milliseconds(floor[1]))
	budget(b.out, "p99 of one secret / of one SELECT", ratio(secret[1], floor[1]), mostOfTail)
}

func (b *bench) reportMemory(sizes []int) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "  resident memory after each tenth of %d mixed requests, MB:", b.memory)
	for _, size := range sizes {
		fmt.Fprintf(b.out, " %.0f", float64(size)/megabyte)
	}
	fmt.Fprintln(b.out)
	half, last := float64(sizes[len(sizes)/2-1]), float64(sizes[len(sizes)-1])
	budget(b.out, fmt.Sprintf("memory after %d mixed requests, MB", b.memory), last/megabyte, mostMemory)
	budget(b.out, "all of them / half of them", last/half, mostGrowth)
}

func (b *bench) reportStart(took time.Duration) {
	b.progress.Clear()
	budget(b.out, "start to first answer, ms", milliseconds(took), mostStart)
}

// parts are what a request is made of, as packages.
const parts = `^warder/(handlers|engine|models)|^gorm.io/gorm.\(.processor\)|^database/sql.\(.*(Query|Exec|Begin|Commit)|^runtime.(gcBgMarkWorker|mallocgc)$`

// profileTime is how long the server is looked at.
const profileTime = 5 * time.Second

// profiled keeps a profile of the server while it is asked for one secret after
// the other, and prints where the time goes.
func (b *bench) profiled(ctx context.Context) error {
	if b.profile == "" {
		return nil
	}
	b.progress.Say("profile")
	busy, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for busy.Err() == nil {
			_, _ = load.Send(busy, load.Client(b.Connections), b.server.URL, 1000, b.Connections, b.tenant.Read)
		}
	}()
	path := fmt.Sprintf("/debug/pprof/profile?seconds=%d", int(profileTime.Seconds()))
	profile, err := load.Do(ctx, http.DefaultClient, b.server.OpsURL, load.Request{Method: "GET", Path: path})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return err
	}
	file := filepath.Join(b.profile, b.kind+".pprof")
	if err := os.WriteFile(file, []byte(profile), 0o644); err != nil {
		return err
	}
	for _, view := range [][]string{{"-flat", "-nodecount=10"}, {"-cum", "-nodecount=20", "-show=" + parts}} {
		top, err := exec.CommandContext(ctx, "go", slices.Concat([]string{"tool", "pprof", "-top"}, view, []string{file})...).Output()
		if err != nil {
			return fmt.Errorf("go tool pprof: %w", err)
		}
		b.progress.Clear()
		fmt.Fprintf(b.out, "\n%s\n", top)
	}
	return nil
}
