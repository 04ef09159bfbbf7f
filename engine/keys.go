package engine

import "strings"

// Probe keys are how a compiled role answers without being searched: Compile
// files a regular rule under the keys of what it covers, Keys lists every key
// that covers one place, and a rule applies where the two meet. A key is
// "<environment or *>:<form>", and its last character tells the form:
//
//	E:       everything in environment E
//	E:P$     exactly the path P
//	E:D/     the folder D and all below it ("D/**"; the root is "E:/")
//	E:D/*    the folders directly in D ("D/*")
const (
	anyEnvironment = "*"
	keyExact       = "$"
	keySubtree     = "/"
	keyChild       = "/*"
)

// Keys returns the probe keys of a place, most general last, without
// duplicates. A nil field is one the request lacks: without an environment no
// condition on one holds, without a path no condition on a path does. As in
// CONTRACT 3.4 no wildcard reaches a segment that starts with a dot. A path is
// expected in canonical form; one that does not begin with a slash is covered
// by no folder.
func Keys(environment, secretPath *string) []string {
	environments := []string{anyEnvironment}
	if environment != nil && plainEnvironment(*environment) {
		environments = []string{*environment, anyEnvironment}
	}
	forms := []string{}
	if secretPath != nil {
		forms = pathForms(*secretPath)
	}
	forms = append(forms, "")
	keys := make([]string, 0, len(environments)*len(forms))
	for _, e := range environments {
		for _, form := range forms {
			keys = append(keys, e+":"+form)
		}
	}
	return keys
}

// plainEnvironment tells whether an environment can stand in a key. Others are
// compared by the rules that no key expresses.
func plainEnvironment(environment string) bool {
	return !strings.ContainsAny(environment, ":*")
}

func pathForms(path string) []string {
	forms := []string{path + keyExact}
	if !strings.HasPrefix(path, "/") {
		return forms
	}
	if parent, ok := parentByStar(path); ok {
		forms = append(forms, parent+keyChild)
	}
	for end := len(path); ; {
		if !strings.HasSuffix(path[:end], "/") {
			forms = append(forms, path[:end]+keySubtree)
		}
		slash := strings.LastIndex(path[:end], "/")
		if slash < 0 || path[slash+1:end] != "" && path[slash+1] == '.' {
			return forms
		}
		end = slash
	}
}

// parentByStar returns the D whose pattern "D/*" matches the path. Such a
// pattern lets one slash follow.
func parentByStar(path string) (string, bool) {
	trimmed := strings.TrimSuffix(path, "/")
	slash := strings.LastIndex(trimmed, "/")
	if slash < 0 || strings.HasPrefix(path[slash+1:], ".") {
		return "", false
	}
	return trimmed[:slash], true
}
