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

// foreign are variables that others than the operator of Warder have named: hosting
// platforms, and OpenTelemetry. The variable of the setting goes before each.
var foreign = map[string]string{
	"DATABASE_URL":                "database-url",
	"OTEL_EXPORTER_OTLP_ENDPOINT": "otlp-endpoint",
	"OTEL_EXPORTER_OTLP_HEADERS":  "otlp-headers",
}

// kubernetesVariable matches what Kubernetes puts into every container of a
// namespace with a Service named warder. They are no configuration of the operator.
var kubernetesVariable = regexp.MustCompile(`^WARDER_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$`)

// What commands that ask a server take from the environment; none of it is a
// setting of one.
const (
	TokenVariable        = "WARDER_TOKEN"         // an access token
	ServerVariable       = "WARDER_SERVER"        // the address
	ClientIDVariable     = "WARDER_CLIENT_ID"     // and, with the next, a login
	ClientSecretVariable = "WARDER_CLIENT_SECRET" // of a machine identity
)

// ofCommands is whether a variable is one of those.
func ofCommands(name string) bool {
	return slices.Contains([]string{TokenVariable, ServerVariable, ClientIDVariable, ClientSecretVariable}, name)
}

// testPrefix starts the variables that the project's own tests read.
const testPrefix = "WARDER_TEST_"

// namesByVariable are the settings by their names in the environment.
func namesByVariable() map[string]string {
	names := map[string]string{variable(configKey): configKey}
	maps.Copy(names, foreign)
	for _, s := range settings() {
		names[s.variable()] = s.name
	}
	return names
}

// environmentKey is the setting that a variable sets, or "" for one to skip.
func environmentKey(names map[string]string, name, value string) (key string, problem error) {
	key, known := names[name]
	switch {
	case known && key == configKey, ofCommands(name), kubernetesVariable.MatchString(name), strings.HasPrefix(name, testPrefix):
		return "", nil
	case known && value == "":
		return "", nil // as unset: templates of deployments leave empty variables
	case known:
		return key, nil
	case !strings.HasPrefix(name, envPrefix):
		return "", nil // starts like one of others
	}
	return "", unknown("variable", name, keysOf(names))
}

// fileKeyProblem says what is wrong with a key of the file, if anything.
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

// unknown is the complaint about a name, with the one that was probably meant.
func unknown(kind, name string, known []string) error {
	return fmt.Errorf("unknown %s %s; did you mean %s?", kind, name, Nearest(name, known))
}

// Nearest is the member of known that takes the fewest edits to get to from
// name, the first in the alphabet of several; "" when known is empty.
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
