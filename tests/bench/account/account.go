// Package account tells what processes have cost, from the accounts that the
// system keeps of them.
package account

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/procfs"
)

// tick is the unit of the accounts, USER_HZ, which Linux has fixed.
const tick = time.Second / 100

// trees are the processes at and below each of pids.
func trees(pids []int) ([]procfs.ProcStat, error) {
	all, err := procfs.AllProcs()
	if err != nil {
		return nil, err
	}
	stats, parent := map[int]procfs.ProcStat{}, map[int]int{}
	for _, process := range all {
		stat, err := process.Stat()
		if err != nil {
			continue // it has ended since
		}
		stats[stat.PID], parent[stat.PID] = stat, stat.PPID
	}
	below := []procfs.ProcStat{}
	for pid, stat := range stats {
		for at := pid; at > 1; at = parent[at] {
			if slices.Contains(pids, at) {
				below = append(below, stat)
				break
			}
		}
	}
	return below, nil
}

// CPU is the processor time that the processes below pids have had, in user and
// system mode, with that of their children that have ended.
func CPU(pids ...int) (time.Duration, error) {
	processes, err := trees(pids)
	if err != nil {
		return 0, err
	}
	ticks := time.Duration(0)
	for _, stat := range processes {
		ticks += time.Duration(stat.UTime) + time.Duration(stat.STime) + time.Duration(stat.CUTime) + time.Duration(stat.CSTime)
	}
	return ticks * tick, nil
}

// Memory is the resident memory of the largest process below pid, in bytes.
func Memory(pid int) (int, error) {
	processes, err := trees([]int{pid})
	if err != nil {
		return 0, err
	}
	most := 0
	for _, stat := range processes {
		most = max(most, stat.ResidentMemory())
	}
	return most, nil
}

// quiet is how long processes have to be idle to be called settled, which is
// longer than the server waits to write what it has put off. What costs less
// than a tick in that time is no work, but the looking for some.
const quiet = 300 * time.Millisecond

// Settled waits until processes have done what they had put off, at most 5
// seconds, and is what they have had by then.
func Settled(ctx context.Context, pids ...int) (time.Duration, error) {
	last, err := CPU(pids...)
	for range int(5 * time.Second / quiet) {
		if err != nil {
			break
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(quiet):
		}
		before := last
		if last, err = CPU(pids...); last-before <= tick {
			break
		}
	}
	return last, err
}
