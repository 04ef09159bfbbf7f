package retry_test

import (
	"testing"

	"warder/models/retry"
)

func Test_signals_before_the_loop_looks_are_one(t *testing.T) {
	signal := retry.NewSignal()
	for range 3 {
		signal.Give()
	}
	<-signal
	select {
	case <-signal:
		t.Error("a signal came twice")
	default:
	}
	signal.Give()
	<-signal
}
