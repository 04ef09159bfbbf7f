package pep

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// IsCleanText is whether text can be stored and compared the same way everywhere:
// databases disagree about NUL and about bytes that are no UTF-8.
func IsCleanText(raw []byte) bool {
	return utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 && !escapesNUL(raw)
}

// escapesNUL looks for \u0000 behind an even number of backslashes, which is a
// NUL once JSON is decoded; behind an odd number it is six harmless characters.
func escapesNUL(raw []byte) bool {
	escape := []byte(`\u0000`)
	for {
		at := bytes.Index(raw, escape)
		if at < 0 {
			return false
		}
		before := len(raw[:at]) - len(bytes.TrimRight(raw[:at], `\`))
		if before%2 == 0 {
			return true
		}
		raw = raw[at+len(escape):]
	}
}

// uncleanField says which field of a body is not clean, if that can be told. It
// builds nothing from the body, which may be of any form and depth.
func uncleanField(raw []byte) string {
	if !utf8.Valid(raw) || tooDeep(raw) {
		return ""
	}
	decoder, way := json.NewDecoder(bytes.NewReader(raw)), []step(nil)
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			way = append(way, step{named: token == json.Delim('{')})
			continue
		case json.Delim('}'), json.Delim(']'):
			way = way[:len(way)-1]
		default:
			text, isText := token.(string)
			named := len(way) > 0 && way[len(way)-1].takes(text)
			switch {
			case isText && strings.ContainsRune(text, 0) && named: // a name is not repeated
				return ""
			case isText && strings.ContainsRune(text, 0) && len(way) == 0:
				return ""
			case isText && strings.ContainsRune(text, 0):
				return ", in " + wayTo(way)
			case named:
				continue
			}
		}
		if len(way) > 0 {
			way[len(way)-1].passed()
		}
	}
}

// step is one on the way to a field: the name, or the index of an element.
type step struct {
	named, inValue bool
	name           string
	index          int
}

// takes notes the name of the field whose value follows.
func (s *step) takes(name string) bool {
	if !s.named || s.inValue {
		return false
	}
	s.name, s.inValue = name, true
	return true
}

func (s *step) passed() { s.index, s.inValue = s.index+1, false }

func wayTo(way []step) string {
	names := make([]string, 0, len(way))
	for _, at := range way {
		if at.named {
			names = append(names, at.name)
		} else {
			names = append(names, strconv.Itoa(at.index))
		}
	}
	return strings.Join(names, ".")
}

// uncleanParameter says which parameter of a route is not clean.
func uncleanParameter(parameters gin.Params) string {
	for _, parameter := range parameters {
		if !utf8.ValidString(parameter.Value) || strings.ContainsRune(parameter.Value, 0) {
			return ", in " + parameter.Key
		}
	}
	return ""
}

// unescape decodes the parameters of a route, which is chosen by the path as it
// was sent: a slash that was escaped is one of a name and separates nothing.
func unescape(parameters gin.Params) {
	for i := range parameters {
		if text, err := url.PathUnescape(parameters[i].Value); err == nil {
			parameters[i].Value = text
		}
	}
}

// checkURL refuses a path or a query that could be read in more than one way
// (docs/contract.md 1.1).
func checkURL(r *http.Request, parameters gin.Params) error {
	unclean := BadRequest("The URL holds a NUL character or text that is not UTF-8" + uncleanParameter(parameters))
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		return unclean
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return BadRequest("The query does not parse: it has a percent sign or a semicolon that is not escaped")
	}
	for name, given := range values {
		if !utf8.ValidString(name+given[0]) || strings.ContainsRune(name+given[0], 0) {
			return unclean
		}
		if len(given) > 1 {
			return BadRequest("The query has the parameter " + strconv.Quote(name) + " twice")
		}
	}
	return nil
}
