package store

import (
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// silence is how long a connection to an unresponsive peer is kept, idle or with data in
// flight.
const silence = 5 * time.Second

// hosts are the servers that an address names. The one that was found to be the primary
// is tried first: one that is cut off would take each new connection its timeout.
type hosts struct {
	endpoints [][]*pgconn.FallbackConfig // of each host, with TLS and without
	preferred atomic.Int64
}

// hostsOf are those of a configuration, in its order.
func hostsOf(config *pgx.ConnConfig) *hosts {
	h := &hosts{}
	for _, endpoint := range endpointsOf(config) {
		at := slices.IndexFunc(h.endpoints, func(known []*pgconn.FallbackConfig) bool {
			return known[0].Host == endpoint.Host && known[0].Port == endpoint.Port
		})
		if at < 0 {
			at = len(h.endpoints)
			h.endpoints = append(h.endpoints, nil)
		}
		h.endpoints[at] = append(h.endpoints[at], endpoint)
	}
	return h
}

func endpointsOf(config *pgx.ConnConfig) []*pgconn.FallbackConfig {
	first := &pgconn.FallbackConfig{Host: config.Host, Port: config.Port, TLSConfig: config.TLSConfig}
	return append([]*pgconn.FallbackConfig{first}, config.Fallbacks...)
}

// order has a configuration try the preferred host first.
func (h *hosts) order(config *pgx.ConnConfig) {
	preferred := int(h.preferred.Load())
	ordered := slices.Clone(h.endpoints[preferred])
	for i, endpoints := range h.endpoints {
		if i != preferred {
			ordered = append(ordered, endpoints...)
		}
	}
	aim(config, ordered)
}

// only is a configuration for one of the hosts.
func (h *hosts) only(config *pgx.ConnConfig, host int) *pgx.ConnConfig {
	one := config.Copy()
	aim(one, h.endpoints[host])
	return one
}

func aim(config *pgx.ConnConfig, endpoints []*pgconn.FallbackConfig) {
	config.Host, config.Port, config.TLSConfig = endpoints[0].Host, endpoints[0].Port, endpoints[0].TLSConfig
	config.Fallbacks = endpoints[1:]
}

// patient bounds the opening of a connection, unless the address does: each host gets its
// share of the time that a caller waits for a connection, so that a cut-off host is noticed.
func (h *hosts) patient(config *pgx.ConnConfig, acquire time.Duration) {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = acquire * 9 / 10 / time.Duration(len(h.endpoints))
	}
	dialer := &net.Dialer{
		Timeout:         config.ConnectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 2, Interval: time.Second, Count: 3},
		Control: func(network, _ string, raw syscall.RawConn) error {
			if !strings.HasPrefix(network, "tcp") {
				return nil
			}
			return giveUpAfter(raw, silence)
		},
	}
	config.DialFunc = dialer.DialContext
}
