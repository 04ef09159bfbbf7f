package service

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// DataPlace says where the data is, without a credential.
func (c *Config) DataPlace() string {
	if path := c.sqliteFile(); path != "" {
		return absolute(path)
	}
	address, err := pgx.ParseConfig(c.Database().Reveal())
	if err != nil {
		return "PostgreSQL" // the error may hold the password
	}
	return fmt.Sprintf("PostgreSQL, database %s on %s", address.Database, net.JoinHostPort(address.Host, strconv.Itoa(int(address.Port))))
}

// RootKeyPlace says where the root key is, which is to be kept apart from the data.
func (c *Config) RootKeyPlace() string {
	if !c.RootKey.Empty() {
		return variable("root-key")
	}
	return absolute(c.rootKeyPath())
}

// absolute is a path as a reader finds it from any folder.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
