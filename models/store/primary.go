package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// lookEvery is how often each host is asked whether it is the primary.
const lookEvery = time.Second

// primary watches the hosts of an address with several, and has the pool leave a server
// that is the primary no more: one that was demoted behind a pooler answers reads as ever,
// and one whose failover was decided without it takes writes too.
type primary struct {
	hosts   *hosts
	known   *generations
	lineage *lineage
	was     []bool // by host, whether it was the primary when it was seen last

	stop  context.CancelFunc
	ended sync.WaitGroup
}

// watchPrimary asks each host in the background, until Close.
func watchPrimary(config *pgx.ConnConfig, of *hosts, known *generations, line *lineage) *primary {
	ctx, stop := context.WithCancel(context.Background())
	p := &primary{hosts: of, known: known, lineage: line, was: make([]bool, len(of.endpoints)), stop: stop}
	for host := range of.endpoints {
		p.ended.Go(func() { p.follow(ctx, host, &of.only(config, host).Config) })
	}
	return p
}

// Close ends the watch.
func (p *primary) Close() {
	if p == nil {
		return
	}
	p.stop()
	p.ended.Wait()
}

// follow asks one host again and again, by a connection that it keeps.
func (p *primary) follow(ctx context.Context, host int, config *pgconn.Config) {
	var connection *pgconn.PgConn
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		connection = p.ask(ctx, host, config, connection)
		select {
		case <-tick.C:
		case <-ctx.Done():
			if connection != nil {
				_ = connection.Close(context.WithoutCancel(ctx)) // the program ends
			}
			return
		}
	}
}

// ask looks once, and answers the connection if it is still good.
func (p *primary) ask(ctx context.Context, host int, config *pgconn.Config, connection *pgconn.PgConn) *pgconn.PgConn {
	ctx, cancel := context.WithTimeout(ctx, 2*lookEvery)
	defer cancel()
	if connection == nil {
		opened, err := pgconn.ConnectConfig(ctx, config)
		if err != nil {
			return nil
		}
		connection = opened
	}
	seen, err := look(ctx, connection)
	if err != nil {
		_ = connection.Close(ctx) // it broke
		return nil
	}
	p.saw(host, seen)
	return connection
}

// saw draws the consequences of what a host says.
func (p *primary) saw(host int, seen sighting) {
	if seen.system == "" {
		return
	}
	was := p.was[host]
	p.was[host] = !seen.standby
	if seen.standby {
		if was {
			p.known.retireAll()
		}
		return
	}
	switch p.lineage.compare(seen) {
	case promote:
		p.hosts.preferred.Store(int64(host))
		p.known.retireAll()
	case same:
		p.hosts.preferred.Store(int64(host))
	case former:
		p.was[host] = false
	}
}
