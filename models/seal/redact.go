package seal

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every secret of this package shows of itself wherever it
// is printed, logged or encoded.
const Redacted = "[redacted]"

// redacted is embedded by what must never be printed. Its methods cover fmt
// with every verb, encoding/json, text encodings and slog. They do not help a
// value inside an unexported field, which fmt reads by reflection without
// asking: so a type that embeds redacted keeps its bytes as *string. That
// fmt prints as an address under every verb; a pointer to an array, a struct or
// a slice it follows under those that do not suit a pointer, such as %s.
type redacted struct{}

// String hides the value from fmt.Stringer's users.
func (redacted) String() string { return Redacted }

// GoString hides the value from %#v.
func (redacted) GoString() string { return Redacted }

// Format hides the value from every verb and flag, %x and %q among them.
func (redacted) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// MarshalJSON hides the value from encoding/json.
func (redacted) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText hides the value from YAML, XML and map keys.
func (redacted) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue hides the value from slog.
func (redacted) LogValue() slog.Value { return slog.StringValue(Redacted) }
