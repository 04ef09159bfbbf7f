package references

// Source finds the secrets that references name.
type Source interface {
	// Environments are the slugs of the project's environments. It is called once
	// at most, for the first text that may hold a reference.
	Environments() (Slugs, error)
	// Read returns the secrets that exist at the places. It fails if the caller may
	// not read one of the places, whether or not there is a secret.
	Read(wanted []Reference) ([]Secret, error)
}

// Reference is a place that a text names.
type Reference struct {
	Place
	Written string // such as ${dev.KEY}
	Holder  string // the name of the secret whose text has it
}

// levels is how deep references are followed.
const levels = 10

// text is the text of a secret, taken apart.
type text struct {
	secret *Secret
	pieces []piece
}

// follower has followed the references of some texts.
type follower struct {
	source       Source
	environments Slugs
	found        map[Place]*text // nil where there is no secret
}

// follow takes secrets apart, and the secrets that their references lead to.
func follow(source Source, secrets []*Secret) (*follower, []*text, error) {
	f := &follower{source: source, found: map[Place]*text{}}
	tops := make([]*text, 0, len(secrets))
	for _, secret := range secrets {
		top, err := f.takeApart(secret)
		if err != nil {
			return nil, nil, err
		}
		tops = append(tops, top)
	}
	return f, tops, f.followAll(tops)
}

// takeApart asks for the environments when the first text needs them.
func (f *follower) takeApart(secret *Secret) (*text, error) {
	if !mayRefer(secret.Text) {
		return &text{secret, []piece{{text: secret.Text}}}, nil
	}
	if f.environments == nil {
		environments, err := f.source.Environments()
		if err != nil {
			return nil, err
		}
		f.environments = environments
	}
	return &text{secret, pieces(secret.Text, secret.Place, f.environments)}, nil
}

// followAll reads level by level: the source is asked once for each.
func (f *follower) followAll(level []*text) error {
	for range levels {
		wanted := f.unknown(level)
		if len(wanted) == 0 {
			return nil
		}
		secrets, err := f.source.Read(wanted)
		if err != nil {
			return err
		}
		level = level[:0:0]
		for i := range secrets {
			next, err := f.takeApart(&secrets[i])
			if err != nil {
				return err
			}
			f.found[secrets[i].Place] = next
			level = append(level, next)
		}
	}
	return nil
}

// unknown are the references that were not followed yet, in the order of the texts.
func (f *follower) unknown(level []*text) (wanted []Reference) {
	for _, from := range level {
		for _, p := range from.pieces {
			if p.to == nil {
				continue
			}
			if _, known := f.found[*p.to]; known {
				continue
			}
			f.found[*p.to] = nil // unless the source finds it
			wanted = append(wanted, Reference{*p.to, p.text, from.secret.Name})
		}
	}
	return wanted
}

// target is the text that a piece is replaced by, or nil where it stays.
func (f *follower) target(p piece, depth int) *text {
	if p.to == nil || depth > levels {
		return nil
	}
	return f.found[*p.to]
}
