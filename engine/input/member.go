package input

// Member is what one of several questions is about. All else they share: who
// asks, for what, under which circumstances, and what is known of that.
type Member struct {
	Resource Resource `json:"resource"`
	Target   *Target  `json:"target,omitempty"`
	// Requested is what is asked for of this member; nil for what the members
	// share.
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
