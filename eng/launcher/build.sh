# Builds a part of the house (all, bench or cli) when something changed since it was last built, and nothing at all otherwise.
# A stamp is as old as the start of the last good build. A file that was edited is newer than it; a file that was added, removed or
# renamed leaves its folder newer. Build output lies in artifacts/, outside the folders that are looked at.

find_dotnet
stamps=$root/artifacts/stamps

# What a build depends on besides the sources: moved folders and another tensor engine make another build.
build_identity() { echo "$root ${TorchRuntime-}"; }

is_current() {
  local part=$1 stamp=$stamps/$1 folders=("$root/src" "$root/eng") file
  [[ -f $stamp && $(<"$stamp") == "$(build_identity)" ]] || return 1
  case $part in
    all) folders+=("$root/test" "$root/bench") ;;
    bench) folders+=("$root/bench") file=Lamella.Bench ;;
    cli) file=Lamella.Cli ;;
  esac
  [[ -z ${file-} || -f $root/artifacts/bin/$file/release/$file.dll ]] || return 1
  local files=("$root"/Directory.* "$root"/*.slnx "$root/global.json" "$root/nuget.config" "$root/.editorconfig")
  [[ -z $(find "${folders[@]}" "${files[@]}" -newer "$stamp" -print -quit 2>&1) ]]
}

build_if_changed() {
  local part=$1 project=$2
  is_current "$part" && return 0
  mkdir -p "$stamps"
  # Two launchers at once: the second waits, then finds the work done. Children must not inherit the lock, a build server would keep it.
  exec 9>"$root/artifacts/build.lock"
  if ! flock -n 9; then
    echo "Another build is running here; waiting for it ..." >&2
    flock 9
  fi
  is_current "$part" || build "$part" "$project" 9>&-
  exec 9>&-
}

build() {
  local part=$1 project=$2 log=$root/artifacts/build-$1.log started=$stamps/$1.started
  require_system_packages
  require_sdk
  build_identity >"$started"
  local what="Building what changed"
  [[ -d $root/artifacts/bin ]] || what="Building for the first time; packages that are missing are fetched, about 300 MB"
  echo "$what (log: $log) ..." >&2
  # Build servers outlive this call: they get the log, never the caller's pipe.
  if ! MSBUILDDISABLENODEREUSE=1 "$dotnet" build "$project" -c Release -nologo -v:minimal </dev/null >"$log" 2>&1; then
    grep -E '(error|fatal)( [A-Z]+[0-9]+)?:|: error' "$log" | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
    echo "The build failed; the whole log: $log" >&2
    exit 1
  fi
  if [[ $part == all ]]; then
    cp -p -- "$started" "$stamps/cli"
    cp -p -- "$started" "$stamps/bench"
  fi
  mv -f -- "$started" "$stamps/$part"
}
