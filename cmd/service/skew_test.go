package service

import (
	"strings"
	"testing"
	"time"
)

func TestSkew_a_minute_either_way_is_let_pass(t *testing.T) {
	for skew, want := range map[time.Duration]string{
		0: "", time.Minute: "", -time.Minute: "",
		time.Minute + 1:              "is 1m0s from the database's",
		-61 * time.Second:            "is -1m1s from the database's",
		3 * 365 * 24 * time.Hour:     "is 26280h0m0s from the database's",
		1500*time.Millisecond + 60e9: "is 1m2s from the database's",
	} {
		err := skewProblem(skew)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", skew, err, want)
		}
	}
}
