#!/bin/sh
# Makes the one folder that the product may write to: make-data-folder.sh FOLDER USER_ID
set -eu
install -d -m 0700 -o "$2" -g "$2" "$1"
