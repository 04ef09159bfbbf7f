package sinks

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"warder/handlers/audit/export"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func kafka(t *testing.T, options ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	cluster, err := kfake.NewCluster(append(options, kfake.NumBrokers(1), kfake.SeedTopics(3, "decisions"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster
}

// consumed are the first so many records of the topic.
func consumed(t *testing.T, cluster *kfake.Cluster, count int) (records []*kgo.Record) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics("decisions"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for len(records) < count {
		fetched := client.PollFetches(ctx)
		if err := fetched.Err(); err != nil {
			t.Fatalf("%d of %d records: %v", len(records), count, err)
		}
		records = append(records, fetched.Records()...)
	}
	return records
}

func Test_a_topic_of_Kafka_has_the_decisions_of_an_organization_in_order(t *testing.T) {
	cluster := kafka(t)
	sink := open(t, "kafka://"+strings.Join(cluster.ListenAddrs(), ",")+"/decisions")
	write(t, sink, batch(0, 100, time.Second))
	write(t, sink, batch(100, 100, time.Second))
	wanted := append(batch(0, 100, time.Second).Records, batch(100, 100, time.Second).Records...)
	got := consumed(t, cluster, 200)
	for i, record := range got {
		if string(record.Value) != wanted[i].Record || string(record.Key) != "o1" || record.Partition != got[0].Partition ||
			len(record.Headers) != 1 || string(record.Headers[0].Value) != wanted[i].ID || !record.Timestamp.Equal(wanted[i].Time.Time) {
			t.Fatalf("record %d: %+v, want %+v", i, record, wanted[i])
		}
	}
}

func Test_a_broker_that_refuses_is_an_error(t *testing.T) {
	cluster := kafka(t)
	sink := open(t, "kafka://"+cluster.ListenAddrs()[0]+"/decisions")
	cluster.ControlKey(int16(kmsg.Produce), func(request kmsg.Request) (kmsg.Response, error, bool) {
		produce := request.(*kmsg.ProduceRequest)
		response := produce.ResponseKind().(*kmsg.ProduceResponse)
		for _, topic := range produce.Topics {
			answer := kmsg.NewProduceResponseTopic()
			answer.Topic, answer.TopicID = topic.Topic, topic.TopicID
			for _, partition := range topic.Partitions {
				refused := kmsg.NewProduceResponseTopicPartition()
				refused.Partition, refused.ErrorCode = partition.Partition, kerr.TopicAuthorizationFailed.Code
				answer.Partitions = append(answer.Partitions, refused)
			}
			response.Topics = append(response.Topics, answer)
		}
		return response, nil, true
	})
	if err := sink.Write(t.Context(), batch(0, 3, 0)); !errors.Is(err, kerr.TopicAuthorizationFailed) {
		t.Fatalf("%v", err)
	}
	eventually(t, func() error { return sink.Write(t.Context(), batch(0, 3, 0)) })
	consumed(t, cluster, 3)
}

func Test_a_cluster_that_asks_for_a_password_gets_it(t *testing.T) {
	cluster := kafka(t, kfake.EnableSASL(), kfake.Superuser("SCRAM-SHA-256", "warder", "canary-password"))
	address := cluster.ListenAddrs()[0] + "/decisions?sasl=scram-sha-256"
	write(t, open(t, "kafka://warder:canary-password@"+address), batch(0, 3, 0))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	err := open(t, "kafka://warder:canary-wrong@"+address).Write(ctx, batch(0, 3, 0))
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("a wrong password: %v", err)
	}
}

// endsInTime is whether a batch fails with its context.
func endsInTime(t *testing.T, sink export.Sink) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- sink.Write(ctx, batch(0, 3, 0)) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("no error")
		}
	case <-time.After(20 * time.Second):
		t.Error("it hangs")
	}
}

func Test_brokers_that_are_away_hold_a_batch_no_longer_than_it_may_take(t *testing.T) {
	sink := open(t, "kafka://"+free(t)+"/decisions")
	endsInTime(t, sink)
}

// The answer to a batch that was sent never comes.
func Test_a_broker_that_does_not_answer_holds_a_batch_no_longer_than_it_may_take(t *testing.T) {
	cluster := kafka(t)
	sink := open(t, "kafka://"+cluster.ListenAddrs()[0]+"/decisions")
	silent := make(chan struct{})
	cluster.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		<-silent
		return nil, nil, false
	})
	endsInTime(t, sink)
	close(silent)
	eventually(t, func() error {
		again, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		return sink.Write(again, batch(0, 3, 0))
	})
}

func Test_a_record_that_is_too_large_for_Kafka_is_a_stub(t *testing.T) {
	cluster := kafka(t)
	sink := open(t, "kafka://"+cluster.ListenAddrs()[0]+"/decisions")
	large := batch(0, 3, 0)
	large.Records[1].Record = strings.Repeat("x", 2<<20)
	write(t, sink, large)
	isStub(t, consumed(t, cluster, 3)[1].Value, large.Records[1].ID, 2<<20)
}
