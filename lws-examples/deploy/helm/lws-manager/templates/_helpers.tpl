{{/*
Labels of everything. Names are fixed: a cluster has one definition and one set of webhooks, and the
names are those of the Go manager and of the kustomize base.
*/}}
{{- define "lws.labels" -}}
app.kubernetes.io/name: lws-manager
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: leader-worker-set
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "lws.selector" -}}
app.kubernetes.io/name: lws-manager
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
The managers among which the sets are divided, as a JSON array of name and flag; one that has neither,
if they are not. 1 is the way back from several: an undivided manager that looks for those of shares.
*/}}
{{- define "lws.shards" -}}
{{- $count := int .Values.shards -}}
{{- $out := list -}}
{{- if not $count -}}
{{- $out = list (dict "name" "" "flag" "") -}}
{{- else if eq $count 1 -}}
{{- $out = list (dict "name" "" "flag" "0/1") -}}
{{- else -}}
{{- range $i := until $count -}}
{{- $out = append $out (dict "name" (printf "%d-of-%d" $i $count) "flag" (printf "%d/%d" $i $count)) -}}
{{- end -}}
{{- end -}}
{{- toJson $out -}}
{{- end }}

{{/* The Leases of all shares, as a list in one line. */}}
{{- define "lws.shardLeases" -}}
{{- $out := list -}}
{{- range fromJsonArray (include "lws.shards" .) -}}
{{- $out = append $out (printf "b8b2488c.x-k8s.io%s" (.name | empty | ternary "" (printf "-shard-%s" .name))) -}}
{{- end -}}
[{{ join ", " $out }}]
{{- end }}

{{/* A file of the kustomize base or of lws-core, in the namespace of the release. */}}
{{- define "lws.file" -}}
{{- .root.Files.Get .name | replace "namespace: lws-system" (printf "namespace: %s" .root.Release.Namespace) }}
{{- end }}

{{/* The manager's configuration file. */}}
{{- define "lws.configuration" -}}
apiVersion: config.lws.x-k8s.io/v1alpha1
kind: Configuration
leaderElection:
  leaderElect: true
metrics:
  bindAddress: ":{{ .Values.metrics.port }}"
clientConnection:
  qps: {{ .Values.client.qps }}
  burst: {{ .Values.client.burst }}
webhook:
  enable: {{ ne .Values.mode "policies" }}
internalCertManagement:
  enable: {{ eq .Values.mode "webhooks" }}
tls:
  minVersion: {{ .Values.tls.minVersion | quote }}
  cipherSuites: {{ .Values.tls.cipherSuites | toJson }}
{{- with .Values.gang.provider }}
gangSchedulingManagement:
  schedulerProvider: {{ . }}
{{- end }}
{{- end }}
