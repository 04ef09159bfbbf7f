package service

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warder/models/seal"
	"warder/tests/database"
)

func TestDoctor_room_on_a_disk(t *testing.T) {
	for _, c := range []struct {
		free  uint64
		err   error
		state string
		found string
	}{
		{5 << 30, nil, StateOK, "/d has 5 GiB left"},
		{roomAdvised, nil, StateOK, "1 GiB"},
		{roomAdvised - 1, nil, StateWarn, "1023 MiB"},
		{roomNeeded - 1, nil, StateFail, "127 MiB"},
		{0, errors.ErrUnsupported, StateOK, "does not tell"},
		{0, fs.ErrPermission, StateFail, "permission denied"},
	} {
		if got := room("/d", c.free, c.err); got.State != c.state || !strings.Contains(got.Found, c.found) {
			t.Errorf("%d bytes, %v: %+v", c.free, c.err, got)
		}
	}
	if free, err := freeBytes(existing(filepath.Join(t.TempDir(), "not", "there"))); err != nil || free == 0 {
		t.Errorf("this disk has %d bytes left (%v)", free, err)
	}
}

func TestDoctor_finds_a_clock_that_is_wrong(t *testing.T) {
	config := Defaults()
	config.DataDir = t.TempDir()
	config.DatabaseURL = seal.NewText(database.Postgres(t))
	for ahead, want := range map[time.Duration]string{0: StateOK, 2 * time.Minute: StateFail, -2 * time.Minute: StateFail} {
		config.Clock = func() time.Time { return time.Now().Add(ahead) }
		findings, err := Examine(context.Background(), &config, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range findings {
			if finding.Check == "clock" && finding.State != want {
				t.Errorf("%s ahead: %+v, want %s", ahead, finding, want)
			}
		}
	}
}
