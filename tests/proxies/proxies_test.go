// Package proxies runs the server behind the proxies of deploy/proxies.
package proxies_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"warder/cmd/service"
)

const (
	site   = "https://warder.example.com"
	caller = "127.0.0.2" // told from the proxy's own address
)

// proxies are the configurations in deploy/proxies, and how each is run. Words are changed
// to the ports and files of the test; each has to be there.
var proxies = map[string]struct {
	file  string
	run   func(file string) []string
	words func(port, upstream string) map[string]string
}{
	"nginx": {
		"nginx.conf", func(file string) []string {
			return []string{"nginx", "-p", filepath.Dir(file), "-c", file, "-e", "error.log", "-g", "daemon off; pid nginx.pid;"}
		},
		func(port, upstream string) map[string]string {
			return map[string]string{"listen 443 ssl": "listen 127.0.0.1:" + port + " ssl", "127.0.0.1:8080": upstream, "events {}": ownUser + "events {}", "http {\n": "http {\n" + inFolder}
		},
	},
	"caddy": {
		"Caddyfile", func(file string) []string {
			return []string{"caddy", "run", "--config", file, "--adapter", "caddyfile"}
		},
		func(port, upstream string) map[string]string {
			return map[string]string{"warder.example.com {": "{\n\tadmin off\n\tauto_https disable_redirects\n}\nwarder.example.com:" + port + " {", "127.0.0.1:8080": upstream}
		},
	},
}

// ownUser lets the workers of nginx write where the test may, also where it is root.
const ownUser = "user root;\n"

// inFolder keeps nginx of an ordinary user from writing where only root may.
const inFolder = "access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"

func Test_the_server_works_behind_each_proxy(t *testing.T) {
	chain, key, trusted := certificate(t)
	for name, proxy := range proxies {
		t.Run(name, func(t *testing.T) {
			upstream := serve(t)
			port, folder := freePort(t), t.TempDir()
			words := proxy.words(port, upstream)
			words["/etc/ssl/warder/chain.pem"], words["/etc/ssl/warder/key.pem"] = chain, key
			file := filepath.Join(folder, proxy.file)
			configuration(t, proxy.file, words, file)
			background(t, folder, proxy.run(file))
			c := &client{t: t, http: through(t, port, trusted)}
			c.await()
			c.setUp()
			t.Run("the address is the client's, not one that it claims", c.address)
			t.Run("browsers are told to speak TLS alone", c.strictTransport)
			t.Run("a body may be as large as the server allows", c.largeBody)
			t.Run("a path passes as it was sent", c.path)
			t.Run("decisions are streamed as they are taken", c.stream)
		})
	}
}

func Test_the_configuration_of_traefik_reads(t *testing.T) {
	text, err := os.ReadFile("../../deploy/proxies/traefik.yml")
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		HTTP struct {
			Routers map[string]struct {
				Rule        string
				EntryPoints []string `yaml:"entryPoints"`
				Service     string
				TLS         struct {
					CertResolver string `yaml:"certResolver"`
				} `yaml:"tls"`
			}
			Services map[string]struct {
				LoadBalancer struct {
					PassHostHeader     bool `yaml:"passHostHeader"`
					Servers            []struct{ URL string }
					ResponseForwarding struct {
						FlushInterval string `yaml:"flushInterval"`
					} `yaml:"responseForwarding"`
				} `yaml:"loadBalancer"`
			}
		} `yaml:"http"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&read); err != nil {
		t.Fatal(err)
	}
	for name, router := range read.HTTP.Routers {
		service, known := read.HTTP.Services[router.Service]
		if !known || !service.LoadBalancer.PassHostHeader || len(service.LoadBalancer.Servers) == 0 {
			t.Errorf("%s leads to %+v", name, service)
		}
	}
	if len(read.HTTP.Routers) == 0 {
		t.Error("no router")
	}
}

// serve runs a server that believes the proxies of this machine, and answers where.
func serve(t *testing.T) string {
	t.Helper()
	config := service.Defaults()
	config.Listen, config.OpsListen, config.DataDir = "127.0.0.1:0", "127.0.0.1:0", filepath.Join(t.TempDir(), "data")
	config.SiteURL, config.TrustedProxies = site, []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	config.AuditReads, config.Logger = service.AuditDurable, slog.New(slog.DiscardHandler)
	s, err := service.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return strings.TrimPrefix(s.URL(), "http://")
}

// configuration is the one that people copy, with other words.
func configuration(t *testing.T, name string, words map[string]string, into string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy/proxies", name))
	if err != nil {
		t.Fatal(err)
	}
	changed := string(text)
	for word, other := range words {
		if !strings.Contains(changed, word) {
			t.Fatalf("%s does not say %q", name, word)
		}
		changed = strings.ReplaceAll(changed, word, other)
	}
	if err := os.WriteFile(into, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// background runs a proxy until the test ends. The test fails where it is not installed.
func background(t *testing.T, folder string, words []string) {
	t.Helper()
	program, err := exec.LookPath(words[0])
	if err != nil {
		if program = "/usr/sbin/" + words[0]; !exists(program) {
			t.Fatalf("%s is missing; .ci/packages installs it", words[0])
		}
	}
	log := &bytes.Buffer{}
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, program, words[1:]...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) } // which ends the workers of nginx too
	command.WaitDelay = time.Second                                                  // Caddy waits for streams
	command.Dir, command.Stderr, command.Stdout = folder, log, log
	command.Env = append(os.Environ(), "HOME="+folder)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("%s said: %s", words[0], log)
		}
	})
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func freePort(t *testing.T) string {
	t.Helper()
	bound, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer bound.Close()
	_, port, _ := net.SplitHostPort(bound.Addr().String())
	return port
}

// through asks the site of a proxy on this machine, from an address of its own.
func through(t *testing.T, port string, trusted *x509.CertPool) *http.Client {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(caller)}}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, "127.0.0.1:"+port)
		},
		TLSClientConfig: &tls.Config{RootCAs: trusted},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// client is a user behind the proxy.
type client struct {
	t     *testing.T
	http  *http.Client
	token string
}

func (c *client) do(t *testing.T, method, path, body string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, site+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("X-Forwarded-For", "203.0.113.9")
	return c.http.Do(request)
}

func (c *client) ask(t *testing.T, method, path, body string) (status int, header http.Header, answer map[string]any) {
	t.Helper()
	response, err := c.do(t, method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s %s answers %d, which is not the server's: %s", method, path, response.StatusCode, text)
	}
	return response.StatusCode, response.Header, answer
}

// await waits until the proxy accepts connections.
func (c *client) await() {
	c.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		response, err := c.do(c.t, http.MethodGet, "/api/status", "")
		if err == nil {
			_ = response.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // for another program to start
	}
}

// setUp makes the first administrator, whose token is used from now on.
func (c *client) setUp() {
	c.t.Helper()
	status, _, answer := c.ask(c.t, http.MethodPost, "/api/v1/admin/bootstrap", `{"email":"a@example.com","password":"correct horse battery","organization":"acme"}`)
	identity, _ := answer["identity"].(map[string]any)
	credentials, _ := identity["credentials"].(map[string]any)
	if c.token, _ = credentials["token"].(string); status != 200 || c.token == "" {
		c.t.Fatalf("%d %v", status, answer)
	}
}

func (c *client) address(t *testing.T) {
	_, _, before := c.ask(t, http.MethodGet, "/api/v1/authz/decisions?limit=1", "")
	_, _, answer := c.ask(t, http.MethodGet, "/api/v1/authz/decisions?limit=1", "")
	list, _ := answer["decisions"].([]any)
	if len(list) != 1 || !strings.Contains(fmt.Sprint(list[0]), "ip:"+caller) {
		t.Errorf("%v, after %v", answer, before)
	}
}

func (c *client) strictTransport(t *testing.T) {
	if _, header, _ := c.ask(t, http.MethodGet, "/api/status", ""); header.Get("Strict-Transport-Security") == "" {
		t.Error(header)
	}
}

func (c *client) largeBody(t *testing.T) {
	for size, want := range map[int]int{3 << 20: 422, 5 << 20: 413} {
		response, err := c.do(t, http.MethodPost, "/api/v1/identities", `{"name":"`+strings.Repeat("x", size)+`"}`)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%d bytes: %d, want %d", size, response.StatusCode, want)
		}
	}
}

// path has a slash that separates nothing; a proxy that decodes it asks another route.
func (c *client) path(t *testing.T) {
	status, _, answer := c.ask(t, http.MethodGet, "/api/v1/identities/a%2Fb", "")
	if status == 404 && answer["error"] == "NotFound" && strings.Contains(fmt.Sprint(answer["message"]), "Route") {
		t.Errorf("%d %v", status, answer)
	}
}

func (c *client) stream(t *testing.T) {
	response, err := c.do(t, http.MethodGet, "/api/v1/authz/decisions/stream", "")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	stop := time.AfterFunc(20*time.Second, func() { _ = response.Body.Close() }) // a proxy that keeps events back
	defer stop.Stop()
	c.ask(t, http.MethodGet, "/api/v1/identities/none", "")
	events := bufio.NewScanner(response.Body)
	for events.Scan() {
		if strings.HasPrefix(events.Text(), "event: decision") {
			return
		}
	}
	t.Errorf("%s: the stream ended without a decision: %v", response.Status, events.Err())
}

// certificate is that of the test servers of net/http, which is for *.example.com, as files
// in PEM, and what a client trusts.
func certificate(t *testing.T) (chain, key string, trusted *x509.CertPool) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	raw, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	chain, key = filepath.Join(folder, "chain.pem"), filepath.Join(folder, "key.pem")
	for path, block := range map[string]*pem.Block{chain: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trusted = x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	return chain, key, trusted
}
