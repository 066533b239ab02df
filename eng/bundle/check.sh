# Makes a bundle, installs it as nobody and runs it without a network and without an SDK: ./lamella bundle-check [site|coordinator], left out: both.
# Root is needed for another user and no network; otherwise it is said that both are left out. One to two minutes each after the first build.
# ./lamella bundle-check federation goes by the install pages instead, on machines of their own (check-federation.sh). They are of the Debian 12 whose root
# is named, as debootstrap makes one, or else of this system's own.
source "$root/eng/bundle/machine.sh"
source "$root/eng/bundle/pages.sh"
source "$root/eng/bundle/check-federation.sh"

bundle_check() {
  [[ $# -le 1 && ${1-site} =~ ^(site|coordinator)$ || ${1-} == federation && $# -le 2 && -d ${2-/}/etc ]] || {
    echo "Say: ./lamella bundle-check [site|coordinator], or federation [root of a Debian 12]" >&2
    return 1
  }
  local role
  check=$(mktemp -d)
  trap 'rm -rf -- "$check"' EXIT
  if [[ ${1-} == federation ]]; then
    check_federation "${2-/}"
    return
  fi
  for role in ${1-coordinator site}; do
    make_bundle "$role" "$check/$role"
    run_confined "$role" "$check/$role"
  done
  echo "Every check of the bundle passed."
}

make_bundle() {
  local role=$1 work=$2
  mkdir -p "$work"
  "$dotnet" exec "$root/artifacts/bin/Lamella.Cli/release/Lamella.Cli.dll" bundle --role "$role" --out "$work/bundle.tar.gz" | tee "$work/said"
  cp -- "$root/eng/bundle/check-installed.sh" "$root/eng/bundle/check-study.yaml" "$work/"
}

# The checks themselves, as somebody who has nothing of this checkout: no SDK on the PATH, no variable, no network, no slide library of the system.
run_confined() {
  local role=$1 work=$2 command
  command=(env -i PATH=/usr/bin:/bin HOME="$work" LANG=C.UTF-8 bash "$work/check-installed.sh" "$role" "$work")
  if [[ $EUID -ne 0 ]] || ! unshare --net --mount true 2>/dev/null; then
    echo "As the same user, with the machine's network and libraries: another user and no network take root."
    "${command[@]}"
    return
  fi
  chmod 755 "$check"
  chown -R nobody "$work"
  unshare --net --mount bash -c '
    for library in /usr/lib/x86_64-linux-gnu/lib{openslide,cairo,gdk_pixbuf,openjp2,tiff,X11,gio}[-.0-9]*; do
      [[ ! -f $library ]] || mount --bind /dev/null "$library"
    done
    [[ ! -s /usr/lib/x86_64-linux-gnu/libopenslide.so.0 ]] || { echo "The slide library of the system could not be hidden." >&2; exit 1; }
    exec setpriv --reuid nobody --regid nogroup --clear-groups "$@"' hide "${command[@]}"
}
