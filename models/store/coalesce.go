package store

// Coalescing is what changes that may be made by one statement have in common.
type Coalescing interface {
	// Key names the row that the change writes and the state that it requires.
	// Changes with equal keys may be made together.
	Key() string
	// Change makes the change together with others of its key: all of them or none.
	Change(others ...Coalescing) Statement
}

// coalescing returns how a member's changes join those of others; nil if they cannot. Only
// changes followed by insertions alone can.
func coalescing(changes []Statement) Coalescing {
	for _, c := range changes[1:] {
		if c.insertion == nil {
			return nil
		}
	}
	return changes[0].Coalescing
}

// alike groups members by what their first change writes, in the order in which
// they came. A change that cannot be coalesced is a group of its own.
func alike(members []*member) [][]*member {
	lists := make([][]*member, 0, 1)
	at := map[string]int{}
	for _, m := range members {
		if shared := coalescing(m.changes); shared != nil {
			if i, found := at[shared.Key()]; found {
				lists[i] = append(lists[i], m)
				continue
			}
			at[shared.Key()] = len(lists)
		}
		lists = append(lists, []*member{m})
	}
	return lists
}

// coalesced merges the changes of members with the same key: all first changes or no
// change at all, then all insertions.
func coalesced(members []*member) []Statement {
	if len(members) == 1 {
		return members[0].changes
	}
	others := make([]Coalescing, 0, len(members)-1)
	for _, m := range members[1:] {
		others = append(others, m.changes[0].Coalescing)
	}
	changes := []Statement{members[0].changes[0].Coalescing.Change(others...)}
	for _, m := range members {
		changes = append(changes, m.changes[1:]...)
	}
	return changes
}

// compact inserts the rows of one table by as few changes as insertSizes allow.
// Tables keep the order in which they come first, and so their references.
func compact(changes []Statement) []Statement {
	rows := map[*insertion][]any{}
	order := []*insertion{}
	for _, c := range changes[1:] {
		if c.insertion == nil {
			return changes
		}
		if _, found := rows[c.insertion]; !found {
			order = append(order, c.insertion)
		}
		rows[c.insertion] = append(rows[c.insertion], c.Args...)
	}
	compacted := changes[:1:1]
	for _, of := range order {
		compacted = append(compacted, of.changes(rows[of])...)
	}
	return compacted
}
