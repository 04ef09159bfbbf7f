package vault

// Limit has fewer bytes of values follow a new name.
func (n *Names) Limit(bytes int) { n.left = bytes }
