{{- define "warder.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "warder.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 58 | trimSuffix "-" }}
{{- else if contains (include "warder.name" .) .Release.Name }}
{{- .Release.Name | trunc 58 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "warder.name" .) | trunc 58 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "warder.selectorLabels" -}}
app.kubernetes.io/name: {{ include "warder.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "warder.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "warder.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "warder.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "warder.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "warder.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- /* The scheme of the API, which is also the name of its port. */}}
{{- define "warder.scheme" -}}
{{- if or .Values.tls.existingSecret .Values.tls.acme.hosts }}https{{ else }}http{{ end }}
{{- end }}

{{- /* What the schema cannot say in words that help. */}}
{{- define "warder.check" -}}
{{- if and (eq .Values.database.type "sqlite") (gt (int .Values.replicaCount) 1) }}
{{- fail "replicaCount: SQLite is a file of one server; set replicaCount to 1, or database.type to postgres" }}
{{- end }}
{{- if and (eq .Values.database.type "postgres") (not .Values.database.existingSecret) }}
{{- fail "database.existingSecret: name the Secret with the address of PostgreSQL, made by: kubectl create secret generic warder-database --from-literal=database-url=postgres://..." }}
{{- end }}
{{- if not .Values.rootKey.existingSecret }}
{{- fail "rootKey.existingSecret: name the Secret with the root key, made by: kubectl create secret generic warder-root-key --from-literal=root-key=$(openssl rand -hex 32)" }}
{{- end }}
{{- with .Values.rootKey.kms }}
{{- if and (not .key) (or .endpoint .vaultToken.existingSecret) }}
{{- fail "rootKey.kms.key: name the key of the KMS that rootKey.kms.endpoint and vaultToken belong to" }}
{{- end }}
{{- end }}
{{- if .Values.tls.acme.hosts }}
{{- if .Values.tls.existingSecret }}
{{- fail "tls.acme.hosts and tls.existingSecret: set one of the two" }}
{{- end }}
{{- if not .Values.tls.acme.acceptTerms }}
{{- fail "tls.acme.acceptTerms: set it to true if you agree to the terms of service of the authority" }}
{{- end }}
{{- if ne .Values.database.type "sqlite" }}
{{- fail "tls.acme.hosts: certificates are kept on the volume of SQLite; with PostgreSQL name in tls.existingSecret a Secret that cert-manager renews" }}
{{- end }}
{{- if ne (int .Values.service.port) 443 }}
{{- fail "service.port: the authority validates tls.acme.hosts on port 443; set it to 443" }}
{{- end }}
{{- if .Values.ingress.enabled }}
{{- fail "tls.acme.hosts and ingress.enabled: the authority has to reach the server with TLS untouched; use a Service of the type LoadBalancer, or TLS of the ingress" }}
{{- end }}
{{- end }}
{{- end }}
