package handlers

// Asked are the types and actions that the routes ask the policy about.
func Asked() [][2]string {
	var asked [][2]string
	for _, row := range Routes() {
		asked = append(asked, [2]string{row.Resource, row.Action})
	}
	return asked
}
