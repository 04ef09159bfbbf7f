package handlers

import (
	"context"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"warder/engine"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// unobserved is an Observer that keeps nothing.
type unobserved struct{}

func (unobserved) Request(context.Context, string, string, int, time.Duration) {}

func (unobserved) Decision(*engine.Decision, time.Duration) {}
