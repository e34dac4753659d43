# How the checks install their tools. Bash scripts source this file; it is not run by itself.

# without_tools TOOLS NEEDS: ends a script whose tools cannot be installed. In CI this is a failure. Elsewhere the script prints that
# it is skipped.
without_tools() {
    if [ "${CI:-}" = true ]; then
        echo "failed: $1 cannot be installed" >&2
        exit 1
    fi
    echo "skipped: $1 cannot be installed here ($2 are needed)"
    exit 0
}

# python_venv FOLDER ARGUMENT…: makes a new virtual environment and calls `pip install` with the arguments. Uses $python if it is set.
python_venv() {
    local venv=$1
    shift
    "${python:-python3}" -m venv "$venv" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile "$@"
}

# pinned_venv FOLDER FILE: makes a virtual environment with exactly the packages of the requirements file, unless it exists already.
pinned_venv() {
    local venv=$1 pins=$2
    cmp --silent "$pins" "$venv/pins.txt" && return
    rm -rf "$venv"
    python_venv "$venv" --no-deps --requirement "$pins" && cp "$pins" "$venv/pins.txt"
}

# debian_packages FOLDER PACKAGE=VERSION…: downloads packages and unpacks them into the folder, without installing them.
debian_packages() {
    local folder=$1 package
    shift
    mkdir -p "$folder" || return
    download_packages "$folder" "$@" 2>/dev/null ||
        { apt-get update --quiet=2 && download_packages "$folder" "$@"; } || return
    for package in "$folder"/*.deb; do
        dpkg-deb --extract "$package" "$folder" || return
    done
}

download_packages() {
    (cd "$1" && shift && apt-get download --quiet=2 "$@")
}
