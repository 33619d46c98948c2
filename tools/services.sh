# Sourced by ./test and ./bench: a throw-away PostgreSQL server and a Chromium, found or, where possible, installed.

as_root() { [ "$(id -u)" = 0 ]; }

missing() {
    say "!! THIẾU / MISSING: $1"
    [ "${CI:-}" = true ] && { say "!! CI=true: thiếu là hỏng / missing means failure"; exit 1; }
    return 1
}

apt_install() {
    as_root && command -v apt-get >/dev/null 2>&1 || return 1
    say "… cài $* (apt)"
    { apt-get install -y -qq --no-install-recommends "$@" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }; } >/dev/null 2>&1
}

postgres_bin() {
    for folder in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb 2>/dev/null || printf /nowhere/x)")"; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && printf '%s' "$folder" && return 0
    done
    return 1
}

as_postgres() {
    if as_root; then runuser -u postgres -- "$@"; else "$@"; fi
}

# start_postgres: sets POSTGRES_URL (without a database name) and stops the server when the shell ends.
start_postgres() {
    bin=$(postgres_bin) || { apt_install postgresql && bin=$(postgres_bin); } ||
        { missing "máy chủ PostgreSQL (Debian: apt install postgresql) — bỏ qua phần PostgreSQL"; return 1; }
    POSTGRES_DIR=$(mktemp -d /tmp/ocop-postgres.XXXXXX)
    as_root && chown postgres "$POSTGRES_DIR"
    port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_postgres "$bin/initdb" -D "$POSTGRES_DIR/data" -U ocop --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    durability=${POSTGRES_DURABILITY:-"-c fsync=off -c synchronous_commit=off -c full_page_writes=off"}
    as_postgres "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -w -s -l "$POSTGRES_DIR/log" \
        -o "-p $port -k $POSTGRES_DIR -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=256MB $durability" start
    trap stop_postgres EXIT INT TERM
    POSTGRES_URL="postgresql://ocop@127.0.0.1:$port"
}

stop_postgres() {
    [ -n "${POSTGRES_DIR:-}" ] || return 0
    as_postgres "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$POSTGRES_DIR"
    POSTGRES_DIR=
}

chromium_command() {
    for candidate in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome .venv/chromium/chromium; do
        [ -n "$candidate" ] && [ -x "$candidate" ] && printf '%s' "$candidate" && return 0
    done
    return 1
}

# Without root: the npm package carries the browser inside itself.
npm_chromium() {
    command -v npm >/dev/null 2>&1 || return 1
    say "… cài Chromium (npm)"
    mkdir -p .venv/chromium && npm install --silent --no-audit --no-fund --prefix .venv/chromium @sparticuz/chromium@153 >/dev/null 2>&1 || return 1
    path=$(cd .venv/chromium && node --input-type=module -e 'import c from "@sparticuz/chromium"; console.log(await c.executablePath())') || return 1
    ln -sf "$path" .venv/chromium/chromium
}

# find_chromium: sets and exports CHROMIUM.
find_chromium() {
    CHROMIUM=$(chromium_command) || { apt_install chromium && CHROMIUM=$(chromium_command); } ||
        { npm_chromium && CHROMIUM=$(chromium_command); } ||
        { missing "trình duyệt Chromium (Debian: apt install chromium) — bỏ qua phần trình duyệt"; return 1; }
    export CHROMIUM
}
