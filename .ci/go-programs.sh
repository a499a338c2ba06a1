# Sourced by the scripts that build programs of the tests from Go modules, in the folder of the
# go.mod that pins them. Each keeps what it built in a folder named after the version and the
# platform, so that a second run does nothing.

say() { printf '%s: %s\n' "$what" "$*" >&2; }

# need_go VARIABLE TEXT: ends unless there is a Go; the variable names what one may set instead.
need_go() {
  if ! command -v go >/dev/null; then
    say "no Go on the PATH. Install Go 1.26 or newer, or set $1 to $2."
    exit 3
  fi
}

# keep_in PARENT MODULE: sets version and folder.
keep_in() {
  version="$(go list -m -f '{{.Version}}' "$2")"
  folder="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/lws-java/$what}/$version-$(go env GOOS)-$(go env GOARCH)"
}

# pins_of COMMAND...: prints what a finished folder was built from; the command prints what else
# counts.
pins_of() { { cat go.mod go.sum && go version && "$@"; } | sha256sum | cut -c1-12; }

# lock: two builds at once would do everything twice; the second one waits and finds it done.
lock() {
  mkdir -p "$folder"
  if command -v flock >/dev/null; then
    exec 9>"$folder/.lock"
    flock 9
  fi
}

# build NAME PACKAGE FLAGS: into a name of its own first, because a build that is cut off must not
# leave half a binary.
build() {
  local name="$1" package="$2" started=$SECONDS
  # shellcheck disable=SC2086 # LWS_GO_BUILD_FLAGS is a list of words
  CGO_ENABLED=0 nice -n 10 go build -trimpath ${LWS_GO_BUILD_FLAGS:-} \
    -ldflags "-s -w $3" -o "$folder/.$name.$$" "$package"
  mv "$folder/.$name.$$" "$folder/$name"
  say "built $name in $((SECONDS - started)) s"
}
