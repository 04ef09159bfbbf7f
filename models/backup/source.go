package backup

import (
	"bufio"
	"errors"
	"io"
)

// DeviceError is a file that cannot be read, which says nothing about its content.
type DeviceError struct{ Cause error }

func (e *DeviceError) Error() string { return "the backup cannot be read: " + e.Cause.Error() }

// Unwrap is what the file system said.
func (e *DeviceError) Unwrap() error { return e.Cause }

// source is the file. It tells a disk that fails from content that was changed.
type source struct {
	from   *bufio.Reader
	failed *DeviceError
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = &DeviceError{err}
	}
	return n, err
}

// blame is what an error of a layer above means.
func (s *source) blame(err error) error {
	switch {
	case s.failed != nil:
		return s.failed
	case err == nil || errors.Is(err, io.EOF):
		return err
	}
	return ErrDamaged
}

// blaming is a layer whose errors say whether the file or its content is at fault.
type blaming struct {
	io.Reader
	source *source
}

func (b *blaming) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	return n, b.source.blame(err)
}
