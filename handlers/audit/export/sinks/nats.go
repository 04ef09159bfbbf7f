package sinks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"warder/handlers/audit/export"
)

// stream publishes to a NATS JetStream stream. The message id is the decision's id, so a
// stream with a duplicate window stores each decision once.
type stream struct {
	connection *nats.Conn
	jet        jetstream.JetStream
	subject    string
}

const (
	// ackTime is the time limit for the acknowledgement of a message.
	ackTime = 20 * time.Second
	// roomForHeader is the size reserved for a message's header, in bytes.
	roomForHeader = 1 << 10
)

var subjectForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

func checkNATS(t *Target) error {
	if t.url.Host == "" || !subjectForm.MatchString(t.path()) {
		return errors.New("want nats://HOST:4222/SUBJECT, a subject that a stream of JetStream takes")
	}
	return nil
}

func openNATS(_ context.Context, t *Target) (export.Sink, error) {
	options := []nats.Option{
		nats.Name("warder decision export"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1),
		nats.ReconnectWait(time.Second), nats.Timeout(5 * time.Second),
	}
	if user := t.url.User; user != nil {
		password, _ := user.Password()
		options = append(options, nats.UserInfo(user.Username(), password))
	}
	if creds := t.option("creds-file"); creds != "" {
		if _, err := os.Stat(creds); err != nil {
			return nil, fmt.Errorf("creds-file: %w", err)
		}
		options = append(options, nats.UserCredentials(creds))
	}
	scheme := "nats://"
	if strings.HasSuffix(t.url.Scheme, "+tls") {
		scheme = "tls://"
	}
	hosts := strings.Split(t.url.Host, ",")
	for i := range hosts {
		hosts[i] = scheme + hosts[i]
	}
	connection, err := nats.Connect(strings.Join(hosts, ","), options...)
	if err != nil {
		return nil, err
	}
	jet, err := jetstream.New(connection, jetstream.WithPublishAsyncTimeout(ackTime))
	if err != nil {
		connection.Close()
		return nil, err
	}
	return &stream{connection, jet, t.path()}, nil
}

// Write implements export.Sink. It does not retry single messages, because that could reorder
// them.
func (s *stream) Write(ctx context.Context, batch export.Batch) error {
	if !s.connection.IsConnected() {
		return fmt.Errorf("not connected: %w", errors.Join(s.connection.LastError(), nats.ErrConnectionClosed))
	}
	most := int(s.connection.MaxPayload()) - roomForHeader
	acknowledged := make([]jetstream.PubAckFuture, 0, len(batch.Records))
	for i := range batch.Records {
		record := &batch.Records[i]
		message := nats.NewMsg(s.subject)
		message.Data = []byte(fitting(record, most))
		message.Header.Set("Warder-Organization", record.OrgID)
		future, err := s.jet.PublishMsgAsync(message, jetstream.WithMsgID(record.ID), jetstream.WithRetryAttempts(0))
		if err != nil {
			return err
		}
		acknowledged = append(acknowledged, future)
	}
	for _, future := range acknowledged {
		select {
		case <-future.Ok():
		case err := <-future.Err():
			return err
		case <-ctx.Done():
			return fmt.Errorf("no acknowledgement by the stream: %w", context.Cause(ctx))
		}
	}
	return nil
}

// Close implements export.Sink.
func (s *stream) Close() error {
	s.connection.Close()
	return nil
}
