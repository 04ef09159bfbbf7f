package bundles

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
)

// MaxArchiveBytes bounds a bundle as it travels; what it unpacks to has the
// limits of a directory.
const MaxArchiveBytes = 4 << 20

// signaturesFile is where OPA keeps the signature of a bundle.
const signaturesFile = ".signatures.json"

// unpack reads a bundle, a compressed tar, without writing any file. It refuses entries
// other than modules, data, the manifest and the signature: skipping them would let
// content travel unseen.
func unpack(archive []byte) (snapshot, error) {
	taken, err := unpacked(archive)
	if err != nil {
		return nil, fmt.Errorf("%w: archive: %w", ErrUnreadable, err)
	}
	return taken, nil
}

func unpacked(archive []byte) (snapshot, error) {
	if len(archive) > MaxArchiveBytes {
		return nil, fmt.Errorf("%d bytes, at most %d", len(archive), MaxArchiveBytes)
	}
	expanded, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	// Headers and padding count too: a bomb need not be made of contents.
	limited := &io.LimitedReader{R: expanded, N: maxTotalBytes + maxEntries*1024}
	taken, err := untar(tar.NewReader(limited))
	if err == nil {
		_, err = io.Copy(io.Discard, limited) // up to the checksum, which reveals a truncated archive
	}
	if limited.N <= 0 {
		return nil, fmt.Errorf("more than %d bytes", maxTotalBytes)
	}
	return taken, err
}

func untar(files *tar.Reader) (snapshot, error) {
	var taken snapshot
	seen, total := map[string]bool{}, 0
	for entries := 1; ; entries++ {
		header, err := files.Next()
		switch {
		case errors.Is(err, io.EOF):
			return taken, nil
		case err != nil:
			return nil, err
		case entries > maxEntries:
			return nil, fmt.Errorf("more than %d entries", maxEntries)
		case header.Typeflag == tar.TypeDir:
			continue
		}
		name, err := admitted(header, seen)
		if err != nil {
			return nil, err
		}
		content, err := readAll(name, files)
		if err != nil {
			return nil, err
		}
		if total += len(content); total > maxTotalBytes {
			return nil, fmt.Errorf("more than %d bytes", maxTotalBytes)
		}
		seen[name] = true
		taken = append(taken, file{name, content})
	}
}

// admitted is the path of an entry that may be in a bundle. OPA writes paths
// with a slash in front.
func admitted(header *tar.Header, seen map[string]bool) (string, error) {
	name := strings.TrimPrefix(strings.TrimPrefix(header.Name, "./"), "/")
	base := path.Base(name)
	switch {
	case header.Typeflag != tar.TypeReg:
		return "", fmt.Errorf("%q: a bundle consists of plain files, and this is a link or a device", header.Name)
	case !fs.ValidPath(name) || strings.ContainsRune(name, '\\'):
		return "", fmt.Errorf("%q is not a path below the bundle's root", header.Name)
	case seen[name]:
		return "", fmt.Errorf("%s is there twice", name)
	case name == bundle.ManifestExt, name == signaturesFile, isModule(base) && base[0] != '.', isData(base):
		return name, nil
	}
	return "", fmt.Errorf("%s is neither a module, data, the manifest nor the signature", name)
}

func readAll(name string, content io.Reader) ([]byte, error) {
	read, err := io.ReadAll(io.LimitReader(content, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(read) > maxFileBytes {
		return nil, fmt.Errorf("%s: more than %d bytes", name, maxFileBytes)
	}
	return read, nil
}
