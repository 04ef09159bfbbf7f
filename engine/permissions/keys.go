package permissions

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
// docs/contract.md 3.4 no wildcard reaches a segment that starts with a dot. A path is
// expected in canonical form; one that does not begin with a slash is covered
// by no folder.
func Keys(environment, secretPath *string) []string {
	var list keyList
	if environment != nil && plainEnvironment(*environment) {
		list.addAll(*environment, secretPath)
	}
	list.addAll(anyEnvironment, secretPath)
	return list.keys()
}

// plainEnvironment tells whether an environment can stand in a key. Others are
// compared by the rules that no key expresses.
func plainEnvironment(environment string) bool {
	return !strings.ContainsAny(environment, ":*")
}

// keyList collects keys in one piece of text, because every request makes some.
type keyList struct {
	text strings.Builder
	ends []int
}

func (l *keyList) add(parts ...string) {
	for _, part := range parts {
		l.text.WriteString(part)
	}
	l.ends = append(l.ends, l.text.Len())
}

func (l *keyList) keys() []string {
	text, start := l.text.String(), 0
	keys := make([]string, len(l.ends))
	for i, end := range l.ends {
		keys[i], start = text[start:end], end
	}
	return keys
}

// addAll adds the keys of a path in one environment, or in any.
func (l *keyList) addAll(environment string, path *string) {
	if path != nil {
		l.add(environment, ":", *path, keyExact)
		if strings.HasPrefix(*path, "/") {
			l.addFolders(environment, *path)
		}
	}
	l.add(environment, ":")
}

func (l *keyList) addFolders(environment, path string) {
	if parent, ok := parentByStar(path); ok {
		l.add(environment, ":", parent, keyChild)
	}
	for end := len(path); ; {
		if !strings.HasSuffix(path[:end], "/") {
			l.add(environment, ":", path[:end], keySubtree)
		}
		slash := strings.LastIndex(path[:end], "/")
		if slash < 0 || strings.HasPrefix(path[slash+1:end], ".") {
			return
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
