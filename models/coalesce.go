package models

// spent is what changes spend that can be told in one statement with the
// uses of others, or nil: then it is followed by anything but new rows.
func spent(changes []change) *spending {
	for _, c := range changes[1:] {
		if c.insertion == nil {
			return nil
		}
	}
	return changes[0].spending
}

// alike are members by what they spend, in the order in which they came, each
// alone who can be told with no other.
func alike(members []*member) [][]*member {
	lists := make([][]*member, 0, 1)
	at := map[string]int{}
	for _, m := range members {
		spending := spent(m.changes)
		if spending != nil {
			if i, found := at[spending.key()]; found {
				lists[i] = append(lists[i], m)
				continue
			}
			at[spending.key()] = len(lists)
		}
		lists = append(lists, []*member{m})
	}
	return lists
}

// coalesced are the changes of members who spend the same, as those of one: all of
// their uses, or none, and then all rows.
func coalesced(members []*member) []change {
	if len(members) == 1 {
		return members[0].changes
	}
	all := &spending{orgID: members[0].changes[0].spending.orgID}
	changes := []change{{}}
	for _, m := range members {
		all.uses = append(all.uses, m.changes[0].spending.uses...)
		changes = append(changes, m.changes[1:]...)
	}
	changes[0] = all.change()
	return changes
}

// compact inserts the rows of one table by as few changes as insertSizes allow.
// Tables keep the order in which they come first, and so their references.
func compact(changes []change) []change {
	rows := map[*insertion][]any{}
	order := []*insertion{}
	for _, c := range changes[1:] {
		if c.insertion == nil {
			return changes
		}
		if _, found := rows[c.insertion]; !found {
			order = append(order, c.insertion)
		}
		rows[c.insertion] = append(rows[c.insertion], c.args...)
	}
	compacted := changes[:1:1]
	for _, of := range order {
		compacted = append(compacted, of.changes(rows[of])...)
	}
	return compacted
}
