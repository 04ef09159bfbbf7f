package seal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
)

// Bounds of a password in bytes. The upper one keeps a request from buying
// hashing time with length.
const (
	MinPassword = 1
	MaxPassword = 1024
)

var (
	// ErrPasswordLength is a password outside MinPassword..MaxPassword.
	ErrPasswordLength = errors.New("password must have 1 to 1024 bytes")
	// ErrPasswordsBusy is a hash that got no turn before its context ended. It
	// says nothing about the password and must not count as a failed login.
	ErrPasswordsBusy = errors.New("password hashing is busy")
)

// Passwords hashes human passwords with argon2id at OWASP's cost: 19 MiB and
// two passes each. It lets only so many run at once, because a burst of logins
// would otherwise take all the memory. Safe for concurrent use.
type Passwords struct {
	turns chan struct{}
}

// NewPasswords allows at most parallel hashes at a time, and at least one.
func NewPasswords(parallel int) *Passwords {
	return &Passwords{turns: make(chan struct{}, max(parallel, 1))}
}

// Hash returns the password's hash in PHC form, with a salt of its own.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if !passwordFits(password) {
		return "", ErrPasswordLength
	}
	hash := phc{memory: argonMemory, passes: argonPasses, threads: argonThreads, salt: make([]byte, saltSize)}
	_, _ = rand.Read(hash.salt) // never fails: crypto/rand ends the process instead
	key, err := p.derive(ctx, hash, password, keySize)
	if err != nil {
		return "", err
	}
	hash.key = key
	return hash.String(), nil
}

// Verify reports whether hash is the password's. A hash that cannot be read matches
// no password. The error is ErrPasswordsBusy or nil.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (bool, error) {
	if !passwordFits(password) {
		return false, nil
	}
	stored, err := parsePHC(hash)
	if err != nil {
		// An account without a usable hash answers as slowly as any other.
		return false, p.DummyVerify(ctx, password)
	}
	key, err := p.derive(ctx, stored, password, uint32(len(stored.key)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, stored.key) == 1, nil
}

// DummyVerify costs as much as Verify and answers nothing: a login for an
// unknown account calls it, so that time does not tell which accounts exist.
func (p *Passwords) DummyVerify(ctx context.Context, password string) error {
	if !passwordFits(password) {
		return nil
	}
	dummy := phc{memory: argonMemory, passes: argonPasses, threads: argonThreads, salt: make([]byte, saltSize)}
	_, err := p.derive(ctx, dummy, password, keySize)
	return err
}

// derive waits for its turn, at most until ctx ends.
func (p *Passwords) derive(ctx context.Context, hash phc, password string, size uint32) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPasswordsBusy, err)
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
		return hash.derive(password, size), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrPasswordsBusy, ctx.Err())
	}
}

func passwordFits(password string) bool {
	return len(password) >= MinPassword && len(password) <= MaxPassword
}
