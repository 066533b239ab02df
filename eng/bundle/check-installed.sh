#!/usr/bin/env bash
# Installs the bundle that lies in a folder and runs what it brings; bundle-check starts this as a user who has nothing else. Arguments: role, folder.
set -euo pipefail
role=$1 work=$2
cd -- "$work"

step() { echo "== $role, $(id -un): $1"; }

refuse() { if "$@"; then echo "This went through and must not." >&2; exit 1; fi; }

check_coordinator() {
  step "no tensor engine and no slide library in it"
  refuse grep -iE '  program/.*(torch|openslide|vips|onnx)' "$folder/SHA256SUMS"

  step "a coordinator is set up, runs and answers"
  "$lamella" coordinator init hub --federation check --address 127.0.0.1:17443
  "$lamella" coordinator run hub >run.log 2>&1 &
  running=$!
  local i
  trap 'kill "$running" 2>/dev/null || true' EXIT
  for ((i = 0; i < 150; i++)); do
    if "$lamella" coordinator status hub >status 2>/dev/null; then break; fi
    kill -0 "$running" || { cat run.log >&2; exit 1; }
    sleep 0.2
  done
  grep "Federation 'check'" status
  "$lamella" coordinator invite hub alder >/dev/null
  refuse compgen -G "/tmp/dotnet-diagnostic-$running-*"
  grep -q '^Max core file size *0 *0 ' "/proc/$running/limits"
  kill "$running"
  wait "$running"
  trap - EXIT
  "$lamella" ledger verify hub/ledger.db
}

check_site() {
  step "an empty folder holds no slides"
  "$lamella" site --help >/dev/null
  mkdir slides
  "$lamella" slides scan slides || [[ $? -eq 1 ]]

  step "a slide is read by the bundle's own slide library"
  "$lamella" slides build --out painted --slides 1 --hospital alder --size 2048
  "$lamella" slides scan painted/slides | tee scanned
  # The name that the library gives to such a file; without the library another reader would take it for a picture.
  grep -q generic-tiff scanned

  step "a small study trains with the bundle's own tensor engine"
  local site
  for site in north south; do
    mkdir -p "data/$site"
    printf 'tables:\n  - {file: table.csv, patient: id}\n' >"data/$site/map.yaml"
    awk -v site="$site" 'BEGIN { print "id,a,b,y"; for (i = 0; i < 24; i++) printf "%s%02d,%d,%d,%d\n", site, i, i % 5, i % 7, i % 2 }' >"data/$site/table.csv"
  done
  "$lamella" simulate check-study.yaml --data data --out out
  [[ -s out/report.html ]]
}

step "the signature holds, by plain openssl, with the key whose fingerprint was said"
tar -xzf bundle.tar.gz
folder=$(echo "$work"/lamella-*-"$role"-linux-x64)
openssl dgst -sha256 -verify bundle.tar.gz.pub.pem -signature "$folder/SHA256SUMS.sig" "$folder/SHA256SUMS"
grep -q "$(openssl pkey -pubin -in bundle.tar.gz.pub.pem -outform DER | sha256sum | cut -d' ' -f1)" said

step "it installs into a folder of its user"
mkdir prefix
"$folder/install.sh" --prefix "$work/prefix" --key bundle.tar.gz.pub.pem
"$folder/install.sh" --prefix "$work/prefix" >/dev/null
lamella=$work/prefix/current/bin/lamella
"check_$role"

step "a changed, a missing and an added file are refused"
touch "$folder/added"
refuse "$folder/install.sh" --prefix "$work/prefix" 2>/dev/null
rm "$folder/added"
echo "#" >>"$folder/docs/install.md"
refuse "$folder/install.sh" --prefix "$work/prefix" 2>/dev/null
rm "$folder/docs/install.md"
refuse "$folder/install.sh" --prefix "$work/prefix" 2>/dev/null
