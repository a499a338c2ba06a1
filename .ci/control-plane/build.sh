#!/usr/bin/env bash
# Builds the Kubernetes control plane that go.mod pins (kubectl, etcd, kube-apiserver,
# kube-controller-manager, kube-scheduler) and prints the folder that holds it as its last line.
#
# The folder is kept between runs and named after the version and the platform, so that a second
# run does nothing. LWS_CONTROL_PLANE_CACHE names another parent folder; LWS_GO_BUILD_FLAGS adds
# flags to each `go build` (for example "-p 2").
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
what=control-plane
source ../go-programs.sh

need_go KUBEBUILDER_ASSETS "ready-made binaries"
keep_in "${LWS_CONTROL_PLANE_CACHE:-}" k8s.io/kubernetes

# Name of the binary, then its package. kubectl comes first: it is small and wanted early.
commands=(
  "kubectl k8s.io/kubernetes/cmd/kubectl"
  "etcd go.etcd.io/etcd/server/v3"
  "kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver"
  "kube-controller-manager k8s.io/kubernetes/cmd/kube-controller-manager"
  "kube-scheduler k8s.io/kubernetes/cmd/kube-scheduler"
)

is_complete() {
  [[ "$(cat "$folder/.built-from" 2>/dev/null)" == "$pins" ]] || return 1
  local entry
  for entry in "${commands[@]}"; do
    [[ -x "$folder/${entry%% *}" ]] || return 1
  done
}

# Without a stamped version the components report v0.0.0-master, which kubectl and clients that
# compare versions do not understand.
version_flags() {
  local major minor package
  major="$(cut -d. -f1 <<<"${version#v}")"
  minor="$(cut -d. -f2 <<<"$version")"
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s.gitVersion=%s ' "$package" "$version"
    printf -- '-X %s.gitMajor=%s -X %s.gitMinor=%s ' "$package" "$major" "$package" "$minor"
    printf -- '-X %s.gitTreeState=clean ' "$package"
    printf -- '-X %s.gitCommit=%s ' "$package" "0000000000000000000000000000000000000000"
    printf -- '-X %s.buildDate=1970-01-01T00:00:00Z ' "$package"
  done
}

pins="$(pins_of version_flags)"

lock
if is_complete; then
  say "$version is up to date"
else
  say "building $version into $folder (once; about six minutes on two cores)"
  rm -f "$folder/.built-from"
  for entry in "${commands[@]}"; do
    build "${entry%% *}" "${entry#* }" "$(version_flags)"
  done
  printf '%s\n' "$pins" >"$folder/.built-from"
fi
printf '%s\n' "$folder"
