package service

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// DataPlace is the location of the data, without credentials.
func (c *Config) DataPlace() string {
	if path := c.sqliteFile(); path != "" {
		return absolute(path)
	}
	address, err := pgx.ParseConfig(c.Database().Reveal())
	if err != nil {
		return "PostgreSQL" // the error may contain the password
	}
	if splitInPassword(address) {
		return "PostgreSQL"
	}
	return fmt.Sprintf("PostgreSQL, database %s on %s", address.Database, net.JoinHostPort(address.Host, strconv.Itoa(int(address.Port))))
}

// splitInPassword reports whether a URL was split inside its password, so that a part of the
// password became the host or the database name.
func splitInPassword(address *pgx.ConnConfig) bool {
	return strings.ContainsAny(address.Host+address.Database, "@?#") || strings.Contains(address.Database, "/")
}

// RootKeyPlace is the location of the root key, which should be stored apart from the data.
func (c *Config) RootKeyPlace() string {
	place := absolute(c.rootKeyPath())
	if !c.RootKey.Empty() {
		place = variable("root-key")
	}
	if c.RootKeyKMS != "" {
		place += ", wrapped by " + c.RootKeyKMS
	}
	return place
}

// absolute is an absolute path.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
