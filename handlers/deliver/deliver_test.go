package deliver_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"warder/handlers/deliver"
)

func TestSend(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	client := &http.Client{CheckRedirect: deliver.NoRedirect}
	send := func() (int, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.Replace(server.URL, "://", "://user:canary@", 1), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		return deliver.Send(client, request)
	}
	if status, err := send(); status != http.StatusFound || err != nil || asked != 1 {
		t.Errorf("%d %v, asked %d times", status, err, asked)
	}
	server.Close()
	if _, err := send(); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("nothing listens: %v", err)
	}
}
