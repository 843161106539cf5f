#!/bin/sh
# Builds the browser files: build-assets.sh FOLDER_OF_SOURCES FOLDER_TO_FILL
set -eu
sources=$1
target=$2
cd "$sources"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node build.mjs "$target"
