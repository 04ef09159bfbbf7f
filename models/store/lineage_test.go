package store

import "testing"

func TestLineage(t *testing.T) {
	line := &lineage{}
	for i, c := range []struct {
		seen sighting
		want int
	}{
		{sighting{system: "s", timeline: 3}, same},
		{sighting{system: "s", timeline: 3}, same},
		{sighting{system: "s", timeline: 2}, former},
		{sighting{system: "s", timeline: 4}, promote},
		{sighting{system: "s", timeline: 3}, former},
		{sighting{standby: true, system: "s", timeline: 9}, same}, // a standby tells no timeline
		{sighting{}, same}, // one that does not tell
		{sighting{system: "s", timeline: 4}, same},
		{sighting{system: "upgraded", timeline: 1}, same},
		{sighting{system: "upgraded", timeline: 2}, promote},
	} {
		if got := line.compare(c.seen); got != c.want {
			t.Errorf("%d: got %d, want %d", i, got, c.want)
		}
	}
}

// What hosts say has the pool leave a server, or stay.
func TestPrimary_leaves_a_former_one(t *testing.T) {
	const first, second = 0, 1
	standby := sighting{standby: true, system: "s"}
	primaryOf := func(timeline uint64) sighting { return sighting{system: "s", timeline: timeline} }
	for name, c := range map[string]struct {
		says      []sighting // of the first host and the second, in turn
		retired   int64
		preferred int64
	}{
		"nothing happens":          {[]sighting{primaryOf(1), standby, primaryOf(1), standby}, 0, first},
		"the roles change":         {[]sighting{primaryOf(1), standby, standby, primaryOf(2)}, 2, second},
		"both take writes":         {[]sighting{primaryOf(1), standby, primaryOf(1), primaryOf(2), primaryOf(1), primaryOf(2)}, 1, second},
		"the former one is behind": {[]sighting{primaryOf(1), primaryOf(2), primaryOf(1), primaryOf(2)}, 1, second},
		"one does not tell":        {[]sighting{primaryOf(1), {}, primaryOf(1), {}}, 0, first},
		"it is promoted in place":  {[]sighting{primaryOf(1), standby, primaryOf(2), standby}, 1, first},
	} {
		t.Run(name, func(t *testing.T) {
			p := &primary{hosts: &hosts{}, known: &generations{}, lineage: &lineage{}, was: make([]bool, 2)}
			for i, seen := range c.says {
				p.saw(i%2, seen)
			}
			if got := p.known.current.Load(); got != c.retired {
				t.Errorf("connections were ended %d times, want %d", got, c.retired)
			}
			if got := p.hosts.preferred.Load(); got != c.preferred {
				t.Errorf("host %d is preferred", got)
			}
		})
	}
}
