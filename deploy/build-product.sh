#!/bin/sh
# Installs the product with its locked packages: build-product.sh FOLDER_OF_SOURCES FOLDER_TO_FILL
# The sources must hold the built browser files already. Nothing but the target is left behind.
# UV names an installer that is there already; otherwise the locked one is fetched.
set -eu
sources=$1
target=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies, not links into a cache: the target is carried to another image.
export UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
python=$(command -v python3)
uv=${UV:-}
if [ -z "$uv" ]; then
  "$python" -m venv "$work/tools"
  "$work/tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$sources/requirements/uv.txt"
  uv=$work/tools/bin/uv
fi

"$uv" venv --quiet --no-project --python "$python" "$target"
"$uv" pip install --quiet --python "$target" --compile-bytecode --require-hashes -r "$sources/requirements/product.txt"

"$uv" venv --quiet --no-project --python "$python" "$work/builder"
"$uv" pip install --quiet --python "$work/builder" --require-hashes -r "$sources/requirements/build.txt"
"$uv" build --quiet --wheel --no-build-isolation --python "$work/builder/bin/python" --out-dir "$work/wheel" "$sources"
"$uv" pip install --quiet --python "$target" --compile-bytecode --no-deps "$work/wheel"/*.whl
