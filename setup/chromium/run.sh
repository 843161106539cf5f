#!/bin/sh
# Starts the Chromium that unpack.mjs put into .rtk/chromium, with the libraries and fonts a bare machine lacks.
here=$(cd "$(dirname "$0")" && pwd)
unpacked=$here/../../.rtk/chromium
export LD_LIBRARY_PATH="$unpacked/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
exec "$unpacked/chromium" "$@"
