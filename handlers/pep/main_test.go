package pep

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"warder/engine"
	"warder/models/seal"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// unobserved is an Observer that keeps nothing.
type unobserved struct{}

func (unobserved) Request(context.Context, string, string, int, time.Duration) {}

func (unobserved) Decision(*engine.Decision, time.Duration) {}

// sealing is a keyring of an installation of its own.
var sealing = sync.OnceValue(func() *seal.Keyring {
	keyring, _, err := seal.Create(seal.NewRootKey())
	if err != nil {
		panic(err)
	}
	return keyring
})

// received is a request on its way to a handler, without an API behind it.
func received(request *http.Request) (*Request, *httptest.ResponseRecorder) {
	recorder := httptest.NewRecorder()
	ctx, _ := gin.CreateTestContext(recorder)
	ctx.Request = request
	api := &API{Components: Components{Log: slog.New(slog.DiscardHandler), Observe: unobserved{}, Keyring: sealing()}, Options: Options{MaxBody: 1 << 20}}
	return &Request{Context: ctx, API: api, requestID: "req-test"}, recorder
}

// wrong is what a client would be told about an error; a nil error has the
// status 0.
func wrong(err error) (status int, issues []Issue) {
	if err == nil {
		return 0, nil
	}
	known := AsError(err)
	issues, _ = known.Message.([]Issue)
	return known.Status, issues
}
