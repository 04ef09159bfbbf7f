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
	"strings"
	"sync"
	"time"

	"warder/tests/bench/load"
)

// The budgets of docs/performance.md.
const (
	mostOfSelect  = 3.0 // one secret, against one SELECT
	mostDurable   = 5.0 // the same, recorded before its answer
	mostOfRole    = 1.2 // with a role of 200 rules, against one of 10
	mostOfSecret  = 2.0 // a refusal, against one secret
	mostLogin     = 2.0 // against one committed INSERT, on SQLite
	mostOfLogin   = 1.5 // a login by a JWT against one by a client secret
	mostLoginFar  = 3.0 // on PostgreSQL
	mostNewSecret = 3.0 // against one committed INSERT
	most100       = 0.8 // ms
	most1000      = 5.0 // ms
	mostOfTail    = 3.0 // p99, against that of one SELECT
	mostMemory    = 120.0
	mostGrowth    = 1.05 // of memory, from half of the requests to all
	mostIdle      = 1.0  // ms of CPU a second
	mostStart     = 300.0
	mostBinary    = 75.0
)

// results are what was measured on each kind of database, in one table.
type results struct {
	kinds []string
	rows  []*result
}

// result is one row of the table.
type result struct {
	what   string
	values map[string]string // by kind of database; "" for all of them
	budget map[string]float64
	missed map[string]bool
}

// add puts what was measured into the table, with its budget, or with 0 where there is none.
func (r *results) add(kind, what string, value, most float64, unit string) {
	var row *result
	for _, known := range r.rows {
		if known.what == what {
			row = known
		}
	}
	if row == nil {
		row = &result{what, map[string]string{}, map[string]float64{}, map[string]bool{}}
		r.rows = append(r.rows, row)
	}
	row.values[kind], row.budget[kind], row.missed[kind] = formatted(value)+unit, most, most > 0 && value > most
}

// formatted has two digits behind the point only where they say something.
func formatted(value float64) string {
	if value >= 20 {
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.2f", value)
}

// print writes the table in Markdown.
func (r *results) print(out io.Writer) {
	fmt.Fprintf(out, "\n| | %s | budget | |\n|---|%s---|---|\n", strings.Join(r.kinds, " | "), strings.Repeat("---|", len(r.kinds)))
	for _, row := range r.rows {
		values, budgets, missed := []string{}, []string{}, []string{}
		for _, kind := range r.kinds {
			at := kind
			if _, found := row.values[at]; !found {
				at = ""
			}
			values = append(values, row.values[at])
			if most := row.budget[at]; most > 0 {
				budgets = append(budgets, formatted(most))
			}
			if row.missed[at] {
				missed = append(missed, kind)
			}
		}
		verdict := ""
		switch {
		case len(missed) > 0 && len(missed) < len(r.kinds):
			verdict = "missed on " + missed[0]
		case len(missed) > 0:
			verdict = "missed"
		case len(budgets) > 0:
			verdict = "met"
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", row.what, strings.Join(values, " | "), strings.Join(slices.Compact(budgets), ", "), verdict)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

const megabyte = 1e6

func reportBinary(found *results, path string) error {
	info, err := os.Stat(path)
	if err == nil {
		found.add("", "binary", float64(info.Size())/megabyte, mostBinary, " MB")
	}
	return err
}

func (b *bench) result(what string, value, most float64, unit string) {
	b.results.add(b.kind, what, value, most, unit)
}

func (b *bench) reportLines(lines []*line) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "\n%s, %d connections: CPU of one request in ms, median of %d rounds\n  %-24s %9s %9s %9s\n",
		b.kind, b.Connections, b.rounds, "", "server", "database", "together")
	for _, l := range lines {
		fmt.Fprintf(b.out, "  %-24s %9.3f %9.3f %9.3f\n", l.name,
			milliseconds(median(l.serverCost)), milliseconds(median(l.databaseCost)), milliseconds(l.cost()))
		b.result(l.name, milliseconds(l.cost()), map[string]float64{"list of 100": most100, "list of 1000": most1000}[l.name], " ms")
	}
	against := func(what string, at, floor int, most float64) {
		b.result(what, ratio(lines[at].cost(), lines[floor].cost()), most, " x")
	}
	against("one secret / one SELECT", oneSecret, selectOne, mostOfSelect)
	against("one secret, durable / one SELECT", oneSecretDurable, selectOne, mostDurable)
	against("role of 200 rules / of 10", oneSecret, oneSecretFew, mostOfRole)
	against("refusal / one secret", oneRefusal, oneSecret, mostOfSecret)
	most := mostLogin
	if b.kind == "postgres" {
		most = mostLoginFar
	}
	against("login / one INSERT", oneLogin, insertOne, most)
	against("login by a JWT / login", oneJWTLogin, oneLogin, mostOfLogin)
	against("new secret / one INSERT", oneWrite, insertOne, mostNewSecret)
}

func (b *bench) reportTail(floor, secret, durable [2]time.Duration) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "  %d connections, p50 and p99 in ms: one SELECT %.2f %.2f, one secret %.2f %.2f, durable %.2f %.2f\n", tailConnections,
		milliseconds(floor[0]), milliseconds(floor[1]), milliseconds(secret[0]), milliseconds(secret[1]), milliseconds(durable[0]), milliseconds(durable[1]))
	b.result("p99 of one secret / of one SELECT", ratio(secret[1], floor[1]), mostOfTail, " x")
	b.result("p99 of one secret, durable / of one SELECT", ratio(durable[1], floor[1]), 0, " x")
}

func (b *bench) reportMemory(sizes []int) {
	b.progress.Clear()
	fmt.Fprintf(b.out, "  resident memory after each tenth of %d mixed requests, MB:", b.memory)
	for _, size := range sizes {
		fmt.Fprintf(b.out, " %.0f", float64(size)/megabyte)
	}
	fmt.Fprintln(b.out)
	half, last := float64(sizes[len(sizes)/2-1]), float64(sizes[len(sizes)-1])
	b.result(fmt.Sprintf("memory after %d mixed requests", b.memory), last/megabyte, mostMemory, " MB")
	b.result("memory, all of them / half of them", last/half, mostGrowth, " x")
}

func (b *bench) reportIdle(spent time.Duration) {
	b.result("idle, ms of CPU a second", milliseconds(spent)/b.idle.Seconds(), mostIdle, "")
}

func (b *bench) reportStart(took time.Duration) {
	b.result("start to first answer", milliseconds(took), mostStart, " ms")
}

// parts are what a request is made of, as packages.
const parts = `^warder/(handlers|engine|models)|^gorm.io/gorm.\(.processor\)|^database/sql.\(.*(Query|Exec|Begin|Commit)|^runtime.(gcBgMarkWorker|mallocgc)$`

// profileTime is how long the server is looked at.
const profileTime = 5 * time.Second

// profiled keeps profiles of the server while it is asked the same again and again, and
// prints where the time goes.
func (b *bench) profiled(ctx context.Context, lines []*line) error {
	if b.profile == "" {
		return nil
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return err
	}
	for _, l := range lines {
		for _, h := range []*house{b.buffered, b.durable} {
			if l.of != h.server {
				continue
			}
			if err := b.profileOf(ctx, l); err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
		}
	}
	return nil
}

func (b *bench) profileOf(ctx context.Context, l *line) error {
	b.progress.Say("profile of " + l.name)
	busy, stop := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() {
		for busy.Err() == nil {
			_, _ = load.Send(busy, load.Client(b.Connections), l.of.URL, 1000, b.Connections, l.make())
		}
	})
	path := fmt.Sprintf("/debug/pprof/profile?seconds=%d", int(profileTime.Seconds()))
	profile, err := load.Do(ctx, http.DefaultClient, l.of.OpsURL, load.Request{Method: "GET", Path: path})
	stop()
	asking.Wait()
	if err != nil {
		return err
	}
	file := filepath.Join(b.profile, b.kind+"-"+strings.NewReplacer(" ", "-", ",", "").Replace(l.name)+".pprof")
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
