package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

// postgresConnections is the size of the pool by default: what a few cores keep
// busy, and little enough for several replicas on one server.
const postgresConnections = 16

// connectionLifetime lets replicas spread again after a failover.
const connectionLifetime = 30 * time.Minute

// openPostgres opens one pool, which keeps as many connections as it may open:
// opening one costs far more than the queries of a request.
func openPostgres(url string, options Options) (*Store, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, ErrURL // pgx would repeat parts of the address
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "warder"
	}
	servers, known := hostsOf(config), &generations{}
	servers.patient(config, options.AcquireTimeout)
	unwatched := config.Copy()
	config.Tracer = &statements{options.Tracer, known, options.LongestStatement}
	known.watch(config)
	line, several := &lineage{}, len(servers.endpoints) > 1
	if several {
		config.ValidateConnect = line.admit(config.ValidateConnect, known)
	}
	found := &pooling{}
	pool := openPool(config, servers, known, found)
	size := options.MaxConnections
	if size < 2 {
		size = postgresConnections
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxLifetime(connectionLifetime)
	db, err := connect(postgres.New(postgres.Config{Conn: pool}))
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	opened := &Store{dialect: Postgres, writer: db, reader: db, acquire: options.AcquireTimeout, longest: options.LongestStatement, known: known}
	if prepared(config.DefaultQueryExecMode) {
		opened.pooling = found
	}
	if several {
		unwatched.ValidateConnect = nil
		opened.primary = watchPrimary(unwatched, servers, known, line)
	}
	return opened, nil
}

// openPool opens connections to the preferred host that know their generation.
func openPool(config *pgx.ConnConfig, servers *hosts, known *generations, found *pooling) *sql.DB {
	prepares := config.RuntimeParams["plan_cache_mode"] == "" && prepared(config.DefaultQueryExecMode)
	opened := func(ctx context.Context, connection *pgx.Conn) error {
		if !prepares || found.loses.Load() {
			return nil
		}
		return planOnce(ctx, connection)
	}
	opening := func(_ context.Context, config *pgx.ConnConfig) error {
		servers.order(config)
		if found.loses.Load() {
			config.DefaultQueryExecMode = pgx.QueryExecModeExec
		}
		known.opening(config)
		return nil
	}
	return stdlib.OpenDB(*config, stdlib.OptionBeforeConnect(opening), stdlib.OptionAfterConnect(opened), stdlib.OptionResetSession(known.reset))
}

// prepared reports whether a connection keeps prepared statements. Behind a pooler in
// transaction mode it must not, unless the pooler knows them, and then it must leave
// no setting behind either: default_query_exec_mode=exec in the address says so, or
// detectPooler finds out.
func prepared(mode pgx.QueryExecMode) bool {
	return mode == pgx.QueryExecModeCacheStatement || mode == pgx.QueryExecModeCacheDescribe
}

// planOnce makes a connection plan each prepared statement once. The plans do not depend on
// values, and planning costs more than execution. It is not a startup parameter, because
// poolers refuse unknown ones.
func planOnce(ctx context.Context, connection *pgx.Conn) error {
	_, err := connection.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
	return err
}
