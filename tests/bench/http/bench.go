package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"warder/tests/bench/account"
	"warder/tests/bench/load"
	"warder/tests/bench/stand"
	"warder/tests/binary"
)

// bench is one run on one kind of database.
type bench struct {
	options
	out      io.Writer
	progress *stand.Progress
	kind     string
	database *stand.Database
	results  *results

	floor    *binary.Server
	buffered *house
	durable  *house
}

// house is a server with its tenant.
type house struct {
	command binary.Command
	server  *binary.Server
	tenant  *stand.Tenant
}

func (b *bench) stop(err *error) {
	servers := []*binary.Server{b.floor}
	for _, h := range []*house{b.buffered, b.durable} {
		if h != nil {
			servers = append(servers, h.server)
		}
	}
	for _, s := range servers {
		if s != nil {
			*err = errors.Join(*err, s.Stop())
		}
	}
}

func (b *bench) measure(ctx context.Context) error {
	lines := b.lines()
	for round := range b.rounds + 1 { // the first one warms up
		for _, l := range lines {
			b.progress.Say(fmt.Sprintf("%s, round %d of %d", l.name, round, b.rounds))
			n := max(int(float64(b.Requests)*l.share)/b.rounds, 4)
			var err error
			if round == 0 {
				err = b.send(ctx, l, min(n, 200))
			} else {
				err = b.turn(ctx, l, n)
			}
			if err != nil {
				return err
			}
		}
	}
	b.reportLines(lines)
	return errors.Join(b.tail(ctx, lines), b.profiled(ctx, lines), b.grow(ctx), b.rest(ctx), b.restart(ctx))
}

// turn measures n requests of one line.
func (b *bench) turn(ctx context.Context, l *line, n int) error {
	pids := append(b.database.PIDs(), l.of.PID())
	spent := func() (server, database time.Duration, err error) {
		if _, err := account.Settled(ctx, pids...); err != nil {
			return 0, 0, err
		}
		server, serverErr := account.CPU(l.of.PID())
		database, databaseErr := account.CPU(b.database.PIDs()...)
		return server, database, errors.Join(serverErr, databaseErr)
	}
	server, database, err := spent()
	if err != nil {
		return err
	}
	if err := b.send(ctx, l, n); err != nil {
		return err
	}
	serverAfter, databaseAfter, err := spent()
	if err == nil {
		l.serverCost = append(l.serverCost, (serverAfter-server)/time.Duration(n))
		l.databaseCost = append(l.databaseCost, (databaseAfter-database)/time.Duration(n))
	}
	return err
}

func (b *bench) send(ctx context.Context, l *line, n int) error {
	client := load.Client(b.Connections)
	defer client.CloseIdleConnections()
	if _, err := load.Send(ctx, client, l.of.URL, n, b.Connections, l.make()); err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	return nil
}

// tailConnections are those at which the slowest answers are looked at.
const tailConnections = 16

// tail compares the slowest answers of reads with those of the floor.
func (b *bench) tail(ctx context.Context, lines []*line) error {
	client := load.Client(tailConnections)
	defer client.CloseIdleConnections()
	took := map[int][]time.Duration{}
	for round := range b.rounds {
		for _, at := range []int{selectOne, oneSecret, oneSecretDurable} {
			b.progress.Say(fmt.Sprintf("%d connections, round %d of %d", tailConnections, round+1, b.rounds))
			some, err := load.Send(ctx, client, lines[at].of.URL, max(b.Requests/b.rounds, 4), tailConnections, lines[at].make())
			if err != nil {
				return err
			}
			took[at] = append(took[at], some...)
		}
	}
	b.reportTail(quantile(took[selectOne]), quantile(took[oneSecret]), quantile(took[oneSecretDurable]))
	return nil
}

// quantile is the middle and the 99th percentile.
func quantile(took []time.Duration) [2]time.Duration {
	slices.Sort(took)
	return [2]time.Duration{took[len(took)/2], took[len(took)*99/100]}
}

// grow sends mixed requests and looks at the memory of the server half-way and
// at the end.
func (b *bench) grow(ctx context.Context) error {
	if b.memory == 0 {
		return nil
	}
	client := load.Client(tailConnections)
	defer client.CloseIdleConnections()
	const steps = 10
	sizes := []int{}
	for step := range steps {
		b.progress.Say(fmt.Sprintf("%d of %d mixed requests", step*b.memory/steps, b.memory))
		if _, err := load.Send(ctx, client, b.buffered.server.URL, b.memory/steps, tailConnections, b.mixed()); err != nil {
			return err
		}
		size, err := account.Memory(b.buffered.server.PID())
		if err != nil {
			return err
		}
		sizes = append(sizes, size)
	}
	b.reportMemory(sizes)
	return nil
}

// mixed are 84 reads, 5 refusals, 5 writes, 4 logins and 2 lists in every hundred
// requests.
func (b *bench) mixed() load.Make {
	t := b.buffered.tenant
	write := t.Writes()
	return func(i int) load.Request {
		switch at := i % 100; {
		case at%50 == 0:
			return t.List100(i)
		case at%20 == 1:
			return write(i)
		case at%20 == 2:
			return t.Refused(i)
		case at%25 == 3:
			return t.Login(i)
		}
		return t.Read(i)
	}
}

// rest looks at what a server does that is not asked.
func (b *bench) rest(ctx context.Context) error {
	if b.idle == 0 {
		return nil
	}
	b.progress.Say("idle")
	pid := b.buffered.server.PID()
	before, err := account.Settled(ctx, pid)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(b.idle):
	}
	after, err := account.CPU(pid)
	if err == nil {
		b.reportIdle(after - before)
	}
	return err
}

// restart times the server from its start to its first answer, on the database
// it has just used.
func (b *bench) restart(ctx context.Context) error {
	took := []time.Duration{}
	for range b.starts {
		b.progress.Say("start")
		if err := b.buffered.server.Stop(); err != nil {
			return err
		}
		start := time.Now()
		server, err := binary.Start(ctx, b.buffered.command)
		b.buffered.server = server
		if err != nil {
			b.buffered.server = nil
			return err
		}
		if _, err := load.Do(ctx, http.DefaultClient, server.URL, load.Request{Method: "GET", Path: "/api/status"}); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	if len(took) > 0 {
		b.reportStart(median(took))
	}
	return nil
}
