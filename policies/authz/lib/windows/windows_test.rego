package authz.lib.windows_test

import data.authz.lib.windows

test_active[name] if {
	some name, [starts, ends, now, want] in {
		"permanent": [0, 0, 5, true],
		"before its start": [10, 0, 9, false],
		"at its start": [10, 20, 10, true],
		"at its last second": [10, 20, 19, true],
		"at its end": [10, 20, 20, false],
		"open end": [10, 0, 99, true],
	}
	holds := {true | windows.active({"starts": starts, "ends": ends}, now)}
	got := count(holds) == 1
	got == want
}

test_ended[name] if {
	some name, [ends, now, want] in {
		"never": [0, 5, false],
		"later": [6, 5, false],
		"now": [5, 5, true],
	}
	holds := {true | windows.ended({"starts": 0, "ends": ends}, now)}
	got := count(holds) == 1
	got == want
}

test_covers[name] if {
	some name, [held, wanted, want] in {
		"permanent covers permanent": [[0, 0], [0, 0], true],
		"permanent covers temporary": [[0, 0], [5, 20], true],
		"temporary does not cover permanent": [[0, 20], [0, 0], false],
		"temporary covers the same": [[0, 20], [0, 20], true],
		"temporary covers a shorter one": [[0, 20], [0, 15], true],
		"temporary does not cover a longer one": [[0, 20], [0, 21], false],
		"what began before now covers what began earlier": [[9, 0], [1, 0], true],
		"what begins later does not cover what counts now": [[11, 0], [0, 0], false],
		"what begins later covers what begins later still": [[11, 0], [12, 0], true],
	}
	own := {"starts": held[0], "ends": held[1]}
	holds := {true | windows.covers(own, {"starts": wanted[0], "ends": wanted[1]}, 10)}
	got := count(holds) == 1
	got == want
}
