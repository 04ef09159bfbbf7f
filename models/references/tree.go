package references

import "context"

// Node is a secret with the secrets that its text refers to.
type Node struct {
	*Secret
	Children []*Node
}

// Tree returns the secrets that a secret refers to, as a tree, and its expanded text. It
// fails with ErrTooMuchText beyond the limits, to which the text of every node counts: a
// secret appears once for each reference to it.
func Tree(ctx context.Context, source SecretSource, secret *Secret) (*Node, string, error) {
	f, tops, err := follow(ctx, source, []*Secret{secret})
	if err != nil {
		return nil, "", err
	}
	top, err := f.tree(tops[0])
	if err != nil {
		return nil, "", err
	}
	text, err := f.expanded(tops[0])
	return top, text, err
}

// tree describes the expansion of a text.
func (f *follower) tree(from *text) (*Node, error) {
	root := &Node{}
	open := []*Node{root}
	w := walk{follower: f, most: mostSteps}
	w.enter = func(at *text) {
		w.spent.bytes += len(at.secret.Text) + len(at.secret.Path) + len(at.secret.Name) + nodeBytes
		node, above := &Node{Secret: at.secret}, open[len(open)-1]
		above.Children = append(above.Children, node)
		open = append(open, node)
	}
	w.leave = func() { open = open[:len(open)-1] }
	whole, err := w.from(from)
	switch {
	case err != nil:
		return nil, err
	case !whole:
		return nil, ErrTooMuchText
	}
	return root.Children[0], nil
}
