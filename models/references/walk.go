package references

// walk visits the text of a secret piece by piece, and the texts that its references lead
// to. Every traversal uses it, so that the limits count all work.
type walk struct {
	*follower
	most  int // steps after which it stops
	spent cost
	// Callbacks for the pieces; nil ones are skipped.
	plain func(string)
	enter func(*text)
	leave func()

	within map[string]bool
}

// from visits a text. It is whole unless a limit stopped it.
func (w *walk) from(top *text) (whole bool, err error) {
	w.within = map[string]bool{}
	return w.visit(top)
}

func (w *walk) visit(from *text) (whole bool, err error) {
	if from.beyond {
		return false, nil
	}
	id := from.secret.ID
	w.within[id] = true
	defer delete(w.within, id)
	if w.enter != nil {
		w.enter(from)
		defer w.leave()
	}
	for _, p := range from.pieces {
		if whole, err = w.piece(p); !whole {
			return false, err
		}
	}
	return true, nil
}

func (w *walk) piece(p piece) (whole bool, err error) {
	w.spent.steps++
	if err := w.budget.step(); err != nil {
		return false, err
	}
	target := w.target(p, len(w.within))
	switch {
	case target == nil:
		w.spent.bytes += len(p.text)
		if w.plain != nil {
			w.plain(p.text)
		}
	case w.within[target.secret.ID]: // cut
	default:
		w.spent.replacements++
		if whole, err := w.visit(target); !whole {
			return false, err
		}
	}
	return w.spent.steps <= w.most && !w.spent.tooMuch(), nil
}
