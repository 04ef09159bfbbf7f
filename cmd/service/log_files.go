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

// lines is where the lines of a log go that is asked for by a setting; nil for nowhere.
func (s *Service) lines(setting, target string) (io.Writer, error) {
	switch target {
	case DecisionLogNone:
		return nil, nil //nolint:nilnil // nothing was asked for
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

// ReopenLogs goes on in new files for decision-log and request-log, after a program such as
// logrotate has moved the old ones away.
func (s *Service) ReopenLogs(ctx context.Context) {
	for _, file := range s.logFiles {
		if err := file.Reopen(); err != nil {
			s.log.ErrorContext(ctx, "a log file cannot be opened again; the one before goes on", slog.String("cause", err.Error()))
			continue
		}
		s.log.InfoContext(ctx, "log file opened again", slog.String("file", file.path))
	}
}

// logFile is a file that lines are appended to. It can be opened anew, after a program
// such as logrotate has moved it away.
type logFile struct {
	path string

	mu   sync.Mutex
	file *os.File
}

func openLogFile(path string) (*logFile, error) {
	f := &logFile{path: path}
	return f, f.Reopen()
}

// Reopen goes on in the file that has the name now, and makes it if there is none. Where
// that fails, lines go on into the file that was open.
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
		_ = before.Close() // all that was written is in it
	}
	return nil
}

// Write appends a line.
func (f *logFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Write(line)
}

// Close ends the writing.
func (f *logFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}
