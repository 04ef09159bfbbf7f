package permissions

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"warder/engine/globs"
)

// A condition value may name attributes of the asking subject, as in
// "/teams/{{identity.metadata.team}}/**" (docs/contract.md 3.5). It is then not compared
// but filled in for each request; see policies/authz/lib/templates.
const (
	templateOpens, templateCloses = "{{", "}}"
	templateSuffix                = "_template" // of operators with such a value, as written
)

// filledSuffix is of operators with parts: expressions at even places, names of
// attributes at odd ones. Negated of a $glob is $noglob.
const filledSuffix = "_filled"

// splitTemplates splits text at its templates: plain text at even places, names
// of attributes at odd ones.
func splitTemplates(text string) ([]string, error) {
	var parts []string
	for {
		plain, rest, found := strings.Cut(text, templateOpens)
		parts = append(parts, plain)
		if !found {
			return parts, nil
		}
		name, after, closed := strings.Cut(rest, templateCloses)
		if !closed {
			return nil, fmt.Errorf("a template that is not closed: expected '}}' after '{{%s'", name)
		}
		attribute, err := attributeOf(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		parts, text = append(parts, attribute), after
	}
}

// attributeOf is the attribute that a template names, without "identity.".
func attributeOf(name string) (string, error) {
	attribute, ofIdentity := strings.CutPrefix(name, "identity.")
	if ofIdentity && (slices.Contains(attributes, attribute) || keyed(attribute)) {
		return attribute, nil
	}
	return "", fmt.Errorf("unknown template '{{%s}}': expected identity.id, identity.name, identity.metadata.KEY, identity.auth.oidc.claims.NAME, "+
		"identity.auth.kubernetes.namespace or .name, or identity.auth.aws. and one of accountId, arn, userId, partition, service, resourceType, resourceName", name)
}

// attributes are those of a fixed name: of the identity, and of the login that issued its
// token.
var attributes = []string{
	"id", "name", "auth.kubernetes.namespace", "auth.kubernetes.name", "auth.aws.accountId", "auth.aws.arn", "auth.aws.userId",
	"auth.aws.partition", "auth.aws.service", "auth.aws.resourceType", "auth.aws.resourceName",
}

// keyed reports whether an attribute is one of a family, under a name of its own.
func keyed(attribute string) bool {
	for _, family := range []string{"metadata.", "auth.oidc.claims."} {
		if key, of := strings.CutPrefix(attribute, family); of && key != "" {
			return true
		}
	}
	return false
}

func joinTemplates(parts []string) string {
	var text strings.Builder
	for i, part := range parts {
		if i%2 == 1 {
			part = templateOpens + "identity." + part + templateCloses
		}
		text.WriteString(part)
	}
	return text.String()
}

// templated returns the parts of a text that names attributes, nil of another.
func templated(text string) []string {
	if parts, err := splitTemplates(text); err == nil && len(parts) > 1 {
		return parts
	}
	return nil
}

// marker stands for the i-th template of a pattern while it is translated.
func marker(i int) rune { return rune(0xF0000 + i) }

const maxMarkers = 0xFFF

var markers = regexp.MustCompile(`\\x\{F0([0-9A-F]{3})\}`)

// withMarkers is the pattern with a character in place of each template. In a
// class that character would not stand for text, so a template there is refused.
func withMarkers(parts []string) (string, error) {
	var pattern strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			if strings.IndexFunc(part, func(r rune) bool { return r >= marker(0) && r <= marker(maxMarkers) }) >= 0 {
				return "", errors.New("a character of the private use area beside a template")
			}
			pattern.WriteString(part)
			continue
		}
		if before := pattern.String(); strings.LastIndexByte(before, '[') > strings.LastIndexByte(before, ']') {
			return "", errors.New("a template inside [..]")
		}
		pattern.WriteRune(marker(i))
	}
	if len(parts) > maxMarkers {
		return "", errors.New("too many templates")
	}
	return pattern.String(), nil
}

// filledGlob are the parts of the expression of a pattern with templates.
func filledGlob(parts []string) (expression []string, negated bool, err error) {
	pattern, err := withMarkers(parts)
	if err != nil {
		return nil, false, err
	}
	regex, negated, err := globs.Translate(pattern)
	if err != nil {
		return nil, false, err
	}
	at := 0
	for _, found := range markers.FindAllStringSubmatchIndex(regex, -1) {
		var i int
		if _, err := fmt.Sscanf(regex[found[2]:found[3]], "%X", &i); err != nil || i >= len(parts) {
			return nil, false, errors.New("a template that is lost")
		}
		expression = append(expression, regex[at:found[0]], parts[i])
		at = found[1]
	}
	return append(expression, regex[at:]), negated, nil
}

// filledTexts are the parts of an expression that matches one of the texts.
func filledTexts(texts []string) []string {
	expression := []string{"^(?:"}
	extend := func(text string) { expression[len(expression)-1] += text }
	for i, text := range texts {
		if i > 0 {
			extend("|")
		}
		parts := templated(text)
		if parts == nil {
			parts = []string{text}
		}
		extend(regexp.QuoteMeta(parts[0]))
		for at := 1; at < len(parts); at += 2 {
			expression = append(expression, parts[at], regexp.QuoteMeta(parts[at+1]))
		}
	}
	extend(")$")
	return expression
}

// perSubject reports whether some condition names an attribute of the subject.
func (c Conditions) perSubject() bool {
	for _, operators := range c {
		for operator := range operators {
			if strings.HasSuffix(operator, templateSuffix) {
				return true
			}
		}
	}
	return false
}

func anyTemplated(values []string) bool {
	return slices.ContainsFunc(values, func(value string) bool { return templated(value) != nil })
}
