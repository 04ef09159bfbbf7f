// Package cluster breaks a database cluster beneath running servers: Patroni, etcd and
// PostgreSQL by the files of deploy/patroni, in network namespaces of one machine.
// `make test-cluster` runs it; it needs root, and what .ci/packages installs.
package cluster
