package sinks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/docker/go-units"

	"warder/handlers/audit/export"
	"warder/models/durable"
)

const (
	usualSize = 100 << 20 // bytes of a file before rotation
	usualKeep = 10        // rotated files
)

// file appends JSON Lines. A full file becomes NAME.1, the previous NAME.1 becomes NAME.2, and
// so on. If another program moves the file away, a new one is created, so logrotate needs no
// signal.
type file struct {
	path   string
	most   int64
	keep   int
	opened *os.File
}

func checkFile(t *Target) error {
	if t.url.Host != "" || !filepath.IsAbs(t.url.Path) {
		return errors.New("want file:///PATH, with three slashes")
	}
	_, err := newFile(t)
	return err
}

func newFile(t *Target) (*file, error) {
	f := &file{path: filepath.Clean(t.url.Path), most: usualSize, keep: usualKeep}
	var err error
	if size := t.option("max-size"); size != "" {
		if f.most, err = units.RAMInBytes(size); err != nil || f.most < 1<<10 {
			return nil, fmt.Errorf("max-size: %q: want a size of 1KiB or more, such as 100MiB", size)
		}
	}
	if keep := t.option("keep"); keep != "" {
		if f.keep, err = strconv.Atoi(keep); err != nil || f.keep < 1 || f.keep > 10_000 {
			return nil, fmt.Errorf("keep: %q: want a number from 1 to 10000", keep)
		}
	}
	return f, nil
}

func openFile(_ context.Context, t *Target) (export.Sink, error) {
	f, err := newFile(t)
	if err != nil {
		return nil, err
	}
	return f, f.ready()
}

// Write implements export.Sink.
func (f *file) Write(_ context.Context, batch export.Batch) error {
	if err := f.ready(); err != nil {
		return err
	}
	var lines bytes.Buffer
	for i := range batch.Records {
		lines.WriteString(batch.Records[i].Record)
		lines.WriteByte('\n')
	}
	size, err := f.opened.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size > 0 && size+int64(lines.Len()) > f.most {
		if err := f.rotate(); err != nil {
			return err
		}
		size = 0
	}
	_, err = f.opened.Write(lines.Bytes())
	if err == nil {
		err = f.opened.Sync()
	}
	if err != nil { // remove the partial batch; the next attempt writes all of it
		return errors.Join(err, f.opened.Truncate(size))
	}
	return nil
}

// ready opens the file at the path.
func (f *file) ready() error {
	if f.opened != nil {
		now, err := os.Stat(f.path)
		then, errThen := f.opened.Stat()
		if err == nil && errThen == nil && os.SameFile(now, then) {
			return nil
		}
		_ = f.Close() // the file was moved
	}
	opened, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	f.opened = opened
	if err := f.mend(); err != nil {
		return errors.Join(err, f.Close())
	}
	return durable.SyncFolder(filepath.Dir(f.path)) // the file may be new
}

// mend removes a line that a crash left incomplete; its batch is written again.
func (f *file) mend() error {
	size, err := f.opened.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if err := f.ours(size); err != nil {
		return err
	}
	whole := size
	for buffer := make([]byte, 64<<10); whole > 0; {
		from := max(0, whole-int64(len(buffer)))
		n, err := f.opened.ReadAt(buffer[:whole-from], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if end := bytes.LastIndexByte(buffer[:n], '\n'); end >= 0 {
			whole = from + int64(end) + 1
			break
		}
		whole = from
	}
	if whole == size {
		return nil
	}
	return f.opened.Truncate(whole)
}

// ours refuses a file that is not JSON Lines, so that a wrong setting cannot truncate a
// database.
func (f *file) ours(size int64) error {
	first := make([]byte, 1)
	if _, err := f.opened.ReadAt(first, 0); size > 0 && (err != nil || !durable.JSONLines(first)) {
		return errors.Join(fmt.Errorf("%s is not a JSON Lines file; name another one", f.path), err)
	}
	return nil
}

// rotate renames the full files and starts a new one.
func (f *file) rotate() error {
	if err := f.Close(); err != nil {
		return err
	}
	for i := f.keep; i > 0; i-- {
		from := f.path
		if i > 1 {
			from = f.numbered(i - 1)
		}
		if err := os.Rename(from, f.numbered(i)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return f.ready()
}

func (f *file) numbered(i int) string { return f.path + "." + strconv.Itoa(i) }

// Close implements export.Sink.
func (f *file) Close() error {
	if f.opened == nil {
		return nil
	}
	opened := f.opened
	f.opened = nil
	return opened.Close()
}
