package backup_test

import (
	"bytes"
	"testing"

	"warder/models/backup"
)

// Every file that is none of ours is refused.
func FuzzOpen(f *testing.F) {
	whole := file(f)
	f.Add(whole[:2000])
	f.Add([]byte("warder backup 1\n{}\n"))
	f.Add([]byte("warder backup 1\n{\"rootKeyId\":\"" + root.ID() + "\",\"key\":\"AAAA\"}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := verified(bytes.NewReader(content)); err == nil && !bytes.Equal(content, whole) {
			t.Errorf("%d bytes were taken for a backup", len(content))
		}
	})
}

// What a key opens may still have been written by mistake.
func FuzzReadValue(f *testing.F) {
	for _, seed := range []string{"n", "t", "i\x80\x01", "s\x03abc", "b\xff\xff\xff\xff\xff\x7f", "x", "s\x05a"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		value, err := backup.ReadValue(content)
		if err != nil {
			return
		}
		again, err := backup.AppendValue(value)
		if err != nil {
			t.Fatalf("%#v was read and cannot be written: %v", value, err)
		}
		if back, err := backup.ReadValue(again); err != nil || !same(back, value) {
			t.Errorf("%#v became %#v (%v)", value, back, err)
		}
	})
}

func same(a, b any) bool {
	first, isBytes := a.([]byte)
	second, both := b.([]byte)
	if isBytes || both {
		return isBytes == both && bytes.Equal(first, second)
	}
	return a == b
}
