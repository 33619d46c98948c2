# Sourced by ./run, ./test, ./check and ./bench: makes .venv and installs what a lock file names, once per version of it.

say() { printf '%s\n' "$*" >&2; }

python_command() {
    for candidate in "${OCOP_PYTHON:-}" python3.11 python3.12 python3.13 python3; do
        [ -n "$candidate" ] || continue
        "$candidate" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14)))' 2>/dev/null || continue
        printf '%s' "$candidate"
        return 0
    done
    say "Cần Python 3.11, 3.12 hoặc 3.13 (không tìm thấy). / Python 3.11 to 3.13 is needed and was not found."
    return 1
}

# install_locked FILE: uv when it can be had (with its own certificates or the machine's), else plain pip with the same hashes.
install_locked() {
    for certificates in --no-system-certs --system-certs; do
        [ -x .venv/bin/uv ] || break
        VIRTUAL_ENV=.venv .venv/bin/uv pip install --quiet "$certificates" --require-hashes -r "$1" 2>/dev/null && return 0
    done
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}

# environment runtime|dev
environment() {
    wanted=$(cat pyproject.toml requirements/bootstrap.txt "requirements/$1.txt" | cksum)
    stamp=".venv/.installed-$1"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    if [ ! -x .venv/bin/python ]; then
        say "… tạo môi trường Python (.venv)"
        "$(python_command)" -m venv .venv
    fi
    say "… cài thư viện đã khoá phiên bản (requirements/$1.txt)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt ||
        say "  không cài được uv, dùng pip"
    install_locked "requirements/$1.txt"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
    printf '%s' "$wanted" > "$stamp"
    # The development file holds the runtime one, so either way a start needs nothing more.
    [ "$1" = runtime ] || cat pyproject.toml requirements/bootstrap.txt requirements/runtime.txt | cksum | tr -d '\n' > .venv/.installed-runtime
}
