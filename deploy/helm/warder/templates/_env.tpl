{{- /* A setting is the variable WARDER_ and its name in capitals, with _ for -. */}}
{{- define "warder.env" -}}
- name: WARDER_LISTEN
  value: "0.0.0.0:8080"
- name: WARDER_OPS_LISTEN
  value: "0.0.0.0:8081"
- name: WARDER_ROOT_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.rootKey.existingSecret }}
      key: {{ .Values.rootKey.key }}
{{- with .Values.rootKey.kms.key }}
- name: WARDER_ROOT_KEY_KMS
  value: {{ . | quote }}
{{- end }}
{{- with .Values.rootKey.kms.endpoint }}
- name: WARDER_ROOT_KEY_KMS_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.rootKey.kms.vaultToken.existingSecret }}
- name: VAULT_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $.Values.rootKey.kms.vaultToken.key }}
{{- end }}
{{- if eq .Values.database.type "postgres" }}
- name: WARDER_DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.database.existingSecret }}
      key: {{ .Values.database.key }}
- name: WARDER_DATABASE_WAIT
  value: {{ .Values.database.wait | quote }}
{{- else }}
- name: WARDER_DATA_DIR
  value: /var/lib/warder/data # the server's own, of mode 0700, inside of the volume
{{- end }}
{{- with .Values.setupToken.existingSecret }}
- name: WARDER_SETUP_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $.Values.setupToken.key }}
{{- end }}
{{- with .Values.siteURL }}
- name: WARDER_SITE_URL
  value: {{ . | quote }}
{{- end }}
{{- with .Values.trustedProxies }}
- name: WARDER_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .Values.outboundAllow }}
- name: WARDER_OUTBOUND_ALLOW
  value: {{ join "," . | quote }}
{{- end }}
{{- if .Values.tls.existingSecret }}
- name: WARDER_TLS_CERT
  value: /etc/warder/tls/tls.crt
- name: WARDER_TLS_KEY
  value: /etc/warder/tls/tls.key
{{- end }}
{{- with .Values.tls.acme }}
{{- if .hosts }}
- name: WARDER_TLS_ACME_HOST
  value: {{ join "," .hosts | quote }}
- name: WARDER_TLS_ACME_ACCEPT_TERMS
  value: {{ .acceptTerms | quote }}
{{- with .email }}
- name: WARDER_TLS_ACME_EMAIL
  value: {{ . | quote }}
{{- end }}
{{- with .directory }}
- name: WARDER_TLS_ACME_DIRECTORY
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: WARDER_{{ $name | upper | replace "-" "_" }}
  value: {{ $value | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}
