package store

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// CheckAddress returns an error wrapping ErrURL if the address of a database is invalid.
// The error repeats no part of the address, because a mistake can make any part of it a
// piece of the password. A file of SQLite is checked when it is opened.
func CheckAddress(address string) error {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite", "file":
		if strings.Trim(rest, "/") == "" {
			return fmt.Errorf("%w: the path is missing", ErrURL)
		}
		return nil
	case "postgres", "postgresql":
		if strings.Trim(rest, "/") == "" {
			return fmt.Errorf("%w: the host is missing", ErrURL)
		}
		_, err := pgx.ParseConfig(address)
		if problem := addressProblem(address, err != nil); problem != "" {
			return fmt.Errorf("%w: %s", ErrURL, problem)
		}
		return nil
	}
	return ErrURL
}

const encoded = "characters of a password such as @ : / ? # % have to be percent-encoded, as in p%40ss for p@ss"

// addressProblem describes the problem of an address, refused by pgx or not: pgx ignores
// TLS parameters where it does not use TLS.
func addressProblem(address string, refused bool) string {
	parsed, err := url.Parse(address)
	if err != nil && !refused {
		return "" // words of libpq
	}
	if err != nil && strings.Contains(err.Error(), "invalid port") {
		return "the port is no number from 1 to 65535; or " + encoded
	}
	if err != nil {
		return "it is no URL; " + encoded
	}
	for host := range strings.SplitSeq(parsed.Host, ",") {
		if _, port, err := net.SplitHostPort(host); err == nil && !validPort(port) {
			return "the port is no number from 1 to 65535; or " + encoded
		}
	}
	for _, parameter := range parameters {
		if problem := parameter.problem(parsed.Query(), refused); problem != "" {
			return parameter.name + ": " + problem
		}
	}
	if !refused {
		return ""
	}
	return "a parameter behind ? has a value that it cannot have; or " + encoded
}

func validPort(port string) bool {
	number, err := strconv.ParseUint(port, 10, 16)
	return err == nil && number > 0
}

// parameter is one that can be wrong in an address, or in the environment.
type parameter struct {
	name, variable string
	words          []string // that it can be; nil for a file
}

// parameters are in an order in which the first one that is wrong is the cause.
var parameters = []parameter{
	{"port", "PGPORT", nil},
	{"sslmode", "PGSSLMODE", []string{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}},
	{"sslrootcert", "PGSSLROOTCERT", nil},
	{"sslcert", "PGSSLCERT", nil},
	{"sslkey", "PGSSLKEY", nil},
	{"target_session_attrs", "PGTARGETSESSIONATTRS", []string{"any", "read-write", "read-only", "primary", "standby", "prefer-standby"}},
	{"default_query_exec_mode", "", []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"}},
	{"connect_timeout", "PGCONNECT_TIMEOUT", nil},
}

func (p parameter) problem(query url.Values, environment bool) string {
	value := query.Get(p.name)
	if value == "" && environment && p.variable != "" {
		value = os.Getenv(p.variable)
	}
	switch {
	case value == "", p.name == "sslrootcert" && value == "system":
		return ""
	case p.words != nil && !slices.Contains(p.words, value):
		return "want " + strings.Join(p.words, ", ")
	case p.name == "port" && !validPort(value):
		return "want a number from 1 to 65535"
	case p.name == "connect_timeout":
		if _, err := strconv.ParseUint(value, 10, 31); err != nil {
			return "want a number of seconds"
		}
	case strings.HasPrefix(p.name, "ssl") && p.words == nil:
		return fileProblem(value)
	}
	return ""
}

// fileProblem is why a file of certificates or keys is of no use, without its name.
func fileProblem(path string) string {
	text, err := os.ReadFile(path)
	var failure *os.PathError
	switch {
	case errors.As(err, &failure):
		return "the file cannot be read: " + failure.Err.Error()
	case err != nil:
		return "the file cannot be read"
	case !strings.Contains(string(text), "-----BEGIN "):
		return "the file holds nothing in PEM"
	}
	return ""
}
