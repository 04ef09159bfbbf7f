package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
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

// line is one kind of request and what it has cost.
type line struct {
	name  string
	of    *binary.Server
	share float64          // of the number of requests
	make  func() load.Make // for one turn

	serverCost, databaseCost []time.Duration // of one request, by round
}

// cost is the median, server and database together.
func (l *line) cost() time.Duration {
	sums := make([]time.Duration, len(l.serverCost))
	for i := range sums {
		sums[i] = l.serverCost[i] + l.databaseCost[i]
	}
	return median(sums)
}

func median(all []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}

// The lines, in the order in which they take turns.
const (
	hello = iota
	selectOne
	insertOne
	oneSecret
	oneSecretDurable
	oneSecretFew
	oneRefusal
	oneLogin
	oneJWTLogin
	oneWrite
	listOf100
	listOf1000
)

func (b *bench) lines() []*line {
	always := func(m load.Make) func() load.Make { return func() load.Make { return m } }
	turn := 0
	server, tenant := b.buffered.server, b.buffered.tenant
	return []*line{
		hello:            {name: "floor: hello", of: b.floor, share: 1, make: always(func(int) load.Request { return load.Request{Method: "GET", Path: "/hello"} })},
		selectOne:        {name: "floor: one SELECT", of: b.floor, share: 1, make: always(readItem)},
		insertOne:        {name: "floor: one INSERT", of: b.floor, share: 0.5, make: func() load.Make { turn++; return newItem(turn) }},
		oneSecret:        {name: "one secret", of: server, share: 1, make: always(tenant.Read)},
		oneSecretDurable: {name: "one secret, durable", of: b.durable.server, share: 1, make: always(b.durable.tenant.Read)},
		oneSecretFew:     {name: "one secret, role of 10", of: server, share: 1, make: always(tenant.ReadWithFew)},
		oneRefusal:       {name: "refusal", of: server, share: 0.5, make: always(tenant.Refused)},
		oneLogin:         {name: "login", of: server, share: 0.5, make: always(tenant.Login)},
		oneJWTLogin:      {name: "login by a JWT", of: server, share: 0.5, make: always(tenant.JWTLogin)},
		oneWrite:         {name: "new secret", of: server, share: 0.5, make: tenant.Writes},
		listOf100:        {name: "list of 100", of: server, share: 0.1, make: always(tenant.List100)},
		listOf1000:       {name: "list of 1000", of: server, share: 0.02, make: always(tenant.List1000)},
	}
}

// readItem reads any of what is kept.
func readItem(i int) load.Request {
	return load.Request{Method: "GET", Path: "/items/item-" + strconv.Itoa(i*7919%kept)}
}

func newItem(turn int) load.Make {
	return func(i int) load.Request {
		return load.Request{Method: "POST", Path: "/items", Body: fmt.Sprintf(`{"id":"new-%d-%d","name":"KEY","value":"value","owner":"owner"}`, turn, i)}
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
