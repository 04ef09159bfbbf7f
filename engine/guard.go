package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/topdown"
)

// guard ends an evaluation that takes too long or too much memory. Each has a
// Cancel of its own: cancelling a shared one would end every decision of the
// process.
//
// Its timer goes off first after a look, when nearly all evaluations are over,
// so that the bound on memory costs them nothing; and from then on for as long
// as the evaluation lasts.
type guard struct {
	cancel topdown.Cancel
	timer  *time.Timer
	stop   func() bool // of what follows the context

	// The timer reads what follows on a goroutine of its own.
	timeout atomic.Int64
	memory  atomic.Uint64
	ends    atomic.Int64  // since begin; 0 before the first look
	before  atomic.Uint64 // memory at the first look
	tooMuch atomic.Bool
}

const look = 5 * time.Millisecond

var begin = time.Now() //nolint:forbidigo // only distances from it are used

var guards = sync.Pool{New: func() any {
	g := &guard{cancel: topdown.NewCancel()}
	g.timer = time.AfterFunc(time.Hour, g.look)
	return g
}}

// borrowGuard watches over an evaluation that begins; give it back with release.
func borrowGuard(ctx context.Context, timeout time.Duration, memory uint64) *guard {
	g, _ := guards.Get().(*guard)
	g.timeout.Store(int64(timeout))
	g.memory.Store(memory)
	g.ends.Store(0)
	g.stop = context.AfterFunc(ctx, g.cancel.Cancel)
	g.timer.Reset(min(look, timeout))
	return g
}

func (g *guard) look() {
	now := int64(time.Since(begin))
	if g.ends.Load() == 0 {
		timeout := g.timeout.Load()
		g.ends.Store(now + timeout - min(int64(look), timeout))
		g.before.Store(liveMemory())
	}
	left := time.Duration(g.ends.Load() - now)
	switch {
	case left <= 0:
		g.cancel.Cancel()
	case liveMemory() > g.before.Load()+g.memory.Load():
		g.tooMuch.Store(true)
		g.cancel.Cancel()
	default:
		g.timer.Reset(min(look, left))
	}
}

// release says what the evaluation came to: its own error, or what it was ended
// for. The guard is kept for another one, unless its timer or the end of a
// context has cancelled it, or is about to.
func (g *guard) release(err error) error {
	if stopped := g.stop(); g.timer.Stop() && stopped {
		g.stop = nil
		guards.Put(g)
	} else if err != nil && g.tooMuch.Load() {
		return errMemory
	}
	return err
}
