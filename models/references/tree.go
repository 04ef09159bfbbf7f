package references

import "context"

// Node is a secret with the secrets that its text refers to.
type Node struct {
	*Secret
	Children []*Node
}

// Tree is what a secret is put together from, and the text that this makes. It fails
// with ErrTooMuchText beyond the limits, for which each node's text counts: a secret
// is in the tree as often as it is referred to.
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

// tree describes what is expanded.
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
