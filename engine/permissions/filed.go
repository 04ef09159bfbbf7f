package permissions

import "strings"

// maxKeysPerRule bounds what one rule with two long $in lists multiplies to.
const maxKeysPerRule = 1024

// keysOf returns the probe keys of settled conditions. It reports false for
// what no key can express: other fields, several operators on one field, $ne,
// globs but "D/**", "D/*" and literal ones, odd environments.
func keysOf(conditions Conditions) (keys []string, regular bool) {
	environments, forms := []string{anyEnvironment}, []string{""}
	for field, operators := range conditions {
		switch field {
		case FieldEnvironment:
			environments, regular = environmentKeys(operators)
		case FieldSecretPath:
			forms, regular = pathKeys(operators)
		default:
			regular = false
		}
		if !regular {
			return nil, false
		}
	}
	if len(environments)*len(forms) > maxKeysPerRule {
		return nil, false
	}
	for _, e := range environments {
		for _, form := range forms {
			keys = append(keys, e+":"+form)
		}
	}
	return keys, true
}

func environmentKeys(operators map[string]any) ([]string, bool) {
	values, ok := listed(operators)
	if !ok {
		return nil, false
	}
	for _, value := range values {
		if !plainEnvironment(value) {
			return nil, false
		}
	}
	return values, true
}

func pathKeys(operators map[string]any) ([]string, bool) {
	if pattern, ok := operators[OpGlob].(string); ok && len(operators) == 2 { // with its companion
		form, ok := globKey(pattern)
		return []string{form}, ok
	}
	values, ok := listed(operators)
	forms := make([]string, len(values))
	for i, value := range values {
		forms[i] = value + keyExact
	}
	return forms, ok
}

// listed returns the values that a lone $eq or $in permits.
func listed(operators map[string]any) ([]string, bool) {
	if len(operators) != 1 {
		return nil, false
	}
	if value, ok := operators[OpEq].(string); ok {
		return []string{value}, true
	}
	return texts(operators[OpIn])
}

func globKey(pattern string) (string, bool) {
	if pattern == "**" {
		return keySubtree, true
	}
	if literalGlob(pattern) {
		return pattern + keyExact, true
	}
	if folder, ok := strings.CutSuffix(pattern, "/**"); ok && literalFolder(folder) {
		return folder + keySubtree, true
	}
	if folder, ok := strings.CutSuffix(pattern, "/*"); ok && literalFolder(folder) {
		return folder + keyChild, true
	}
	return "", false
}

// literalGlob reports whether a pattern matches its own text and nothing else.
// It errs on the side of no, as the policy's globs library does.
func literalGlob(pattern string) bool {
	return pattern != "" && !strings.ContainsAny(pattern, "*?[]{}()!+@|\\\",^$\x00") && !strings.HasPrefix(pattern, "./")
}

// literalFolder reports whether text is a folder without wildcards and without
// empty segments. The root is the empty text.
func literalFolder(text string) bool {
	if text == "" {
		return true
	}
	return strings.HasPrefix(text, "/") && !strings.HasSuffix(text, "/") && !strings.Contains(text, "//") && literalGlob(text)
}
