package service

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"warder/models/seal"
	"warder/tests/kmstest"
)

func TestLoad_refuses(t *testing.T) {
	strong := seal.NewRootKey().Reveal()
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	weakFile, openFile := write("weak", strings.Repeat("00", 32), 0o600), write("open", strong, 0o600)
	if err := os.Chmod(openFile, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		source source
		want   string
	}{
		{"an_unknown_key_and_names_the_nearest", source{file: "trusted-proxy: x"}, "unknown key trusted-proxy; did you mean trusted-proxies?"},
		{"an_unknown_nested_key", source{file: "listen:\n  port: 1\n"}, "unknown key listen.port; did you mean listen?"},
		{"an_unknown_variable_and_names_the_nearest", source{env: []string{"WARDER_DATABASE=x"}}, "unknown variable WARDER_DATABASE; did you mean WARDER_DATABASE_URL?"},
		{"a_file_that_is_missing", source{args: []string{"--config", "no-such.yaml"}}, "no-such.yaml"},
		{"a_missing_file_named_by_the_environment", source{env: []string{"WARDER_CONFIG=no-such.yaml"}}, "no-such.yaml"},
		{"a_file_that_is_a_directory", source{args: []string{"--config", dir}}, "it is a directory"},
		{"a_file_that_is_no_yaml", source{file: "listen: [1"}, "warder.yaml: yaml:"},
		{"a_list_where_one_value_belongs", source{file: "listen: {}\npolicy: [[1]]"}, "policy: a list may hold text only"},
		{"an_address_without_port", source{args: []string{"--listen=localhost"}}, `listen: "localhost" is not host:port`},
		{"a_port_that_is_a_name", source{args: []string{"--ops-listen=localhost:http"}}, `ops-listen: "http" is not a port number`},
		{"a_port_out_of_range", source{args: []string{"--listen=localhost:65536"}}, `listen: "65536" is not a port number`},
		{"a_database_of_another_kind", source{env: []string{"DATABASE_URL=mysql://u:hunter2@db/x"}}, "database-url: want sqlite:PATH or a postgres:// address"},
		{"a_password_that_is_not_encoded", source{env: []string{"DATABASE_URL=postgres://u:hun@ter/2@db:5432/x"}}, "database-url: a password with @, /, ?, # or : has to be percent-encoded"},
		{"a_database_without_a_place", source{args: []string{"--database-url=postgres://"}}, "database-url: want sqlite:PATH or a postgres:// address"},
		{"a_policy_that_is_not_there", source{args: []string{"--policy=no-such"}}, `policy: "no-such" is neither "embedded" nor a directory`},
		{"bundles_from_the_network_that_nobody_signed", source{args: []string{"--policy=https://bundles.example.com/x"}}, "policy: everyone who can answer for this address could decide everything"},
		{"a_registry_without_a_tag", source{args: []string{"--policy=oci://registry.example.com/x", "--insecure-unsigned-policy"}}, "the tag is missing"},
		{"an_address_with_a_password", source{args: []string{"--policy=https://u:hunter2@bundles.example.com/x", "--insecure-unsigned-policy"}}, "without credentials"},
		{"a_key_without_id", source{args: []string{"--policy-keys=team.pub"}}, `policy-keys: "team.pub" is not id=file`},
		{"a_key_id_twice", source{args: []string{"--policy-keys=a=x,a=y"}}, `the key id "a" is there twice`},
		{"a_key_that_is_missing", source{args: []string{"--policy-keys=a=no-such", "--policy-scope=x"}}, "policy-keys: bundle key unusable: a: open no-such"},
		{"a_key_without_a_scope", source{args: []string{"--policy-keys=a=no-such"}}, "a scope is needed"},
		{"an_unknown_fallback", source{args: []string{"--policy-fallback=any"}}, `policy-fallback: "any" is not one of embedded, none`},
		{"a_staleness_that_is_no_time", source{args: []string{"--policy-max-stale=long"}}, "policy-max-stale"},
		{"a_proxy_that_is_no_range", source{args: []string{"--trusted-proxies=10.0.0.0/33"}}, `trusted-proxies: "10.0.0.0/33" is neither a CIDR nor an address`},
		{"a_proxy_range_in_mapped_form", source{args: []string{"--trusted-proxies=::ffff:10.0.0.0/104"}}, "write it as IPv4"},
		{"trust_in_every_ipv4_address", source{args: []string{"--trusted-proxies=10.0.0.0/8,0.0.0.0/0"}}, "trusted-proxies: "},
		{"trust_in_every_ipv4_address_in_halves", source{args: []string{"--trusted-proxies=0.0.0.0/1,128.0.0.0/1"}}, "trusted-proxies: "},
		{"trust_in_every_ipv6_address_in_pieces", source{args: []string{"--trusted-proxies=8000::/1,::/2,4000::/3,6000::/3"}}, "trusted-proxies: "},
		{"trust_in_half_of_the_addresses", source{args: []string{"--trusted-proxies=0.0.0.0/1"}}, "trusted-proxies: 0.0.0.0/1 holds more of the internet than a /8"},
		{"trust_in_all_but_some_addresses", source{args: []string{"--trusted-proxies=0.0.0.0/1,128.0.0.0/2,192.0.0.0/3"}}, "trusted-proxies: 0.0.0.0/1 holds"},
		{"trust_in_a_range_that_is_a_little_too_wide", source{args: []string{"--trusted-proxies=10.0.0.0/7"}}, "trusted-proxies: 10.0.0.0/7 holds"},
		{"trust_in_a_wide_ipv6_range", source{args: []string{"--trusted-proxies=2000::/15"}}, "trusted-proxies: 2000::/15 holds more of the internet than a /16"},
		{"trust_in_many_ranges", source{args: []string{"--trusted-proxies=" + rangesOf(17)}}, "trusted-proxies: the ranges together hold more of the internet than 16 of /8"},
		{"half_of_all_servers_that_may_be_asked", source{args: []string{"--outbound-allow=128.0.0.0/1"}}, "outbound-allow: 128.0.0.0/1 holds"},
		{"every_server_that_may_be_asked", source{args: []string{"--outbound-allow=0.0.0.0/0"}}, "outbound-allow: 0.0.0.0/0 holds more of the internet than a /8"},
		{"an_endpoint_by_http_beyond_this_machine", source{args: []string{"--gcp-endpoint=http://10.0.0.1"}}, "gcp-endpoint: want https://HOST; http is for this machine"},
		{"an_endpoint_with_a_password", source{args: []string{"--azure-endpoint=https://a:b@example.com"}}, "azure-endpoint: want https://HOST"},
		{"an_endpoint_that_is_none", source{args: []string{"--aws-sts-endpoint=sts"}}, "aws-sts-endpoint: want https://HOST"},
		{"trust_in_every_ipv6_address", source{args: []string{"--trusted-proxies=::/0"}}, "trusted-proxies: "},
		{"a_dump_that_is_neither_on_nor_off", source{file: "insecure-core-dumps: some"}, `insecure-core-dumps: "some" is neither true nor false`},
		{"a_switch_that_is_neither_on_nor_off", source{file: "insecure-trust-all-proxies: maybe"}, `insecure-trust-all-proxies: "maybe" is neither true nor false`},
		{"a_weak_root_key", source{env: []string{"WARDER_ROOT_KEY=" + strings.Repeat("ab", 32)}}, "WARDER_ROOT_KEY: invalid root key"},
		{"a_weak_root_key_in_a_file", source{args: []string{"--root-key-file", weakFile}}, "root-key-file: root key file"},
		{"a_root_key_file_others_can_read", source{args: []string{"--root-key-file", openFile}}, "chmod 600"},
		{"a_root_key_file_that_is_missing", source{args: []string{"--root-key-file", "no-such"}}, "root-key-file: root key file: open no-such"},
		{"two_root_keys", source{env: []string{"WARDER_ROOT_KEY=" + strong}, args: []string{"--root-key-file", weakFile}}, "use one of them"},
		{"a_kms_of_another_kind", source{args: []string{"--root-key-kms=pkcs11://x"}}, "root-key-kms: want aws-kms://"},
		{"a_kms_with_a_plain_root_key", source{env: []string{"WARDER_ROOT_KEY=" + strong}, args: []string{"--root-key-kms=" + kmstest.AWS}}, "WARDER_ROOT_KEY: wrapped root key: the root key is not wrapped by a KMS"},
		{"a_wrapped_root_key_without_its_kms", source{env: []string{"WARDER_ROOT_KEY=" + seal.FormatWrapped([]byte("x"))}}, "it is wrapped by a KMS, which root-key-kms has to name"},
		{"a_wrapped_root_key_that_is_cut_off", source{env: []string{"WARDER_ROOT_KEY=" + seal.FormatWrapped(nil)}, args: []string{"--root-key-kms=" + kmstest.AWS}}, "it is cut off or altered"},
		{"an_address_of_a_kms_by_http", source{args: []string{"--root-key-kms=" + kmstest.Vault, "--root-key-kms-endpoint=http://10.0.0.1"}}, "root-key-kms-endpoint: want https://HOST; http is for this machine"},
		{"an_address_of_no_kms", source{args: []string{"--root-key-kms-endpoint=https://kms.example.com"}}, "root-key-kms-endpoint: it needs root-key-kms"},
		{"acme_without_its_terms", source{args: []string{"--tls-acme-host=warder.example.com"}}, "tls-acme-accept-terms: set it to true if you agree"},
		{"acme_beside_a_certificate", source{args: []string{"--tls-acme-host=warder.example.com", "--tls-acme-accept-terms", "--tls-cert=a", "--tls-key=b"}}, "tls-acme-host: tls-cert is set too; use one of them"},
		{"acme_for_every_name", source{args: []string{"--tls-acme-host=*.example.com", "--tls-acme-accept-terms"}}, "tls-acme-host: \"*.example.com\": want a name in lower case"},
		{"acme_for_an_address", source{args: []string{"--tls-acme-host=192.0.2.1", "--tls-acme-accept-terms"}}, "tls-acme-host: \"192.0.2.1\": want a name"},
		{"acme_for_a_name_with_a_port", source{args: []string{"--tls-acme-host=a.example.com:443", "--tls-acme-accept-terms"}}, "without * and port"},
		{"acme_by_http_beyond_this_machine", source{args: []string{"--tls-acme-host=a.example.com", "--tls-acme-accept-terms", "--tls-acme-directory=http://ca.example.com/d"}}, "tls-acme-directory: want https://HOST"},
		{"acme_with_two_addresses", source{args: []string{"--tls-acme-host=a.example.com", "--tls-acme-accept-terms", "--tls-acme-email=a@b.c,d@e.f"}}, "tls-acme-email: want one address"},
		{"terms_of_no_authority", source{args: []string{"--tls-acme-accept-terms"}}, "they need tls-acme-host"},
		{"a_site_url_with_a_path", source{args: []string{"--site-url=https://example.com/x"}}, "site-url: want"},
		{"a_server_name_with_a_control_character", source{args: []string{"--server-name=a\x1bb"}}, "server-name: want"},
		{"a_server_name_that_is_too_long", source{args: []string{"--server-name=" + strings.Repeat("x", 101)}}, "server-name: want"},
		{"a_site_url_of_another_scheme", source{args: []string{"--site-url=ftp://example.com"}}, "site-url: want"},
		{"an_unknown_log_format", source{args: []string{"--log-format=xml"}}, `log-format: "xml" is not one of text, json`},
		{"an_unknown_log_level", source{args: []string{"--log-level=info+2"}}, `log-level: "info+2" is not one of`},
		{"an_unknown_audit_mode", source{args: []string{"--audit-reads=never"}}, `audit-reads: "never" is not one of buffered, durable`},
		{"a_decision_log_that_is_a_directory", source{args: []string{"--decision-log", dir}}, "is a directory"},
		{"a_decision_log_of_no_name", source{args: []string{"--decision-log="}}, "decision-log: want none, stdout or a file"},
		{"a_request_log_that_is_a_directory", source{args: []string{"--request-log", dir}}, "request-log: " + `"` + dir + `" is a directory`},
		{"a_collector_that_is_no_address", source{env: []string{"OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317"}}, "otlp-endpoint: want http://HOST:PORT"},
		{"a_collector_with_a_password", source{args: []string{"--otlp-endpoint=http://u:hunter2@collector"}}, "a credential belongs in WARDER_OTLP_HEADERS"},
		{"headers_that_are_none", source{env: []string{"OTEL_EXPORTER_OTLP_HEADERS=hunter2"}}, "WARDER_OTLP_HEADERS: the 1. of its pairs is not name=value"},
		{"a_share_beyond_all", source{args: []string{"--trace-ratio=1.5"}}, `trace-ratio: "1.5" is not a number from 0 to 1`},
		{"a_share_that_is_no_number", source{args: []string{"--trace-ratio=NaN"}}, `trace-ratio: "NaN" is not a number from 0 to 1`},
		{"an_export_to_nowhere", source{args: []string{"--decision-export=ftp://x"}}, "decision-export: want a URL that begins with"},
		{"an_export_with_an_unknown_option", source{args: []string{"--decision-export=file:///var/d?max=1"}}, "decision-export: file:///var/d: \"max\" is unknown"},
		{"one_export_twice", source{env: []string{"WARDER_DECISION_EXPORT=nats://h/a nats://u:p@h/a"}}, "decision-export: nats://h/a is named twice"},
		{"fewer_connections_than_exports_need", source{args: []string{"--database-connections=4", "--decision-export=file:///var/d"}}, "database-connections: want 5 or more"},
		{"a_backlog_of_no_export", source{args: []string{"--export-max-backlog=5"}}, "export-max-backlog: there is no decision-export"},
		{"a_body_limit_below_a_secret_of_a_mebibyte", source{args: []string{"--body-limit=1MiB"}}, "body-limit: 1048576 bytes is less than"},
		{"a_body_limit_with_an_odd_unit", source{args: []string{"--body-limit=4MB"}}, `body-limit: "4MB" is not a size`},
		{"a_body_limit_beyond_counting", source{args: []string{"--body-limit=99999999999GiB"}}, "is not a size"},
		{"an_evaluator_that_is_none", source{args: []string{"--policy-evaluator=wasm"}}, "policy-evaluator"},
		{"less_than_no_crosscheck", source{args: []string{"--policy-crosscheck=-1"}}, "policy-crosscheck"},
		{"less_memory_than_the_server_itself_takes", source{args: []string{"--policy-memory=1MiB"}}, "policy-memory: 1048576 bytes is less than"},
		{"a_timeout_without_unit", source{file: "read-timeout: 30"}, `read-timeout: "30" is not a time with a unit`},
		{"a_timeout_of_nothing", source{args: []string{"--policy-timeout=0s"}}, "policy-timeout: 0s must be positive"},
		{"an_empty_data_directory", source{args: []string{"--data-dir="}}, "data-dir: it is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.source.load(t)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), strong) {
				t.Errorf("the error repeats a secret: %v", err)
			}
		})
	}
}

func TestLoad_accepts(t *testing.T) {
	for _, c := range []struct {
		name   string
		source source
	}{
		{"every_key_in_the_file", source{file: everyKey}},
		{"trust_in_as_many_ranges_as_may_be_each_twice", source{args: []string{"--trusted-proxies=" + rangesOf(16) + "," + rangesOf(16) + ",12.0.0.0/9"}}},
		{"trust_in_all_private_addresses", source{args: []string{"--trusted-proxies=10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10"}}},
		{"trust_in_every_address_when_told_so", source{args: []string{"--trusted-proxies=0.0.0.0/0,::/0", "--insecure-trust-all-proxies"}}},
		{"a_plain_site_url", source{args: []string{"--site-url=https://warder.example.com/"}}},
		{"what_kubernetes_puts_beside_a_service_named_warder", source{env: []string{
			"WARDER_PORT=tcp://10.0.0.1:8080", "WARDER_SERVICE_HOST=10.0.0.1", "WARDER_SERVICE_PORT=8080", "WARDER_SERVICE_PORT_HTTP=8080",
			"WARDER_PORT_8080_TCP=tcp://10.0.0.1:8080", "WARDER_PORT_8080_TCP_ADDR=10.0.0.1",
		}}},
		{"variables_of_others", source{env: []string{"WARDEN=1", "WARDER_TEST_X=1", "PATH=/bin", "malformed"}}},
		{"an_empty_file", source{file: "# nothing\n"}},
		{"a_directory_of_policy", source{args: []string{"--policy=."}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := c.source.load(t); err != nil {
				t.Error(err)
			}
		})
	}
}

// rangesOf are so many ranges of /8 of the internet.
func rangesOf(count int) string {
	var ranges []string
	for i := range count {
		ranges = append(ranges, strconv.Itoa(11+i)+".0.0.0/8")
	}
	return strings.Join(ranges, ",")
}

const everyKey = `
listen: 127.0.0.1:8081
ops-listen: "[::1]:9091"
database-url: sqlite:other.db
database-connections: 8
database-wait: 1m
data-dir: /var/lib/warder
policy: embedded
policy-keys: []
policy-scope: production
policy-fallback: none
policy-interval: 1m
policy-max-stale: 0s
insecure-unsigned-policy: false
insecure-unconfined-policy: false
insecure-registry: false
insecure-core-dumps: false
trusted-proxies: [10.0.0.0/8]
insecure-trust-all-proxies: false
outbound-allow: [10.96.0.0/12]
aws-sts-endpoint: https://sts.amazonaws.com
gcp-endpoint: http://127.0.0.1:18792
azure-endpoint: https://login.chinacloudapi.cn
root-key-file: ""
root-key-kms: hcvault://vault.example.com/transit/keys/warder
root-key-kms-endpoint: http://127.0.0.1:8200
site-url: https://warder.example.com
server-name: warder-0
log-level: debug
log-format: json
decision-log: decisions.jsonl
decision-export: file:///var/log/warder/copied.jsonl
export-max-backlog: 100000
request-log: requests.jsonl
otlp-endpoint: http://127.0.0.1:4318
trace-ratio: 0.1
audit-reads: durable
tls-cert: chain.pem
tls-key: key.pem
tls-client-ca: operators.pem
tls-acme-host: []
tls-acme-email: ""
tls-acme-directory: https://acme.example.com/directory
tls-acme-accept-terms: false
body-limit: 8388608
policy-timeout: 500ms
policy-memory: 64MiB
policy-evaluator: topdown
policy-crosscheck: 0
shutdown-timeout: 1m
header-timeout: 5s
read-timeout: 5s
write-timeout: 5s
idle-timeout: 5s
console: false
console-idle-lock: 5m
keep-deleted-days: 0
`

func TestLoad_every_key_of_the_file_is_in_the_example(t *testing.T) {
	for _, s := range settings() {
		if !s.envOnly && !strings.Contains(everyKey, "\n"+s.name+":") {
			t.Errorf("%s is not tested from a file", s.name)
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"nothing_said", nil, nil},
		{"loopback_by_name", []string{"--listen=localhost:1", "--ops-listen=[::1]:2"}, nil},
		{"beyond_this_machine_without_https", []string{"--listen=0.0.0.0:8080"}, []string{"listening beyond this machine"}},
		{"every_interface_by_an_empty_host", []string{"--listen=:8080"}, []string{"listening beyond this machine"}},
		{"beyond_this_machine_with_https_in_front", []string{"--listen=0.0.0.0:8080", "--site-url=https://warder.example.com"}, nil},
		{"beyond_this_machine_with_plain_http", []string{"--listen=0.0.0.0:8080", "--site-url=http://warder.example.com"}, []string{"listening beyond this machine"}},
		{"beyond_this_machine_by_TLS", []string{"--listen=0.0.0.0:8080", "--tls-cert=c", "--tls-key=k"}, nil},
		{"ops_for_holders_of_certificates", []string{"--ops-listen=:9090", "--tls-cert=c", "--tls-key=k", "--tls-client-ca=a"}, nil},
		{"ops_beyond_this_machine", []string{"--ops-listen=:9090"}, []string{"ops-listen is reachable"}},
		{"policy_that_nobody_signed", []string{"--insecure-unsigned-policy"}, []string{"insecure-unsigned-policy"}},
		{"memory_that_others_read", []string{"--insecure-core-dumps"}, []string{"insecure-core-dumps: "}},
		{"policies_without_bounds", []string{"--insecure-unconfined-policy"}, []string{"insecure-unconfined-policy"}},
		{"the_policy_of_the_binary_in_place_of_ones_own", []string{"--policy=.", "--policy-fallback=embedded"}, []string{"policy-fallback embedded"}},
		{"the_policy_of_the_binary_beside_itself", []string{"--policy-fallback=embedded"}, nil},
		{"an_export_to_a_file_of_one_server_of_several", []string{"--database-url=postgres://db/warder", "--decision-export=file:///var/d"}, []string{"decision-export: servers on one database share"}},
		{"an_export_to_a_file_of_the_only_server", []string{"--decision-export=file:///var/d"}, nil},
		{"an_export_with_a_password_in_clear", []string{"--decision-export=nats://u:p@broker:4222/s"}, []string{"decision-export: the credential for nats://broker:4222/s travels without TLS"}},
		{"trust_in_every_address", []string{"--trusted-proxies=0.0.0.0/0", "--insecure-trust-all-proxies"}, []string{"insecure-trust-all-proxies"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := source{args: c.args}.load(t)
			if err != nil {
				t.Fatal(err)
			}
			got := config.Warnings()
			if len(got) != len(c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("got %q, want %q", got[i], c.want[i])
				}
			}
		})
	}
}
