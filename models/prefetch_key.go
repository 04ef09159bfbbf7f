package models

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
)

// keyOf names a question by everything that it says.
func keyOf(of *table, order string, scope ScopeRef, where string, args []any) string {
	var space [keySpace]byte
	return string(appendKey(space[:0], of, order, scope, where, args))
}

// keySpace is enough for most keys.
const keySpace = 384

func appendKey(key []byte, of *table, order string, scope ScopeRef, where string, args []any) []byte {
	key = append(key, of.name...)
	for _, part := range []any{order, scope.Org, scope.Project, where} {
		key = appendArgument(key, part)
	}
	for _, arg := range args {
		key = appendArgument(key, arg)
	}
	return key
}

// appendArgument writes a value so that no two lists of values look alike.
func appendArgument(key []byte, arg any) []byte {
	switch arg := arg.(type) {
	case string:
		return append(append(strconv.AppendInt(append(key, '/'), int64(len(arg)), 10), ':'), arg...)
	case bool:
		return strconv.AppendBool(append(key, '/'), arg)
	case []string:
		key = strconv.AppendInt(append(key, '['), int64(len(arg)), 10)
		for _, member := range slices.Sorted(slices.Values(arg)) {
			key = appendArgument(key, member)
		}
		return key
	case driver.Valuer:
		value, err := arg.Value()
		return fmt.Appendf(key, "/%T %v %v", value, value, err)
	}
	return fmt.Appendf(key, "/%T %v", arg, arg)
}

// texts are values of a text column in one list.
func texts(values []any) []string {
	list := make([]string, 0, len(values))
	for _, value := range values {
		list = append(list, fmt.Sprint(value))
	}
	return list
}
