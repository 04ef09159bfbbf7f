package references

// Node is a secret with the secrets that its text refers to.
type Node struct {
	*Secret
	Children []*Node
}

// Tree is what a secret is put together from, and the text that this makes. It fails
// with ErrTooMuchText beyond the limits.
func Tree(source Source, secret *Secret) (*Node, string, error) {
	f, tops, err := follow(source, []*Secret{secret})
	if err != nil {
		return nil, "", err
	}
	if f.costOf(tops[0]).tooMuch() {
		return nil, "", ErrTooMuchText
	}
	return f.node(tops[0], map[string]bool{}), f.textOf(tops[0]), nil
}

// node describes what write would write.
func (f *follower) node(from *text, within map[string]bool) *Node {
	within[from.secret.ID] = true
	defer delete(within, from.secret.ID)
	node := &Node{Secret: from.secret}
	for _, p := range from.pieces {
		if target := f.target(p, len(within)); target != nil && !within[target.secret.ID] {
			node.Children = append(node.Children, f.node(target, within))
		}
	}
	return node
}
