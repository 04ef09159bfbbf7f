package sinks

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ url, name, wrong string }{
		{"file:///var/log/decisions.jsonl", "file:///var/log/decisions.jsonl", ""},
		{"file:///var/log/decisions.jsonl?max-size=1MiB&keep=3", "file:///var/log/decisions.jsonl", ""},
		{"opa+https://logs.example.com/logs?token-file=/etc/token", "opa+https://logs.example.com/logs", ""},
		{"nats://warder:canary@n1:4222,n2:4222/warder.decisions", "nats://n1:4222,n2:4222/warder.decisions", ""},
		{"kafka://warder:canary@k1:9092,k2:9092/decisions?sasl=scram-sha-512&tls=true", "kafka://k1:9092,k2:9092/decisions", ""},
		{"s3://audit/warder?region=eu-central-1&wait=5m", "s3://audit/warder", ""},
		{"s3://audit?endpoint=http://127.0.0.1:9000", "s3://audit?endpoint=http://127.0.0.1:9000", ""},

		{"", "", "want a URL that begins with one of file://, kafka://, nats://, nats+tls://, opa+http://, opa+https://, s3://"},
		{"ftp://warder:canary@x/y", "", "want a URL that begins with"},
		{"nats://warder:canary@[x/y", "", "want a URL"},
		{"kafka://u:12/3canary@h:9092/t", "", "want a URL; write /"},
		{"kafka://u:12#canary@h:9092/t", "", "want a URL; write /"},
		{"file://var/log/decisions", "", "three slashes"},
		{"file:///var/log/d?max-size=none", "", "max-size"},
		{"file:///var/log/d?max-size=1", "", "max-size"},
		{"file:///var/log/d?keep=0", "", "keep"},
		{"file:///var/log/d?keep=1&keep=2", "", "given twice"},
		{"file:///var/log/d?maxsize=1MiB", "", `"maxsize" is unknown, or given twice; there are max-size, keep`},
		{"opa+https:///logs", "", "the whole address"},
		{"nats://warder:canary@n1:4222", "", "a subject"},
		{"nats://n1:4222/warder.*", "", "a subject"},
		{"kafka://k1:9092", "", "TOPIC"},
		{"kafka://k1:9092/a/b", "", "TOPIC"},
		{"kafka://k1:9092/decisions?sasl=plain", "", "the URL names no user"},
		{"kafka://warder:canary@k1:9092/decisions?sasl=md5", "", "want plain, scram-sha-256 or scram-sha-512"},
		{"kafka://k1:9092/decisions?tls=maybe", "", "tls"},
		{"s3://AKCANARY:canary@audit/warder", "", "AWS_ACCESS_KEY_ID"},
		{"s3:///warder", "", "BUCKET"},
		{"s3://audit?wait=2h", "", "wait"},
		{"s3://audit?endpoint=minio:9000", "", "endpoint"},
		{"s3://audit?endpoint=https://x/y", "", "endpoint"},
	} {
		target, err := Parse(c.url)
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s: %v", c.url, err)
		case c.wrong == "" && target.Name() != c.name:
			t.Errorf("%s: its name is %s, want %s", c.url, target.Name(), c.name)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: %v, want %q", c.url, err, c.wrong)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("%s: %v", c.url, err)
		}
	}
}

func TestTarget_Limits(t *testing.T) {
	for url, want := range map[string]time.Duration{"s3://a": time.Minute, "s3://a?wait=5m": 5 * time.Minute, "s3://a?wait=0s": 0, "file:///a": 0} {
		target, err := Parse(url)
		if err != nil || target.Limits().Wait != want || target.Limits().Records == 0 || target.Limits().Bytes == 0 {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestTarget_InClear(t *testing.T) {
	for url, want := range map[string]bool{
		"kafka://u:p@k:9092/t": true, "kafka://u:p@k:9092/t?tls=true": false, "kafka://k:9092/t": false, "kafka://u:p@127.0.0.1:9092/t": false,
		"nats://u:p@n:4222/s": true, "nats+tls://u:p@n:4222/s": false, "nats://u:p@localhost:4222/s": false, "nats://n:4222/s": false,
		"opa+http://u:p@h/logs": true, "opa+http://h/logs?token-file=/t": true, "opa+http://h/logs": false, "opa+https://u:p@h/logs": false, "file:///a": false,
	} {
		if target, err := Parse(url); err != nil || target.InClear() != want {
			t.Errorf("%s: want %v (%v)", url, want, err)
		}
	}
}
