package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"warder/tests/bench/load"
	"warder/tests/binary"
)

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
