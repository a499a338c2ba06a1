#!/usr/bin/env bash
# Builds the helm that go.mod pins and prints its path as its last line.
#
# The program is kept between runs, in a folder named after the version and the platform, so that a
# second run does nothing. LWS_HELM_CACHE names another parent folder; LWS_GO_BUILD_FLAGS adds flags
# to `go build` (for example "-p 2").
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
what=helm
source ../go-programs.sh

need_go LWS_HELM "a helm of your own"
keep_in "${LWS_HELM_CACHE:-}" helm.sh/helm/v4
pins="$(pins_of true)"

lock
if [[ -x "$folder/helm" && "$(cat "$folder/.built-from" 2>/dev/null)" == "$pins" ]]; then
  say "$version is up to date"
else
  say "building $version into $folder (once)"
  rm -f "$folder/.built-from"
  build helm helm.sh/helm/v4/cmd/helm "-X helm.sh/helm/v4/internal/version.version=$version"
  printf '%s\n' "$pins" >"$folder/.built-from"
fi
printf '%s\n' "$folder/helm"
