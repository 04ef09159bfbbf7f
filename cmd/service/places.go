package service

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"

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
	if splitInPassword(address) {
		return "PostgreSQL"
	}
	return fmt.Sprintf("PostgreSQL, database %s on %s", address.Database, net.JoinHostPort(address.Host, strconv.Itoa(int(address.Port))))
}

// splitInPassword is whether a URL was taken apart within its password, a part of which
// then stands in the place of the host or the database.
func splitInPassword(address *pgx.ConnConfig) bool {
	return strings.ContainsAny(address.Host+address.Database, "@?#") || strings.Contains(address.Database, "/")
}

// RootKeyPlace says where the root key is, which is to be kept apart from the data.
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

// absolute is a path as a reader finds it from any folder.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
