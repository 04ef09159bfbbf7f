package sinks

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// natsServer is a server with JetStream in a folder, at an address of this machine.
func natsServer(t *testing.T, dir, address string) *server.Server {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	number := 0
	fmt.Sscan(port, &number) //nolint:errcheck // it is a port
	s, err := server.NewServer(&server.Options{Host: host, Port: number, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true, Username: "warder", Password: "canary-password"})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { stop(s) })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}
	return s
}

func stop(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// free is an address that nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // it served nothing
	return listener.Addr().String()
}

func newStream(t *testing.T, s *server.Server) jetstream.Stream {
	t.Helper()
	connection, err := nats.Connect(s.ClientURL(), nats.UserInfo("warder", "canary-password"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(connection.Close)
	jet, err := jetstream.New(connection)
	if err != nil {
		t.Fatal(err)
	}
	created, err := jet.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{Name: "decisions", Subjects: []string{"warder.decisions"}, Duplicates: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return created
}

func Test_a_stream_of_NATS_has_each_decision_once_in_order(t *testing.T) {
	s := natsServer(t, t.TempDir(), free(t))
	decisions := newStream(t, s)
	sink := open(t, "nats://warder:canary-password@"+s.Addr().String()+"/warder.decisions")
	eventually(t, func() error { return sink.Write(t.Context(), batch(0, 200, 0)) })
	write(t, sink, batch(0, 200, 0)) // as after a crash before the cursor was written
	write(t, sink, batch(200, 50, 0))
	info, err := decisions.Info(t.Context())
	if err != nil || info.State.Msgs != 250 {
		t.Fatalf("%d messages, want 250 (%v)", info.State.Msgs, err)
	}
	wanted := append(batch(0, 200, 0).Records, batch(200, 50, 0).Records...)
	for i := range wanted {
		message, err := decisions.GetMsg(t.Context(), uint64(i+1))
		if err != nil {
			t.Fatal(err)
		}
		if string(message.Data) != wanted[i].Record || message.Header.Get("Warder-Organization") != "o1" || message.Header.Get(nats.MsgIdHdr) != wanted[i].ID {
			t.Fatalf("message %d: %s %v", i, message.Data, message.Header)
		}
	}
}

func Test_a_server_of_NATS_that_is_away_is_an_error_until_it_is_back(t *testing.T) {
	dir, address := t.TempDir(), free(t)
	sink := open(t, "nats://warder:canary-password@"+address+"/warder.decisions")
	if err := sink.Write(t.Context(), batch(0, 3, 0)); err == nil || strings.Contains(err.Error(), "canary") {
		t.Fatalf("nothing listens: %v", err)
	}
	s := natsServer(t, dir, address)
	eventually(t, func() error { // it is there, and has no stream for the subject
		err := sink.Write(t.Context(), batch(0, 3, 0))
		if err != nil && strings.Contains(err.Error(), "not connected") {
			return err
		}
		if err == nil {
			t.Fatal("no stream, and no error")
		}
		return nil
	})
	newStream(t, s)
	eventually(t, func() error { return sink.Write(t.Context(), batch(0, 3, 0)) })
	stop(s)
	if err := sink.Write(t.Context(), batch(3, 3, 0)); err == nil {
		t.Fatal("the server is away, and no error")
	}
	decisions := newStream(t, natsServer(t, dir, address))
	eventually(t, func() error { return sink.Write(t.Context(), batch(3, 3, 0)) })
	if info, err := decisions.Info(t.Context()); err != nil || info.State.Msgs != 6 {
		t.Errorf("%d messages, want 6 (%v)", info.State.Msgs, err)
	}
}

func Test_a_record_that_is_too_large_for_NATS_is_a_stub(t *testing.T) {
	s := natsServer(t, t.TempDir(), free(t))
	decisions := newStream(t, s)
	sink := open(t, "nats://warder:canary-password@"+s.Addr().String()+"/warder.decisions")
	large := batch(0, 3, 0)
	large.Records[1].Record = strings.Repeat("x", 2<<20)
	eventually(t, func() error { return sink.Write(t.Context(), large) })
	message, err := decisions.GetMsg(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	isStub(t, message.Data, large.Records[1].ID, 2<<20)
}
