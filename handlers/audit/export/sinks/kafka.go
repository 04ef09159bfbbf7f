package sinks

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"warder/handlers/audit/export"
)

// topic produces to a Kafka topic, idempotently and with acknowledgement by all replicas. The
// key is the organization, so that its records stay in order in one partition; the header id
// is the decision's id.
type topic struct{ client *kgo.Client }

// mostOfTopic is the largest record in bytes: brokers accept 1 MB by default, including
// overhead.
const mostOfTopic = 900_000

var topicForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,249}$`)

func checkKafka(t *Target) error {
	if t.url.Host == "" || !topicForm.MatchString(t.path()) {
		return errors.New("want kafka://BROKER:9092,BROKER:9092/TOPIC")
	}
	if tls := t.option("tls"); tls != "" && tls != "true" && tls != "false" {
		return fmt.Errorf("tls: %q: want true or false", tls)
	}
	_, err := mechanism(t)
	return err
}

func openKafka(_ context.Context, t *Target) (export.Sink, error) {
	options := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(t.url.Host, ",")...), kgo.DefaultProduceTopic(t.path()), kgo.ClientID("warder"),
		kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProducerBatchMaxBytes(1 << 20),
		kgo.AllowIdempotentProduceCancellation(), // otherwise a batch with a lost acknowledgement outlives its context
		kgo.ProducerLinger(0), kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)),
	}
	if t.option("tls") == "true" {
		options = append(options, kgo.DialTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	mechanism, err := mechanism(t)
	if err != nil {
		return nil, err
	}
	if mechanism != nil {
		options = append(options, kgo.SASL(mechanism))
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		return nil, err
	}
	return &topic{client}, nil
}

// mechanism is the client's authentication; nil if the URL has no user.
func mechanism(t *Target) (sasl.Mechanism, error) {
	name, user := t.option("sasl"), t.url.User
	if user == nil {
		if name != "" {
			return nil, errors.New("sasl: the URL names no user")
		}
		return nil, nil //nolint:nilnil // no authentication
	}
	password, _ := user.Password()
	switch name {
	case "", "plain":
		return plain.Auth{User: user.Username(), Pass: password}.AsMechanism(), nil
	case "scram-sha-256":
		return scram.Auth{User: user.Username(), Pass: password}.AsSha256Mechanism(), nil
	case "scram-sha-512":
		return scram.Auth{User: user.Username(), Pass: password}.AsSha512Mechanism(), nil
	}
	return nil, fmt.Errorf("sasl: %q: want plain, scram-sha-256 or scram-sha-512", name)
}

// Write implements export.Sink.
func (k *topic) Write(ctx context.Context, batch export.Batch) error {
	records := make([]*kgo.Record, len(batch.Records))
	for i := range batch.Records {
		record := &batch.Records[i]
		records[i] = &kgo.Record{
			Key: []byte(record.OrgID), Value: []byte(fitting(record, mostOfTopic)), Timestamp: record.Time.Time,
			Headers: []kgo.RecordHeader{{Key: "id", Value: []byte(record.ID)}},
		}
	}
	return k.client.ProduceSync(ctx, records...).FirstErr()
}

// Close implements export.Sink.
func (k *topic) Close() error {
	k.client.Close()
	return nil
}
