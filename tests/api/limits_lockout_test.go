package api

import (
	"strings"
	"testing"

	"warder/tests/testserver"
)

const (
	here  = "192.0.2.1"
	there = "192.0.2.2"
)

// fail logs in with a wrong secret so many times.
func (l *limits) fail(t *testing.T, address string, m testserver.Machine, times int) {
	t.Helper()
	m.ClientSecret = strings.Repeat("f", 64)
	for range times {
		l.Anonymous().From(address).Login(t, m).WantRefusal(t, 401, "credentials_invalid")
	}
}

func (l *limits) login(t *testing.T, address string, m testserver.Machine) testserver.Answer {
	t.Helper()
	return l.Anonymous().From(address).Login(t, m)
}

func lockout(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	bystander := l.machine(t, nil)
	l.fail(t, here, m, 3)
	for range 2 {
		l.login(t, here, m).WantRefusal(t, 401, "login_locked_out")
	}
	l.login(t, there, m).Want(t, 200)
	l.login(t, here, bystander).Want(t, 200)
	l.login(t, here, m).WantRefusal(t, 401, "login_locked_out")
}

// burstLocks: guesses that arrive at once are counted one by one.
func burstLocks(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	guess := m
	guess.ClientSecret = strings.Repeat("f", 64)
	counts := race(t, func() testserver.Answer { return l.login(t, here, guess) })
	if counts[401] != crowd {
		t.Errorf("guesses by status %v, want 401 alone", counts)
	}
	l.login(t, here, m).WantRefusal(t, 401, "login_locked_out")
	l.login(t, there, m).Want(t, 200)
}

func lockEnds(t *testing.T, l *limits) {
	m := l.machine(t, testserver.Object{"lockoutThreshold": 2, "lockoutDurationSeconds": 60})
	l.fail(t, here, m, 2)
	l.Clock.Advance(59)
	l.login(t, here, m).WantRefusal(t, 401, "login_locked_out")
	l.Clock.Advance(1)
	l.login(t, here, m).Want(t, 200)
}

func failuresForgotten(t *testing.T, l *limits) {
	m := l.machine(t, testserver.Object{"lockoutThreshold": 3, "lockoutCounterResetSeconds": 30})
	l.fail(t, here, m, 2)
	l.Clock.Advance(31)
	l.fail(t, here, m, 2)
	l.login(t, here, m).Want(t, 200)
}

func loginForgets(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	for range 2 {
		l.fail(t, here, m, 2)
		l.login(t, here, m).Want(t, 200)
	}
}

func adminClears(t *testing.T, l *limits) {
	m := l.machine(t, nil)
	l.fail(t, here, m, 3)
	l.login(t, here, m).WantRefusal(t, 401, "login_locked_out")
	cleared := l.AsAdmin().Post(t, testserver.UniversalAuth(m.IdentityID)+"/clear-lockouts", nil).Want(t, 200)
	if cleared.Number("deleted") != 1 {
		t.Errorf("answered %s", cleared.Body)
	}
	l.login(t, here, m).Want(t, 200)
}

func lockoutOff(t *testing.T, l *limits) {
	m := l.machine(t, testserver.Object{"lockoutEnabled": false, "lockoutThreshold": 1})
	l.fail(t, here, m, 4)
	l.login(t, here, m).Want(t, 200)
}
