// Package charts renders the chart, the base and the compose file of deploy by the engines
// of Helm, Kustomize and Compose, and holds what comes out to the types of Kubernetes. It is
// a module of its own, so that the server depends on none of them.
package charts

import (
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// chart is where the chart is.
const chart = "../../deploy/helm/warder"

// needed are the values that each installation names.
const needed = `
database: {existingSecret: warder-database}
rootKey: {existingSecret: warder-root-key}
`

// everything turns on what can be turned on.
const everything = `
replicaCount: 3
image: {digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
imagePullSecrets: [{name: registry}]
database: {existingSecret: db, key: url}
rootKey: {existingSecret: key, kms: {key: "hcvault://vault.example.com:8200/transit/keys/warder", endpoint: "https://vault.internal:8200", vaultToken: {existingSecret: vault}}}
setupToken: {existingSecret: setup}
siteURL: https://warder.example.com
trustedProxies: [10.0.0.0/8, "fd00::/8"]
outboundAllow: [10.96.0.0/12]
settings: {audit-reads: durable, database-connections: 8, console: false}
extraEnv: [{name: GOMEMLIMIT, value: 1GiB}]
tls: {existingSecret: warder-tls}
service: {type: LoadBalancer, port: 443, annotations: {a: b}}
ingress: {enabled: true, className: nginx, hosts: [warder.example.com], tls: [{hosts: [warder.example.com], secretName: site}]}
networkPolicy:
  from: [{podSelector: {}}]
  metricsFrom: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
serviceMonitor: {enabled: true, labels: {release: prometheus}}
podAnnotations: {a: b}
podLabels: {team: security}
nodeSelector: {kubernetes.io/os: linux}
tolerations: [{key: dedicated, operator: Exists}]
affinity: {nodeAffinity: {}}
topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
priorityClassName: high
`

// sqlite is one server with a file.
const sqlite = `
replicaCount: 1
database: {type: sqlite, storageClassName: fast}
rootKey: {existingSecret: key}
`

// acme is one server with a file that obtains its certificates.
const acme = `
tls: {acme: {hosts: [warder.example.com, w.example.com], email: ops@example.com, directory: "https://ca.example.com/dir", acceptTerms: true}}
service: {type: LoadBalancer, port: 443}
`

var installations = map[string]struct {
	values, more string
	kinds        string
}{
	"the_least": {needed, "", "Deployment NetworkPolicy PodDisruptionBudget Service Service ServiceAccount"},
	"everything": {
		everything, "", "Deployment Ingress NetworkPolicy PodDisruptionBudget Service Service ServiceAccount ServiceMonitor",
	},
	"sqlite": {sqlite, "", "Deployment NetworkPolicy PersistentVolumeClaim Service Service ServiceAccount"},
	"acme": {sqlite, acme, "Deployment NetworkPolicy PersistentVolumeClaim Service Service ServiceAccount"},
	"nothing_besides": {
		needed, "{networkPolicy: {enabled: false}, podDisruptionBudget: {enabled: false}, serviceAccount: {create: false}}", "Deployment Service Service",
	},
}

func TestChart_renders_what_Kubernetes_knows(t *testing.T) {
	for name, c := range installations {
		t.Run(name, func(t *testing.T) {
			objects := decoded(t, render(t, values(t, c.values, c.more)))
			if kinds := strings.Join(objects.kinds(), " "); kinds != c.kinds {
				t.Errorf("got %s, want %s", kinds, c.kinds)
			}
			deployment := one[*appsv1.Deployment](t, objects)
			hardened(t, &deployment.Spec.Template.Spec)
			connected(t, objects)
		})
	}
}

func TestChart_turns_values_into_settings(t *testing.T) {
	env := func(text string) map[string]string {
		settings := map[string]string{}
		for _, variable := range one[*appsv1.Deployment](t, decoded(t, render(t, values(t, text)))).Spec.Template.Spec.Containers[0].Env {
			settings[variable.Name] = variable.Value
			if from := variable.ValueFrom; from != nil {
				settings[variable.Name] = "secret " + from.SecretKeyRef.Name + " " + from.SecretKeyRef.Key
			}
		}
		return settings
	}
	for name, want := range map[string]map[string]string{
		everything: {
			"WARDER_DATABASE_URL": "secret db url", "WARDER_ROOT_KEY": "secret key root-key", "WARDER_SETUP_TOKEN": "secret setup setup-token",
			"WARDER_SITE_URL": "https://warder.example.com", "WARDER_TRUSTED_PROXIES": "10.0.0.0/8,fd00::/8", "WARDER_OUTBOUND_ALLOW": "10.96.0.0/12",
			"WARDER_AUDIT_READS": "durable", "WARDER_DATABASE_CONNECTIONS": "8", "WARDER_CONSOLE": "false", "WARDER_LOG_FORMAT": "json", "GOMEMLIMIT": "1GiB",
			"WARDER_TLS_CERT": "/etc/warder/tls/tls.crt", "WARDER_TLS_KEY": "/etc/warder/tls/tls.key", "WARDER_DATA_DIR": "",
			"WARDER_ROOT_KEY_KMS": "hcvault://vault.example.com:8200/transit/keys/warder", "WARDER_ROOT_KEY_KMS_ENDPOINT": "https://vault.internal:8200",
			"VAULT_TOKEN": "secret vault token", "WARDER_TLS_ACME_HOST": "",
		},
		sqlite + acme: {
			"WARDER_TLS_ACME_HOST": "warder.example.com,w.example.com", "WARDER_TLS_ACME_EMAIL": "ops@example.com", "WARDER_TLS_ACME_DIRECTORY": "https://ca.example.com/dir",
			"WARDER_TLS_ACME_ACCEPT_TERMS": "true", "WARDER_TLS_CERT": "", "WARDER_ROOT_KEY_KMS": "",
		},
		sqlite: {"WARDER_DATA_DIR": "/var/lib/warder/data", "WARDER_DATABASE_URL": "", "WARDER_DATABASE_WAIT": "", "WARDER_LISTEN": "0.0.0.0:8080", "WARDER_OPS_LISTEN": "0.0.0.0:8081"},
	} {
		got := env(name)
		for variable, value := range want {
			if got[variable] != value {
				t.Errorf("%s is %q, want %q", variable, got[variable], value)
			}
		}
	}
}

func TestChart_refuses(t *testing.T) {
	for name, c := range map[string]struct{ values, more, want string }{
		"replicas_of_a_file":             {sqlite, "replicaCount: 2", "replicaCount: SQLite is a file of one server"},
		"no_database":                    {"rootKey: {existingSecret: key}", "", "database.existingSecret: name the Secret"},
		"no_root_key":                    {"database: {existingSecret: db}", "", "rootKey.existingSecret: name the Secret"},
		"an_ingress_for_no_host":         {needed, "ingress: {enabled: true}", "ingress.hosts: name the hosts"},
		"a_value_that_is_not_there":      {needed, "replicas: 2", "additional properties 'replicas' not allowed"},
		"a_database_of_another_kind":     {needed, "database: {type: mysql}", "/database/type"},
		"a_setting_that_has_its_value":   {needed, "settings: {listen: x}", "invalid propertyName 'listen'"},
		"a_tag_for_a_digest":             {needed, "image: {digest: latest}", "/image/digest"},
		"a_path_after_the_site":          {needed, "siteURL: https://example.com/warder", "/siteURL"},
		"a_stop_shorter_than_the_drain":  {needed, "terminationGracePeriodSeconds: 5", "/terminationGracePeriodSeconds"},
		"a_proxy_that_is_a_name":         {needed, "trustedProxies: [ingress]", "/trustedProxies"},
		"a_wait_that_is_no_time":         {needed, "database: {wait: long}", "/database/wait"},
		"a_volume_of_no_size":            {sqlite, "database: {size: big}", "/database/size"},
		"a_port_out_of_range":            {needed, "service: {port: 70000}", "/service/port"},
		"a_pull_policy_that_is_not_one":  {needed, "image: {pullPolicy: Sometimes}", "/image/pullPolicy"},
		"a_token_for_no_kms":             {needed, "rootKey: {kms: {vaultToken: {existingSecret: vault}}}", "rootKey.kms.key: name the key"},
		"a_kms_that_is_not_one":          {needed, "rootKey: {kms: {key: azure-kms://x}}", "/rootKey/kms/key"},
		"a_kms_by_a_setting":             {needed, "settings: {root-key-kms: x}", "invalid propertyName 'root-key-kms'"},
		"acme_without_agreement":         {sqlite + acme, "tls: {acme: {acceptTerms: false}}", "tls.acme.acceptTerms: set it to true"},
		"acme_without_a_volume":          {needed + acme, "", "tls.acme.hosts: certificates are kept on the volume"},
		"acme_on_another_port":           {sqlite + acme, "service: {port: 8443}", "service.port: the authority validates"},
		"acme_beside_a_secret":           {sqlite + acme, "tls: {existingSecret: site}", "set one of the two"},
		"acme_behind_an_ingress":         {sqlite + acme, "ingress: {enabled: true, hosts: [a.example.com]}", "TLS untouched"},
		"an_existing_secret_by_its_text": {needed, "tls: {cert: PEM}", "additional properties 'cert' not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rendered(values(t, c.values, c.more))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// hardened is what each pod has for all values.
func hardened(t *testing.T, pod *corev1.PodSpec) {
	t.Helper()
	text, err := yaml.Marshal(map[string]any{"pod": pod.SecurityContext, "container": pod.Containers[0].SecurityContext})
	if err != nil {
		t.Fatal(err)
	}
	const want = `container:
  allowPrivilegeEscalation: false
  capabilities:
    drop:
    - ALL
  readOnlyRootFilesystem: true
pod:
  fsGroup: 65532
  runAsGroup: 65532
  runAsNonRoot: true
  runAsUser: 65532
  seccompProfile:
    type: RuntimeDefault
`
	if string(text) != want || *pod.AutomountServiceAccountToken || *pod.EnableServiceLinks {
		t.Errorf("got\n%s", text)
	}
	container := pod.Containers[0]
	if container.LivenessProbe.HTTPGet.Path != "/healthz" || container.ReadinessProbe.HTTPGet.Path != "/readyz" || container.Resources.Limits.Memory().IsZero() {
		t.Errorf("%+v", container)
	}
}
