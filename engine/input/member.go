package input

// Member is the resource of one question in a list. The questions share everything else:
// subject, action, context and facts.
type Member struct {
	Resource Resource `json:"resource"`
	Target   *Target  `json:"target,omitempty"`
	// Requested holds the parameters for this member; nil for those that the members share.
	Requested *Requested `json:"request,omitempty"`
}

// About is the request about one member, and about nothing else.
func (r *Request) About(member *Member) Request {
	single := *r
	single.Resource, single.Facts.Target = member.Resource, member.Target
	if member.Requested != nil {
		single.Requested = member.Requested
	}
	return single
}
