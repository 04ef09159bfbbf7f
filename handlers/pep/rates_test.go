package pep

import (
	"testing"
	"time"
)

func TestTally_counts_by_the_minute(t *testing.T) {
	counts, start := newTally[string](2), time.Unix(6000, 0)
	for _, second := range []int{0, 30, 59} {
		counts.count("a", start.Add(time.Duration(second)*time.Second))
	}
	if n := counts.of("a", start.Add(59*time.Second)); n != 3 {
		t.Errorf("counted %d within the minute, want 3", n)
	}
	if n := counts.of("a", start.Add(time.Minute)); n != 0 {
		t.Errorf("the next minute begins with %d", n)
	}
	counts.count("a", start.Add(time.Minute))
	if n := counts.of("a", start.Add(time.Minute)); n != 1 {
		t.Errorf("the first of the next minute is number %d", n)
	}
}

func TestTally_forgets_what_was_counted_longest_ago(t *testing.T) {
	counts, now := newTally[string](2), time.Unix(6000, 0)
	for _, key := range []string{"a", "b", "a", "c"} {
		counts.count(key, now)
	}
	if a, b, c := counts.of("a", now), counts.of("b", now), counts.of("c", now); a != 2 || b != 0 || c != 1 {
		t.Errorf("a %d, b %d, c %d; want 2, 0, 1", a, b, c)
	}
}

func TestCoarse_keeps_two_digits_and_nothing_below_ten(t *testing.T) {
	for count, want := range map[int64]int64{
		0: 0, 9: 0, 10: 10, 59: 50, 60: 60, 99: 90, 599: 590, 600: 600, 999: 990, 1000: 1000, 1099: 1000, 12345: 12000,
	} {
		if got := coarse(count); got != want {
			t.Errorf("coarse(%d) = %d, want %d", count, got, want)
		}
	}
}

func TestUntilNextMinute(t *testing.T) {
	for second, want := range map[int64]string{6000: "60", 6001: "59", 6059: "1"} {
		if got := untilNextMinute(time.Unix(second, 0)); got != want {
			t.Errorf("at %d: %s, want %s", second, got, want)
		}
	}
}
