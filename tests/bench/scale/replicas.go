package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"warder/tests/bench/load"
	"warder/tests/binary"
)

// wantedCores are one for each of two replicas, one for the database and one
// for who asks.
const wantedCores = 4

// twoReplicas compares one replica with two on the same database, each on a
// core of its own.
func (s *scale) twoReplicas(ctx context.Context, url string) (err error) {
	var replicas []*binary.Server
	defer func() {
		for _, replica := range replicas {
			err = errors.Join(err, replica.Stop())
		}
	}()
	for i := range 2 {
		command := binary.Serve(s.Warder, url, s.database.Folder("replica-"+strconv.Itoa(i)))
		command.Settings = append(command.Settings, "WARDER_ROOT_KEY_FILE="+filepath.Join(s.database.Folder("warder"), "root.key"))
		if path, err := exec.LookPath("taskset"); err == nil && i < runtime.NumCPU() {
			command.Words = append([]string{path, "-c", strconv.Itoa(i)}, command.Words...)
		}
		replica, err := binary.Start(ctx, command)
		if err != nil {
			return err
		}
		replicas = append(replicas, replica)
	}
	fmt.Fprintf(s.out, "\npostgres: reads of one secret by replicas on a core each, of %d cores\n", runtime.NumCPU())
	var rates [2]float64
	for n := 1; n <= 2; n++ {
		if rates[n-1], err = s.rate(ctx, replicas[:n]); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "  two against one: %.2f x the requests, at least 1.70 wanted\n", rates[1]/rates[0])
	if runtime.NumCPU() < wantedCores {
		fmt.Fprintf(s.out, "  with fewer than %d cores the replicas share theirs with the database and with who asks: look at the CPU of a request\n", wantedCores)
	}
	return nil
}

// rate is how many reads in a second some replicas answer at once.
func (s *scale) rate(ctx context.Context, replicas []*binary.Server) (float64, error) {
	ask := func(n int) error {
		failed := make([]error, len(replicas))
		var asking sync.WaitGroup
		for i, replica := range replicas {
			asking.Go(func() {
				client := load.Client(s.Connections)
				defer client.CloseIdleConnections()
				_, failed[i] = load.Send(ctx, client, replica.URL, n, s.Connections, s.tenant.Read)
			})
		}
		asking.Wait()
		return errors.Join(failed...)
	}
	if err := ask(min(s.Requests, 200)); err != nil {
		return 0, err
	}
	before, err := s.spent(ctx, replicas)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	if err := ask(s.Requests); err != nil {
		return 0, err
	}
	took := time.Since(start)
	after, err := s.spent(ctx, replicas)
	if err != nil {
		return 0, err
	}
	total := s.Requests * len(replicas)
	rate := float64(total) / took.Seconds()
	fmt.Fprintf(s.out, "  %d: %7.0f requests/s; CPU of one: server %.3f ms, database %.3f ms\n", len(replicas), rate,
		milliseconds((after[0]-before[0])/time.Duration(total)), milliseconds((after[1]-before[1])/time.Duration(total)))
	return rate, nil
}
