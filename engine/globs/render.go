package globs

import "strings"

// Pieces of the expressions. No wildcard matches a dot at the start of a
// segment. Paths may have empty segments ("/a//b"), as in picomatch.
const (
	reName    = `[^/.][^/]*`                          // a segment, neither empty nor hidden
	reSegment = `(?:` + reName + `)?`                 // the same or empty
	reSpan    = reSegment + `(?:/` + reSegment + `)*` // what ** covers
)

func render(alternatives [][]atom, open bool) string {
	texts := make([]string, len(alternatives))
	for i, alternative := range alternatives {
		w := writer{atoms: settleStars(alternative), open: open}
		texts[i] = w.write()
	}
	return "^(?:" + strings.Join(texts, "|") + ")$"
}

// settleStars decides for each ** whether it spans segments: only where it is
// a whole segment, else it is a *. Repeated ones say nothing new.
func settleStars(atoms []atom) []atom {
	settled := make([]atom, 0, len(atoms))
	for i, a := range atoms {
		begins := i == 0 || atoms[i-1].kind == atomSlash
		ends := i+1 == len(atoms) || atoms[i+1].kind == atomSlash
		if a.kind == atomTwo && !(begins && ends) {
			a.kind = atomStar
		}
		n := len(settled)
		switch {
		case a.kind == atomStar && n > 0 && settled[n-1].kind == atomStar:
			settled[n-1] = a
		case a.kind == atomTwo && n > 1 && settled[n-2].kind == atomTwo:
			settled = settled[:n-1]
		default:
			settled = append(settled, a)
		}
	}
	return settled
}

// writer writes one alternative, atom by atom.
type writer struct {
	atoms []atom
	at    int
	open  bool // see endsOpen
	out   strings.Builder
}

func (w *writer) write() string {
	for w.at < len(w.atoms) {
		switch a := w.atoms[w.at]; {
		case a.kind == atomTwo:
			w.leadingSpan(a)
		case a.kind == atomSlash && w.kindAt(w.at+1) == atomTwo:
			w.span()
		case a.kind == atomStar:
			w.star()
		default:
			w.emit(renderAtom(a, w.begins(w.at), false), 1)
		}
	}
	if n := len(w.atoms); n > 0 && w.atoms[n-1].kind == atomClass {
		w.emit(w.optionalSlash(w.atoms[n-1]), 0)
	}
	return w.out.String()
}

func (w *writer) emit(text string, atoms int) {
	w.out.WriteString(text)
	w.at += atoms
}

// kindAt is the kind of an atom, or -1 past the end.
func (w *writer) kindAt(i int) atomKind {
	if i < 0 || i >= len(w.atoms) {
		return -1
	}
	return w.atoms[i].kind
}

func (w *writer) begins(i int) bool { return i == 0 || w.kindAt(i-1) == atomSlash }

// optionalSlash is what picomatch lets follow a final * or [..].
func (w *writer) optionalSlash(last atom) string {
	if !w.open || last.grouped {
		return ""
	}
	return "/?"
}

// leadingSpan writes ** at the very start, with the slash after it.
func (w *writer) leadingSpan(a atom) {
	switch {
	case len(w.atoms) == 1:
		w.emit("(?:"+reName+"(?:/"+reSegment+")*|(?:/"+reSegment+")+)", 1)
	case a.grouped:
		w.emit(reSpan+"/", 2)
	default:
		w.emit("(?:"+reSpan+"/)?", 2)
	}
}

// span writes a slash and the ** after it, and the slash after that. "/a/**"
// includes "/a", but neither does "/a*/**" include "/ab", nor "/**/b" "/b".
func (w *writer) span() {
	slash, two := w.atoms[w.at], w.atoms[w.at+1]
	root := w.at == 0 && !slash.grouped
	if w.at+2 == len(w.atoms) {
		if root || two.grouped || w.at > 0 && w.kindAt(w.at-1) == atomStar && !w.atoms[w.at-1].grouped {
			w.emit("/"+reSpan, 2)
		} else {
			w.emit("(?:/"+reSpan+")?", 2)
		}
		return
	}
	if root || two.grouped && !w.atoms[w.at+2].grouped {
		w.emit("/"+reSpan+"/", 3)
	} else {
		w.emit("/(?:"+reSpan+"/)?", 3)
	}
}

// star writes a run of * that stays within its segment.
func (w *writer) star() {
	a, next := w.atoms[w.at], w.kindAt(w.at+1)
	if !w.begins(w.at) {
		w.innerStar(a, next)
		return
	}
	switch {
	case next == -1 && w.optionalSlash(a) != "":
		w.emit("(?:"+reName+"/?|/)", 1)
	case next == -1, next == atomSlash && a.grouped:
		w.emit(reName, 1)
	case next == atomSlash:
		w.emit(reSegment, 1)
	default:
		following := w.atoms[w.at+1]
		text, guarded := renderAtom(following, false, false), renderAtom(following, true, true)
		if guarded == "" {
			w.emit(reName+text, 2)
		} else {
			w.emit("(?:"+reName+text+"|"+guarded+")", 2)
		}
	}
}

// innerStar writes a * with something before it in its segment. After a
// leading dot it never completes the names "." and "..".
func (w *writer) innerStar(a atom, next atomKind) {
	before := w.atoms[w.at-1]
	hidden := before.kind == atomText && before.char == '.' && w.begins(w.at-1)
	switch {
	case hidden && (next == -1 || next == atomSlash):
		w.emit(`(?:[^/.][^/]*|\.[^/]+)`, 1)
	default:
		w.emit("[^/]*", 1)
	}
	if next == -1 {
		w.emit(w.optionalSlash(a), 0)
	}
}

// renderAtom writes an atom that is not a star. Guarded is set where a segment
// begins; afterStar where it begins only because a * before it is empty, so
// that not even a written dot may come first. Nothing left to match gives "".
func renderAtom(a atom, guarded, afterStar bool) string {
	switch a.kind {
	case atomSlash:
		return "/"
	case atomAny:
		if guarded {
			return "[^/.]"
		}
		return "[^/]"
	case atomClass:
		return a.class.render(guarded, afterStar)
	case atomPlus:
		return renderPlus(a, guarded, afterStar)
	}
	if afterStar && a.char == '.' {
		return ""
	}
	return quoteRune(a.char)
}

func renderPlus(a atom, guarded, afterStar bool) string {
	first, rest := []string{}, []string{}
	for _, option := range a.options {
		tail := ""
		for _, part := range option[1:] {
			tail += renderAtom(part, false, false)
		}
		rest = append(rest, renderAtom(option[0], false, false)+tail)
		if head := renderAtom(option[0], guarded, afterStar); head != "" {
			first = append(first, head+tail)
		}
	}
	if len(first) == 0 {
		return ""
	}
	return "(?:" + strings.Join(first, "|") + ")(?:" + strings.Join(rest, "|") + ")*"
}
