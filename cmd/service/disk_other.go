//go:build !linux && !darwin && !freebsd

package service

import "errors"

// freeBytes is not known on other systems.
func freeBytes(string) (uint64, error) { return 0, errors.ErrUnsupported }
