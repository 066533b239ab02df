#!/bin/sh
# Installs a Lamella bundle from the folder this file lies in. Needs no network.
set -eu
umask 022

role=@ROLE@
version=@VERSION@
prefix=/opt/lamella
owner=${SUDO_USER:-root}
system=no
key=

usage() {
  cat <<TEXT
Installs Lamella $version ($role) on Debian 12, without a network.

  $0 --system [--owner NAME] [--prefix DIR]
        once, as root: makes the user lamella, /var/lib/lamella for it, the prefix for its owner NAME (the user of sudo, or root),
        the command /usr/local/bin/lamella, bubblewrap for a site that has none, and the service lamella-$role, which is neither enabled nor started
  $0 [--prefix DIR]
        as the owner of the prefix: checks every file and copies the program to DIR/$version, with the link DIR/current to it

  --prefix DIR   default /opt/lamella
  --key FILE     checks the signature with this public key, too (needs openssl)
TEXT
}

fail() { echo "install.sh: $1" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
    --system) system=yes ;;
    --prefix) prefix=${2:?"--prefix wants a folder"}; shift ;;
    --owner) owner=${2:?"--owner wants a name"}; shift ;;
    --key) key=$(readlink -f -- "${2:?"--key wants a file"}"); shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 1 ;;
  esac
  shift
done
case $prefix in
  /*[!A-Za-z0-9._/-]* | [!/]*) fail "--prefix wants a full path of letters, digits, dots and dashes" ;;
esac
cd -- "$(dirname -- "$(readlink -f -- "$0")")"

# Nothing is trusted, run or copied before every file is what it was when it was signed, and no other file lies between them.
check_files() {
  if [ -n "$key" ]; then
    openssl dgst -sha256 -verify "$key" -signature SHA256SUMS.sig SHA256SUMS >/dev/null || fail "the signature is not by that key: do not install this"
  fi
  sha256sum --quiet --strict -c SHA256SUMS || fail "files are missing or changed: unpack the archive again"
  [ "$(find . ! -type d ! -name SHA256SUMS ! -name SHA256SUMS.sig | wc -l)" -eq "$(wc -l <SHA256SUMS)" ] || fail "there are files that nobody signed: unpack into an empty folder"
}

has_bubblewrap() { [ -x /usr/bin/bwrap ] || [ -x /usr/local/bin/bwrap ]; }

# What the program takes from the system, so that the system's updates reach it.
check_system() {
  libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
  for pair in libstdc++.so.6:libstdc++6 libgcc_s.so.1:libgcc-s1 libssl.so.3:libssl3; do
    case $libraries in
      *"${pair%%:*}"*) ;;
      *) fail "the system lacks ${pair%%:*}; install the Debian package ${pair##*:}" ;;
    esac
  done
  if [ "$role" = site ] && [ "$system" = no ] && ! has_bubblewrap; then
    echo "Note: bubblewrap is not on this machine, so the worker that trains is not locked in; the step for root puts it there." >&2
  fi
}

# The one step for root.
set_up_system() {
  [ "$(id -u)" -eq 0 ] || fail "--system is for root"
  getent passwd "$owner" >/dev/null || fail "there is no user '$owner'"
  getent passwd lamella >/dev/null || PATH=$PATH:/usr/sbin useradd --system --user-group --home-dir /var/lib/lamella --no-create-home --shell /usr/sbin/nologin lamella
  install -d -m 700 -o lamella -g lamella /var/lib/lamella
  install -d -m 755 -o "$owner" "$prefix"
  # Debian's own package, where it is installed later, comes first.
  if [ "$role" = site ] && ! has_bubblewrap; then install -m 755 tools/bwrap /usr/local/bin/bwrap; fi
  install -d -m 755 /etc/systemd/system
  sed "s|/opt/lamella/|$prefix/|" "systemd/lamella-$role.service" >"/etc/systemd/system/lamella-$role.service"
  chmod 644 "/etc/systemd/system/lamella-$role.service"
  ln -sfn "$prefix/current/bin/lamella" /usr/local/bin/lamella
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
  echo "Ready. Now, as $owner: $(pwd)/install.sh --prefix $prefix"
}

# Copied beside its place and then renamed: a version is there as a whole or not at all.
copy_program() {
  [ -d "$prefix" ] && [ -w "$prefix" ] || fail "'$prefix' is not there or not yours: as root, $0 --system --owner $(id -un) --prefix $prefix"
  if [ -e "$prefix/$version" ]; then
    cmp -s SHA256SUMS "$prefix/$version/SHA256SUMS" || fail "another build of $version is in '$prefix/$version': stop the service, move that folder away, and try again"
  else
    needed=$(du -sk . | cut -f1)
    free=$(df -Pk "$prefix" | awk 'NR == 2 { print $4 }')
    [ "$free" -gt "$needed" ] || fail "'$prefix' has $((free / 1024)) MB free, $((needed / 1024)) MB are needed"
    rm -rf -- "$prefix/.$version.part"
    mkdir -- "$prefix/.$version.part"
    cp -R -- . "$prefix/.$version.part/"
    mv -- "$prefix/.$version.part" "$prefix/$version"
  fi
  ln -sfn "$version" "$prefix/.current.new"
  mv -T -- "$prefix/.current.new" "$prefix/current"
  if [ "$role" = site ]; then page=install-hospital.md; else page=install-coordinator.md; fi
  echo "Installed: $prefix/$version. The command: $prefix/current/bin/lamella. What follows: $prefix/current/docs/$page"
}

check_files
check_system
if [ "$system" = yes ]; then set_up_system; else copy_program; fi
