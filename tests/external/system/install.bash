# How the checks install their tools: for bash scripts to source, not to be run.

# without_tools TOOLS NEEDS: ends the script whose tools cannot be installed. In CI that is a failure, elsewhere a visible skip.
without_tools() {
    if [ "${CI:-}" = true ]; then
        echo "failed: $1 cannot be installed" >&2
        exit 1
    fi
    echo "skipped: $1 cannot be installed here ($2 are needed)"
    exit 0
}

# python_venv FOLDER ARGUMENT…: a new virtual environment with what the arguments have pip install. Made by $python if that is
# set.
python_venv() {
    local venv=$1
    shift
    "${python:-python3}" -m venv "$venv" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile "$@"
}

# pinned_venv FOLDER FILE: a virtual environment with exactly what the requirements file has. Made anew only where it is not yet so.
pinned_venv() {
    local venv=$1 pins=$2
    cmp --silent "$pins" "$venv/pins.txt" && return
    rm -rf "$venv"
    python_venv "$venv" --no-deps --requirement "$pins" && cp "$pins" "$venv/pins.txt"
}

# debian_packages FOLDER PACKAGE=VERSION…: the content of packages, unpacked and not installed.
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
