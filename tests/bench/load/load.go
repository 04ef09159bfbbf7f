// Package load sends many requests at once and says how long each took.
package load

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Request is one of them; its path is below the address of the server.
type Request struct {
	Method, Path, Token, Body string
	Want                      int // the status of its answer; 0 for 200
}

// Make is the i-th request of a kind.
type Make func(i int) Request

// Client keeps connections alive, as many as are needed.
func Client(connections int) *http.Client {
	return &http.Client{
		Timeout:   time.Minute,
		Transport: &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: connections, DisableCompression: true},
	}
}

// Send sends n requests over some connections, of which each sends its next one
// as soon as it has the answer, and returns how long they took, the shortest
// first. An answer of another status than is
// wanted ends it.
func Send(ctx context.Context, client *http.Client, url string, n, connections int, request Make) ([]time.Duration, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	took, next := make([]time.Duration, n), atomic.Int64{}
	var workers sync.WaitGroup
	for range connections {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				start := time.Now()
				if _, err := Do(ctx, client, url, request(i)); err != nil {
					cancel(err)
				}
				took[i] = time.Since(start)
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	slices.Sort(took)
	return took, nil
}

// Do sends one request and returns the body of its answer, which has to have the status
// that it wants.
func Do(ctx context.Context, client *http.Client, url string, r Request) (string, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, url+r.Path, strings.NewReader(r.Body))
	if err != nil {
		return "", err
	}
	if r.Body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.Token != "" {
		request.Header.Set("Authorization", "Bearer "+r.Token)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != cmp.Or(r.Want, http.StatusOK) {
		path, _, _ := strings.Cut(r.Path, "?")
		err = fmt.Errorf("%s %s answered %d: %.300s", r.Method, path, response.StatusCode, body)
	}
	return string(body), err
}
