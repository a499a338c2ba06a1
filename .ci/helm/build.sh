#!/usr/bin/env bash
# Builds the helm that go.mod pins and prints its path as its last line.
#
# The program is kept between runs, in a folder named after the version and the platform, so that a
# second run does nothing. LWS_HELM_CACHE names another parent folder; LWS_GO_BUILD_FLAGS adds flags
# to `go build` (for example "-p 2").
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'helm: %s\n' "$*" >&2; }

if ! command -v go >/dev/null; then
  say "no Go on the PATH. Install Go 1.26 or newer, or set LWS_HELM to a helm of your own."
  exit 3
fi

version="$(go list -m -f '{{.Version}}' helm.sh/helm/v4)"
platform="$(go env GOOS)-$(go env GOARCH)"
parent="${LWS_HELM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lws-java/helm}"
folder="$parent/$version-$platform"

# What the program was built from; anything else is built again.
pins="$({ cat go.mod go.sum && go version; } | sha256sum | cut -c1-12)"

mkdir -p "$folder"
if command -v flock >/dev/null; then
  # Two builds at once would do everything twice; the second one waits and finds it done.
  exec 9>"$folder/.lock"
  flock 9
fi
if [[ -x "$folder/helm" && "$(cat "$folder/.built-from" 2>/dev/null)" == "$pins" ]]; then
  say "$version is up to date"
else
  say "building $version into $folder (once)"
  rm -f "$folder/.built-from"
  started=$SECONDS
  # Into a name of its own first: a build that is cut off must not leave half a binary.
  # shellcheck disable=SC2086 # LWS_GO_BUILD_FLAGS is a list of words
  CGO_ENABLED=0 nice -n 10 go build -trimpath ${LWS_GO_BUILD_FLAGS:-} \
    -ldflags "-s -w -X helm.sh/helm/v4/internal/version.version=$version" \
    -o "$folder/.helm.$$" helm.sh/helm/v4/cmd/helm
  mv "$folder/.helm.$$" "$folder/helm"
  printf '%s\n' "$pins" >"$folder/.built-from"
  say "built helm in $((SECONDS - started)) s"
fi
printf '%s\n' "$folder/helm"
