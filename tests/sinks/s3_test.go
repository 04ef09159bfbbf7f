package sinks

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"warder/handlers/audit/export/sinks"
)

// storage is as much of S3 as the sink needs: objects that are put by a known key.
type storage struct {
	mutex   sync.Mutex
	objects map[string][]byte
	refuse  int // a status, instead of taking an object
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	signed := strings.Contains(r.Header.Get("Authorization"), "Credential=AKCANARY/") && strings.Contains(r.Header.Get("Authorization"), "/us-test-1/s3/aws4_request")
	switch body, err := unchunked(r.Body); {
	case err != nil || r.Method != http.MethodPut || !signed:
		w.WriteHeader(http.StatusForbidden)
	case s.refuse != 0:
		w.WriteHeader(s.refuse)
	default:
		s.objects[r.URL.Path] = body
		w.Header().Set("ETag", `"0"`)
	}
}

// unchunked is a body without the signatures of its chunks.
func unchunked(body io.Reader) (object []byte, err error) {
	reader := bufio.NewReader(body)
	for {
		head, err := reader.ReadString('\n') // "SIZE;chunk-signature=..."
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(strings.TrimSpace(head), ";")
		size, err := strconv.ParseInt(digits, 16, 32)
		if err != nil || size == 0 {
			return object, err
		}
		chunk := make([]byte, size+2) // and the end of its line
		if _, err := io.ReadFull(reader, chunk); err != nil {
			return nil, err
		}
		object = append(object, chunk[:size]...)
	}
}

// bucket is the sink of a bucket of its own.
func bucket(t *testing.T, options string) (*storage, string) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "AKCANARY")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "canary-secret")
	s := &storage{objects: map[string][]byte{}}
	served := httptest.NewServer(s)
	t.Cleanup(served.Close)
	return s, "s3://audit/warder?region=us-test-1&endpoint=" + served.URL + options
}

func rowsOf(t *testing.T, object []byte) []sinks.Row {
	t.Helper()
	rows, err := parquet.Read[sinks.Row](bytes.NewReader(object), int64(len(object)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func Test_a_bucket_has_a_Parquet_file_for_each_batch_and_day(t *testing.T) {
	stored, url := bucket(t, "")
	sink := open(t, url)
	evening := batch(7, 6, 4*time.Hour) // of which three are of the next day
	write(t, sink, evening)
	write(t, sink, evening) // again, under the same names
	names := slices.Sorted(maps.Keys(stored.objects))
	want := []string{
		"/audit/warder/date=2026-11-30/00000000000000000007-00000000000000000012-" + evening.Leaf[:12] + ".parquet",
		"/audit/warder/date=2026-12-01/00000000000000000007-00000000000000000012-" + evening.Leaf[:12] + ".parquet",
	}
	if !slices.Equal(names, want) {
		t.Fatalf("objects %q, want %q", names, want)
	}
	rows := append(rowsOf(t, stored.objects[names[0]]), rowsOf(t, stored.objects[names[1]])...)
	for i, row := range rows {
		r := evening.Records[i]
		if row.Place != r.Place || row.ID != r.ID || !row.Time.Equal(r.Time.Time) || row.OrgID != "o1" || row.Action != r.Action ||
			row.Resource != r.Resource || row.Permitted != r.Permitted || row.Record != r.Record {
			t.Errorf("row %d: %+v, want %+v", i, row, r)
		}
	}
}

func Test_storage_that_refuses_is_an_error_without_the_key(t *testing.T) {
	stored, url := bucket(t, "")
	sink := open(t, url)
	for _, status := range []int{http.StatusForbidden, http.StatusServiceUnavailable, http.StatusInsufficientStorage} {
		stored.refuse = status
		if err := sink.Write(t.Context(), batch(0, 2, 0)); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%d: %v", status, err)
		}
	}
	stored.refuse = 0
	write(t, sink, batch(0, 2, 0))
	if len(stored.objects) != 1 {
		t.Errorf("%d objects", len(stored.objects))
	}
}
