package service

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

const envPrefix = "WARDER_"

// foreign maps variables with names chosen by others, hosting platforms and OpenTelemetry, to
// settings. The setting's own variable takes precedence.
var foreign = map[string]string{
	"DATABASE_URL":                "database-url",
	"OTEL_EXPORTER_OTLP_ENDPOINT": "otlp-endpoint",
	"OTEL_EXPORTER_OTLP_HEADERS":  "otlp-headers",
}

// kubernetesVariable matches the variables that Kubernetes sets in every container of a
// namespace with a Service named warder. They are not part of the operator's configuration.
var kubernetesVariable = regexp.MustCompile(`^WARDER_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$`)

// Environment variables of commands that call a server; a server does not read them.
const (
	TokenVariable        = "WARDER_TOKEN"         // an access token
	ServerVariable       = "WARDER_SERVER"        // the address
	ClientIDVariable     = "WARDER_CLIENT_ID"     // with the next one, a login
	ClientSecretVariable = "WARDER_CLIENT_SECRET" // of a machine identity
)

// ofCommands reports whether a variable is one of these.
func ofCommands(name string) bool {
	return slices.Contains([]string{TokenVariable, ServerVariable, ClientIDVariable, ClientSecretVariable}, name)
}

// testPrefix is the prefix of variables that the project's tests read.
const testPrefix = "WARDER_TEST_"

// namesByVariable maps environment variables to settings.
func namesByVariable() map[string]string {
	names := map[string]string{variable(configKey): configKey}
	maps.Copy(names, foreign)
	for _, s := range settings() {
		names[s.variable()] = s.name
	}
	return names
}

// environmentKey is the setting of a variable, or "" for one to ignore.
func environmentKey(names map[string]string, name, value string) (key string, problem error) {
	key, known := names[name]
	switch {
	case known && key == configKey, ofCommands(name), kubernetesVariable.MatchString(name), strings.HasPrefix(name, testPrefix):
		return "", nil
	case known && value == "":
		return "", nil // like unset: deployment templates leave empty variables
	case known:
		return key, nil
	case !strings.HasPrefix(name, envPrefix):
		return "", nil // belongs to another program
	}
	return "", unknown("variable", name, keysOf(names))
}

// fileKeyProblem returns an error for an invalid key of the file.
func fileKeyProblem(key string) error {
	names := make([]string, 0, len(settings()))
	for _, s := range settings() {
		if s.name == key && s.envOnly {
			return fmt.Errorf("%s is taken from %s only, not from a file", key, s.variable())
		}
		if s.name == key {
			return nil
		}
		if !s.envOnly {
			names = append(names, s.name)
		}
	}
	return unknown("key", key, names)
}

// unknown is the error for an unknown name, with the closest known one.
func unknown(kind, name string, known []string) error {
	return fmt.Errorf("unknown %s %s; did you mean %s?", kind, name, Nearest(name, known))
}

// Nearest is the member of known with the smallest edit distance to name, the alphabetically
// first of several; "" if known is empty.
func Nearest(name string, known []string) string {
	slices.Sort(known)
	nearest, least := "", -1
	for _, candidate := range known {
		edits := levenshtein.ComputeDistance(name, candidate)
		if least < 0 || edits < least {
			nearest, least = candidate, edits
		}
	}
	return nearest
}

func keysOf(names map[string]string) []string {
	keys := make([]string, 0, len(names))
	for key := range names {
		if foreign[key] == "" {
			keys = append(keys, key)
		}
	}
	return keys
}
