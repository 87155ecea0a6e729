#!/bin/sh
# Uploads the console: upload.sh DIST BUCKET. Written by `cargo xtask dist`.
# Old files stay, for pages that are open now; CloudFront compresses by itself.
set -eu
dist=$1 bucket=$2
files='--recursive --exclude *.br --exclude *.gz'
roots='index.html 404.html errors.html findings.html boot.js config.json'
for root in $roots; do files="$files --exclude $root"; done
# The patterns are for aws, not for the shell.
set -f
# shellcheck disable=SC2086
aws s3 cp "$dist" "s3://$bucket/console/" $files --cache-control 'public, max-age=31536000, immutable'
# The page last.
for root in boot.js config.json errors.html findings.html 404.html index.html; do
    aws s3 cp "$dist/$root" "s3://$bucket/console/$root" --cache-control 'no-cache'
done
