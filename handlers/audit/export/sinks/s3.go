package sinks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/parquet-go/parquet-go"

	"warder/handlers/audit/export"
)

// bucket stores each batch as a Parquet object, named by its places and the log's hash. A
// retried batch gets the same name; a batch of another log at the same places, as after a
// restore from a backup, gets another. Objects lie in one folder per day (date=2026-11-30),
// which query engines read as a column.
type bucket struct {
	client *minio.Client
	name   string
	prefix string
}

// Row is a row of the Parquet files.
type Row struct {
	Place       int64     `parquet:"place"`
	ID          string    `parquet:"id"`
	Time        time.Time `parquet:"time,timestamp(millisecond)"`
	OrgID       string    `parquet:"organization_id,dict"`
	ProjectID   string    `parquet:"project_id,dict"`
	SubjectType string    `parquet:"subject_type,dict"`
	SubjectID   string    `parquet:"subject_id,dict"`
	Action      string    `parquet:"action,dict"`
	Resource    string    `parquet:"resource,dict"`
	Permitted   bool      `parquet:"permitted"`
	EventType   string    `parquet:"event_type,dict"`
	IP          string    `parquet:"ip,dict"`
	UserAgent   string    `parquet:"user_agent,dict"`
	Record      string    `parquet:"record,zstd"` // the whole decision as JSON
}

func checkS3(t *Target) error {
	if t.url.Host == "" || t.url.User != nil {
		return errors.New("want s3://BUCKET/PREFIX, with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role")
	}
	if wait := t.option("wait"); wait != "" {
		if span, err := time.ParseDuration(wait); err != nil || span < 0 || span > time.Hour {
			return fmt.Errorf("wait: %q: want a time up to 1h, such as 5m", wait)
		}
	}
	_, _, err := endpoint(t)
	return err
}

// endpoint is the host of the service, and whether it uses TLS.
func endpoint(t *Target) (host string, secure bool, err error) {
	text := t.option("endpoint")
	if text == "" {
		return "s3.amazonaws.com", true, nil
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || path.Clean("/"+parsed.Path) != "/" {
		return "", false, errors.New("endpoint: want https://HOST, nothing after it")
	}
	return parsed.Host, parsed.Scheme == "https", nil
}

func openS3(_ context.Context, t *Target) (export.Sink, error) {
	host, secure, err := endpoint(t)
	if err != nil {
		return nil, err
	}
	chain := credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}})
	client, err := minio.New(host, &minio.Options{Creds: chain, Secure: secure, Region: t.option("region"), MaxRetries: 1})
	if err != nil {
		return nil, err
	}
	return &bucket{client, t.url.Host, t.path()}, nil
}

// Write implements export.Sink.
func (b *bucket) Write(ctx context.Context, batch export.Batch) error {
	for rest := batch.Records; len(rest) > 0; {
		day, count := dayOf(&rest[0]), 1
		for count < len(rest) && dayOf(&rest[count]) == day {
			count++
		}
		if err := b.put(ctx, nameOf(batch, day), rest[:count]); err != nil {
			return err
		}
		rest = rest[count:]
	}
	return nil
}

func dayOf(record *export.ExportedRecord) string { return record.Time.UTC().Format(time.DateOnly) }

// nameOf is the object name of a batch's records of one day.
func nameOf(batch export.Batch, day string) string {
	return fmt.Sprintf("date=%s/%020d-%020d-%.12s.parquet", day, batch.From, batch.To-1, batch.Leaf)
}

func (b *bucket) put(ctx context.Context, name string, records []export.ExportedRecord) error {
	rows := make([]Row, len(records))
	for i := range records {
		r := &records[i]
		rows[i] = Row{r.Place, r.ID, r.Time.UTC(), r.OrgID, r.ProjectID, r.SubjectType, r.SubjectID, r.Action, r.Resource, r.Permitted, r.EventType, r.IP, r.UserAgent, r.Record}
	}
	var object bytes.Buffer
	if err := parquet.Write(&object, rows); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	_, err := b.client.PutObject(ctx, b.name, path.Join(b.prefix, name), &object, int64(object.Len()),
		minio.PutObjectOptions{ContentType: "application/vnd.apache.parquet"})
	return err
}

// Close implements export.Sink.
func (*bucket) Close() error { return nil }
