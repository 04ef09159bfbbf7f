package pep

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"
)

// IsCleanText reports whether text can be stored and compared the same way everywhere:
// databases disagree about NUL and about invalid UTF-8.
func IsCleanText(raw []byte) bool {
	return utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 && !escapesNUL(raw)
}

// escapesNUL finds \u0000 after an even number of backslashes, which decodes to NUL; after an
// odd number it is six harmless characters.
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

// uncleanField names the field that contains unclean text, if it can be determined. It decodes
// nothing, because the body may have any form and depth.
func uncleanField(raw []byte) string {
	if !utf8.Valid(raw) {
		return ""
	}
	tokens := lenient(raw)
	for tokens.StackDepth() <= maxDepth {
		token, err := tokens.ReadToken()
		if err != nil {
			return ""
		}
		if token.Kind() == jsontext.KindString && strings.ContainsRune(token.String(), 0) {
			return fieldAt(tokens)
		}
	}
	return ""
}

// fieldAt names the value that was just read, and does not repeat an unclean name.
func fieldAt(tokens *jsontext.Decoder) string {
	way := slices.Collect(tokens.StackPointer().Tokens())
	if readName(tokens) || len(way) == 0 {
		return ""
	}
	return ", in " + strings.Join(way, ".")
}

// uncleanParameter names the path parameter that contains unclean text.
func uncleanParameter(parameters gin.Params) string {
	for _, parameter := range parameters {
		if !utf8.ValidString(parameter.Value) || strings.ContainsRune(parameter.Value, 0) {
			return ", in " + parameter.Key
		}
	}
	return ""
}

func uncleanURL(parameters gin.Params) error {
	return BadRequest("The URL holds a NUL character or text that is not UTF-8" + uncleanParameter(parameters))
}

// unescape decodes the path parameters. The route is matched on the escaped path, so an
// escaped slash is part of a name and separates nothing.
func unescape(parameters gin.Params) {
	for i := range parameters {
		if text, err := url.PathUnescape(parameters[i].Value); err == nil {
			parameters[i].Value = text
		}
	}
}

// checkURL refuses a path or query that has more than one interpretation (docs/contract.md
// 1.1).
func checkURL(r *http.Request, parameters gin.Params) error {
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		return uncleanURL(parameters)
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return BadRequest("The query does not parse: it has a percent sign or a semicolon that is not escaped")
	}
	for name, given := range values {
		if !utf8.ValidString(name+given[0]) || strings.ContainsRune(name+given[0], 0) {
			return uncleanURL(parameters)
		}
		if len(given) > 1 {
			return BadRequest("The query has the parameter " + strconv.Quote(name) + " twice")
		}
	}
	return nil
}
