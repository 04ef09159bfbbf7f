package seal

// Text is a piece of text that must not leak: a client secret, a database URL
// with its password, a root key from the environment. It shows "[redacted]"
// to every printer, logger and encoder; Reveal is the only way to the text, so
// that a search for Reveal finds every place where a secret leaves.
//
// The zero Text is empty. Texts are compared with Equal on what Reveal
// returns; == compares nothing useful.
type Text struct {
	redacted
	plain *string
}

// NewText hides plain.
func NewText(plain string) Text { return Text{plain: &plain} }

// Reveal returns the text itself.
func (t Text) Reveal() string {
	if t.plain == nil {
		return ""
	}
	return *t.plain
}

// Empty reports whether there is no text, so that asking does not need Reveal.
func (t Text) Empty() bool { return t.Reveal() == "" }

// UnmarshalText takes the text from JSON, YAML, environment or flags, so that
// a Text may stand in requests and in the configuration.
func (t *Text) UnmarshalText(text []byte) error {
	*t = NewText(string(text))
	return nil
}
