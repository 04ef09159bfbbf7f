package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"warder/models/durable"
)

// lines opens the target of a log setting; nil for none.
func (s *Service) lines(setting, target string) (io.Writer, error) {
	switch target {
	case DecisionLogNone:
		return nil, nil //nolint:nilnil // not configured
	case DecisionLogStdout:
		return os.Stdout, nil
	}
	file, err := openLogFile(target)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	s.closers = append(s.closers, file.Close)
	s.logFiles = append(s.logFiles, file)
	return file, nil
}

// ReopenLogs opens decision-log and request-log again, after a program such as logrotate has
// moved them.
func (s *Service) ReopenLogs(ctx context.Context) {
	for _, file := range s.logFiles {
		if err := file.Reopen(); err != nil {
			s.log.ErrorContext(ctx, "a log file cannot be reopened; the previous one stays open", slog.String("cause", err.Error()))
			continue
		}
		s.log.InfoContext(ctx, "log file reopened", slog.String("file", file.path))
	}
}

// logFile is a file to which lines are appended. It can be opened again after a program such
// as logrotate has moved it.
type logFile struct {
	path string

	mu   sync.Mutex
	file *os.File
}

func openLogFile(path string) (*logFile, error) {
	f := &logFile{path: path}
	return f, f.Reopen()
}

// Reopen opens the file with this name, and creates it if it is missing. On an error, the
// previous file stays open.
func (f *logFile) Reopen() error {
	if err := durable.Replaceable(f.path, durable.JSONLines); err != nil {
		return err
	}
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	f.mu.Lock()
	before := f.file
	f.file = file
	f.mu.Unlock()
	if before != nil {
		_ = before.Close() // fully written
	}
	return nil
}

// Write appends a line.
func (f *logFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Write(line)
}

// Close closes the file.
func (f *logFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}
