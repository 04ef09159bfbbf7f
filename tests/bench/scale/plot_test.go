package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func Test_the_picture_has_a_panel_for_each_of_what_grows_and_numbers_to_read(t *testing.T) {
	var points []point
	for _, kind := range []string{"sqlite", "postgres"} {
		for i, name := range []string{"one secret", "login", "list of 100", "write"} {
			for grown, sizes := range map[string][]int{identities: {10, 1000, 100_000}, secrets: {1100, 10_000, 100_000, 1_000_000}} {
				for _, size := range sizes {
					points = append(points, point{kind, name, grown, size, time.Duration(i) * 700 * time.Microsecond, time.Duration(len(kind)) * 50 * time.Microsecond})
				}
			}
		}
	}
	file := filepath.Join(t.TempDir(), "scale.svg")
	if err := draw(file, points); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"as identities grow", "as secrets grow", "identities stored", "secrets stored", "CPU of one request, server and database, ms",
		">1 000 000<", ">100 000<", ">1000<", ">0.5<", ">2<", "sqlite, one secret", "postgres, write",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in it", want)
		}
	}
}

func Test_the_picture_of_costs_too_small_to_count_is_drawn(t *testing.T) {
	if err := draw(filepath.Join(t.TempDir(), "scale.svg"), []point{{kind: "sqlite", name: "login", grown: secrets, size: 1100}}); err != nil {
		t.Error(err)
	}
}
