# From machines with nothing but Debian to a federation that has trained, by the commands of the install pages, word by word: a coordinator and two
# hospitals, each a machine of its own (machine.sh), and no route but from a hospital to the coordinator. Prints each command with its time. Expects $check.

hub_page=$root/docs/install-coordinator.md
site_page=$root/docs/install-hospital.md
hub_address=192.0.2.10
declare -A site_address=([alder]=192.0.2.21 [birch]=192.0.2.22)
declare -A counted=()   # machine and phase: commands typed
declare -A done_headings=()
said=                   # what the last command printed
study=check             # the study that is spoken of

check_federation() {
  system=$(readlink -f -- "$1")
  machines_possible
  trap 'machines_end; rm -rf --one-file-system -- "$check"' EXIT
  version=$("$dotnet" exec "$root/artifacts/bin/Lamella.Cli/release/Lamella.Cli.dll" --version)
  give_bundles
  began=$EPOCHREALTIME

  title "Three machines, and the lines between them"
  start_machines
  prove_nothing_else_is_there

  title "The coordinator"
  section install hub "Check and unpack"
  section install hub "Install"
  inside hub root chown lamella /srv/data
  section install hub "Set up"
  prove_lines

  title "Hospital alder"
  join_alder
  title "Hospital birch, with its key as a credential"
  join_birch

  title "Slides become bags, at each hospital"
  for site in alder birch; do make_data "$site"; done

  title "A study"
  section study hub "Ask for a study"
  for site in alder birch; do
    eventually 30 "the study reaches $site" hears_of_study "$site"
    section study "$site" "Take part in a study"
  done
  local asked=$EPOCHREALTIME
  eventually 120 "the first round is closed" rounds_closed 1
  tell "The first round is closed $(since "$asked") after the last approval, $(since "$began") after the machines were empty."
  prove_confined

  title "Backup and upgrade of both ends, while the run is under way"
  keep_house
  section upkeep hub "Follow it"
  compare_with_simulation
  prove_no_worker_died

  title "A hospital restored from a backup, and the coordinator from one that is older than a whole study"
  begin_study second
  section upkeep alder "Restore"
  eventually 60 "alder is back" is_connected alder
  # The backup is older than the approval.
  eventually 60 "the run waits for alder" inside hub lamella sh -c 'lamella study status second --at /var/lib/lamella/hub | grep -q "waiting.*alder: LML8010"'
  section upkeep alder "Take part in a study" 'approve'
  goes_on "the restore of alder"
  check_egress
  restore_hub
  begin_study third
  tell "Restored from backups taken in the middle of the first study, both run a third one."

  title "The end"
  prove_nothing_is_left_behind
  part

  require_all_typed
  sum_up_commands
}

# --- the transcript

title() { printf '\n== %s (%s)\n' "$1" "$(since "$began")"; }

tell() { printf '   %s\n' "$1"; }

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'; }

# Types one command on a machine. Arguments: phase, machine, user, command.
type_command() {
  local phase=$1 name=$2 user=$3 command=$4 start=$EPOCHREALTIME status=0 place='~admin'
  [[ $user != lamella ]] || place=/srv/data
  counted[$name $phase]=$((${counted[$name $phase]-0} + 1))
  [[ $user != root || $phase != install ]] || counted[$name root]=$((${counted[$name root]-0} + 1))
  # What shows a service that is just starting is typed until it does.
  local patience=0
  [[ ! $command =~ ' status ' ]] || patience=60
  local until=$((SECONDS + patience))
  while true; do
    inside "$name" "$user" bash -c "cd $place && $command" >"$check/said" 2>&1 </dev/null && status=0 || status=$?
    ((status != 0 && SECONDS < until)) || break
    sleep 0.2
  done
  said=$(<"$check/said")
  printf '%9s  %-5s %-7s $ %s\n' "$(since "$start")" "$name" "$user" "${command/${code:-no code yet}/CODE}"
  sed -E 's/[A-Za-z0-9_-]{120,}/.../; s/^/                          | /' "$check/said" | tail -n 12
  [[ $status -eq 0 ]] || { echo "This command of the page ended with $status." >&2; show_journal "$name"; return 1; }
}

show_journal() { inside "$1" root journalctl --unit 'lamella-*' --no-pager --lines 30 >&2 || true; }

page_of() { if [[ $1 == hub ]]; then echo "$hub_page"; else echo "$site_page"; fi; }

# Types every command below a heading of a machine's page. Arguments: phase, machine, heading; and of the commands those that fit a pattern, if one is given.
section() {
  local phase=$1 name=$2 heading=$3 only=${4-} page user command some=no
  page=$(page_of "$name")
  while IFS=$'\t' read -r user command <&3; do
    some=yes
    [[ -z $only || $command =~ $only ]] || continue
    type_command "$phase" "$name" "$user" "$(fill_in "$name" <<<"$command")"
  done 3< <(page_commands "$page" "$heading")
  [[ $some == yes ]] || { echo "There is no '$heading' with commands in $page." >&2; return 1; }
  done_headings[$page $heading]=yes
}

# What a reader puts in the place of the page's examples.
fill_in() {
  sed -e "s/CODE$/${code-}/; s/STUDY/$study/; s/NEWER/$version.1/; s/PATIENT/$1-003/; s/ charite/ ${invited-}/; s/lamella-0\.1\.0-/lamella-$version-/g"
}

# --- before

give_bundles() {
  local role name
  for role in coordinator site; do
    make_bundle "$role" "$check/bundles/$role"
    for name in $(machines_with "$role"); do
      mkdir -p "$check/$name/given" "$check/$name/newer"
      cp -- "$check/bundles/$role/bundle.tar.gz" "$check/$name/given/lamella-$role.tar.gz"
      cp -- "$check/bundles/$role/bundle.tar.gz.pub.pem" "$check/$name/given/lamella-$role.tar.gz.pub.pem"
    done
    make_newer "$role" "$check/bundles/$role"
  done
}

machines_with() { if [[ $1 == coordinator ]]; then echo hub; else echo alder birch; fi; }

# The same program as the next version, signed by the same key.
make_newer() {
  local role=$1 work=$2 name
  tar -C "$work" -xzf "$work/bundle.tar.gz"
  local newer=$work/lamella-$version.1-$role-linux-x64
  mv -- "$work/lamella-$version-$role-linux-x64" "$newer"
  sed -i "s/^version=.*/version=$version.1/" "$newer/install.sh"
  (cd -- "$newer" && rm SHA256SUMS SHA256SUMS.sig && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >../sums && mv ../sums SHA256SUMS)
  openssl dgst -sha256 -sign "$work/bundle.tar.gz.key.pem" -out "$newer/SHA256SUMS.sig" "$newer/SHA256SUMS"
  for name in $(machines_with "$role"); do cp -r -- "$newer" "$check/$name/newer/"; done
  rm -rf -- "$newer"
}

start_machines() {
  local name
  for name in hub alder birch; do
    [[ $name == hub ]] && : >"$check/$name/hosts" || echo "$hub_address lamella.example.org" >"$check/$name/hosts"
    machine_start "$name"
    inside "$name" root install -d -m 755 /srv/data
  done
  network hub ip address add "$hub_address/32" dev lo
  network hub sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
  for name in alder birch; do machine_line "$name" "${site_address[$name]}" hub "$hub_address"; done
}

refuse() { if "$@" >/dev/null 2>&1; then echo "This went through and must not: $*" >&2; return 1; fi; }

# Fails where a command prints something. Arguments: what that would be, command.
require_none() {
  local what=$1 found
  shift
  found=$("$@" 2>/dev/null) || true
  [[ -z $found ]] || { printf 'There is %s:\n%s\n' "$what" "$found" >&2; return 1; }
}

# Fails where a command prints something else. Arguments: what it is to print, command.
require_equal() {
  local wanted=$1 found
  shift
  found=$("$@")
  [[ $found == "$wanted" ]] || { printf 'This printed "%s" and was to print "%s": %s\n' "$found" "$wanted" "$*" >&2; return 1; }
}

dials() { inside "$1" admin timeout 5 bash -c "exec 3<>/dev/tcp/$2/$3"; }

prove_nothing_else_is_there() {
  local name
  for name in hub alder birch; do
    refuse inside "$name" admin sh -c 'command -v dotnet || command -v bwrap'
    require_none "a runtime or a slide library on $name" inside "$name" root find / -xdev '(' -name libcoreclr.so -o -name 'libopenslide.so*' ')'
    refuse inside "$name" root ls "$root/lamella"
  done
  tell "No SDK, no slide library, no bubblewrap and no checkout on any of them."
}

# From a hospital the coordinator can be reached, and nothing else; nobody reaches a hospital's machine through it.
prove_lines() {
  local name other
  for name in alder birch; do
    [[ $name == alder ]] && other=birch || other=alder
    eventually 20 "$name reaches the coordinator" dials "$name" lamella.example.org 7443
    refuse dials "$name" "${site_address[$other]}" 7443
    refuse dials "$name" 198.51.100.1 443
    refuse dials "$name" "$hub_address" 9464
    refuse inside "$name" admin timeout 20 getent ahostsv4 example.com
    tell "$name: 'ip route' has $(network "$name" ip route | tr '\n' ';') the coordinator's port answers, no other address does, and no name is found."
  done
}

# --- a hospital

invite() {
  invited=$1
  section invite hub "Let a hospital in"
  code=$(head -n 1 <<<"$said")
}

join_alder() {
  invite alder
  section install alder "Check and unpack"
  section install alder "Install"
  inside alder root chown lamella /srv/data
  section doctor alder "Whether the machine is fit"
  section install alder "Join"
  is_joined alder
}

join_birch() {
  invite birch
  section install birch "Check and unpack"
  section install birch "Install"
  inside birch root chown lamella /srv/data
  section credential birch "The key as a systemd credential"
  section install birch "Join" '(policy|status)'
  is_joined birch
  section upkeep birch "Only to the coordinator"
  eventually 30 "birch has a line" is_connected birch
  dials_with birch "$hub_address"
  refuse dials_with birch 192.0.2.11
  refuse inside birch root test -e /var/lib/lamella/site/identity/key.pem
}

# Whether the kernel lets through to the coordinator what may reach one address only. Arguments: machine, that address.
dials_with() {
  printf '[Service]\nType=oneshot\nIPAddressDeny=any\nIPAddressAllow=%s\nExecStart=/usr/bin/timeout 5 /bin/bash -c "exec 3<>/dev/tcp/%s/7443"\n' "$2" "$hub_address" |
    inside "$1" root tee /run/systemd/system/dial.service >/dev/null
  inside "$1" root systemctl daemon-reload
  inside "$1" root systemctl start dial
}

is_joined() {
  eventually 30 "$1 has a line" is_connected "$1"
  inside "$1" lamella lamella site status /var/lib/lamella/site >"$check/said"
  grep -q "The worker is confined by bubblewrap" "$check/said" || { cat "$check/said" >&2; return 1; }
  # Six words, the same at both ends.
  local words
  words=$(sed -n 2p "$check/said" | sed 's/^ *//')
  inside hub lamella lamella coordinator status /var/lib/lamella/hub >"$check/said"
  [[ $(wc -w <<<"$words") -eq 6 ]] && grep -qF "$words" "$check/said" || { echo "The coordinator does not show the words '$words'." >&2; return 1; }
  tell "$1: connected, confined, and both ends show \"$words\"."
}

is_connected() { inside "$1" lamella lamella site status /var/lib/lamella/site 2>/dev/null | grep -q ': connected'; }

make_data() {
  local site=$1
  type_command data "$site" lamella "lamella slides build --out slides --hospital $site --slides 24 --size 1024"
  type_command data "$site" lamella "lamella slides extract slides --out store --table slides/slides.csv"
  type_command data "$site" lamella "cp slides/slides.csv patients.csv"
  type_command data "$site" lamella "printf 'tables: [{file: patients.csv, patient: patient}]\nbags: store/bags\nslides: {file: store/slides.csv, slide: slide, patient: patient}\n' > map.yaml"
  [[ $site != alder ]] || inside hub root tee /srv/data/study.yaml <"$root/eng/bundle/check-federation.yaml" >/dev/null
}

hears_of_study() { inside "$1" lamella lamella site status /var/lib/lamella/site 2>/dev/null | grep -q "Study $study"; }

# --- the run

# Rounds that are closed, as long as the run is not over.
rounds() { inside hub lamella lamella study status "$study" --at /var/lib/lamella/hub 2>/dev/null | sed -nE 's/.*: (running|waiting), round ([0-9]+) of.*/\2/p'; }

rounds_closed() { local now; now=$(rounds); [[ -n $now && $now -ge $1 ]]; }

# Three more rounds, and the run is not over yet.
goes_on() {
  local before
  eventually 60 "the run is under way" rounds_closed 1
  before=$(rounds)
  eventually 60 "the run goes on after $1" rounds_closed $((before + 3)) || { inside hub lamella lamella coordinator status /var/lib/lamella/hub >&2; show_journal hub; return 1; }
  tell "The run is under way after $1: $before rounds, then $(rounds)."
}

# The run waits for birch, so that it is not over before all this has been tried.
hold() { inside birch root systemctl stop lamella-site; }

release() {
  inside birch root systemctl start lamella-site
  goes_on "birch was away"
}

keep_house() {
  section upkeep alder "Backup"
  goes_on "the backup of alder"

  hold
  hand_newer alder
  section upkeep alder "Upgrade" '^lamella-'
  release
  section upkeep alder "Upgrade" '^systemctl'
  goes_on "the upgrade of alder"
  runs_version alder site

  section upkeep hub "Backup"
  goes_on "the backup of the coordinator"

  hold
  hand_newer hub
  section upkeep hub "Upgrade" '^lamella-'
  release
  section upkeep hub "Upgrade" '^systemctl'
  goes_on "the upgrade of the coordinator"
  runs_version hub coordinator
}

# The newer bundle, unpacked, for admin.
hand_newer() { tar -C "$check/$1/newer" -c . | inside "$1" admin bash -c 'tar -C ~ -x'; }

runs_version() {
  local pid
  pid=$(inside "$1" root systemctl show --property MainPID --value "lamella-$2")
  [[ $(inside "$1" root readlink "/proc/$pid/exe") == "/opt/lamella/$version.1/"* ]] || { echo "lamella-$2 does not run the newer version." >&2; return 1; }
}

restore_hub() {
  local name longest=''
  section upkeep hub "Restore" '(systemctl stop|^mv|^tar)'
  for name in alder birch; do
    inside "$name" root systemctl stop lamella-site
    inside "$name" root cat /var/lib/lamella/site/ledger.db >"$check/$name.db"
    [[ -n $longest && $(stat -c %s "$check/$name.db") -le $(stat -c %s "$longest") ]] || longest=$check/$name.db
    inside "$name" root systemctl start lamella-site
  done
  inside hub admin bash -c 'cat > ~/longest.db' <"$longest"
  section upkeep hub "Restore" '(ledger|blobs|start)'
  for name in alder birch; do eventually 90 "$name is back" is_connected "$name"; done
  # What the hospitals have seen stands, the model of the first study too; a run that was under way may lack a file.
  study=check
  section upkeep hub "Follow it" '(status|fetch)'
  same_as_simulated
  study=second
  section upkeep hub "A run that cannot go on"
}

# Proposes a study like the first, has it approved, and waits for its first round.
begin_study() {
  local name
  study=$1
  sed "s/^study: .*/study: $study/" "$root/eng/bundle/check-federation.yaml" | inside hub root tee /srv/data/study.yaml >/dev/null
  section "$study" hub "Ask for a study"
  for name in alder birch; do
    eventually 60 "the study reaches $name" hears_of_study "$name"
    section "$study" "$name" "Take part in a study" '(check|approve)'
  done
  eventually 120 "the first round is closed" rounds_closed 1
}

# --- what is held against it

prove_confined() {
  local name unit pid
  for name in hub alder birch; do
    unit=lamella-site
    [[ $name != hub ]] || unit=lamella-coordinator
    pid=$(inside "$name" root systemctl show --property MainPID --value "$unit")
    require_none "a file in the /tmp of the service on $name" inside "$name" root nsenter --target "$pid" --mount find /tmp -mindepth 1
    require_equal "0 0" inside "$name" root awk '/^Max core file size/ { print $5, $6 }' "/proc/$pid/limits"
    require_equal "0000000000000000 0000000000000000 1 2 " inside "$name" root awk '/^(CapEff|CapBnd|NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$pid/status"
  done
  tell "Each service has no capability, gets none, filters system calls, leaves no core and opens no debugger's socket."
}

compare_with_simulation() {
  local site
  mkdir -p "$check/data"
  for site in alder birch; do
    inside "$site" root tar -C /srv/data -c map.yaml patients.csv store | (mkdir -p "$check/data/$site" && tar -C "$check/data/$site" -x)
  done
  "$dotnet" exec "$root/artifacts/bin/Lamella.Cli/release/Lamella.Cli.dll" simulate "$root/eng/bundle/check-federation.yaml" --data "$check/data" --out "$check/out" >"$check/simulated.log" || { cat "$check/simulated.log" >&2; return 1; }
  same_as_simulated
}

same_as_simulated() {
  local here there
  here=$(cd -- "$check/out/models" && sha256sum federated-*.safetensors)
  there=$(inside hub lamella bash -c 'cd /srv/data/fetched/models && sha256sum federated-*.safetensors')
  [[ -n $here && $here == "$there" ]] || { printf 'The model is another than the undisturbed one:\n%s\n%s\n' "$there" "$here" >&2; return 1; }
  tell "The model has the bytes of an undisturbed run, simulated in one process: $here"
}

# Services that were stopped and started are no fault that anybody is told of.
prove_no_worker_died() {
  require_none "work that a site could not do" inside hub lamella bash -c "lamella ledger show /srv/data/fetched/ledger.txt | grep 'cannot do'"
}

check_egress() {
  section upkeep birch "What has left"
  # A log that was restored lacks what left after the backup, and says so.
  section upkeep alder "What has left" '(kinds|show)'
  refuse inside alder lamella sh -c 'lamella site egress verify /var/lib/lamella/site >/srv/data/verified 2>&1'
  inside alder root grep -q LML9012 /srv/data/verified
}

prove_nothing_is_left_behind() {
  local name
  for name in hub alder birch; do
    require_none "something left in a folder for temporary files of $name" inside "$name" root find /tmp /var/tmp /dev/shm -mindepth 1 -not -path '*/systemd-private-*' -not -name '.*-unix'
    require_none "a core on $name" inside "$name" root find /var /opt /srv /home -type f '(' -name core -o -name 'core.[0-9]*' -o -name 'coredump.*' ')'
  done
  tell "Nothing of Lamella lies in /tmp, /var/tmp or /dev/shm of any machine, and no core."
}

part() {
  section upkeep alder "For the data protection officer"
  section upkeep alder "When a patient withdraws"
  section upkeep alder "Take it back"
  section upkeep alder "When a study is over"
  invited=birch
  section upkeep hub "Turn a site out"
  make_authority
  section upkeep hub "An authority of your own"
  section upkeep birch "Leave"
  section upkeep hub "Remove"
}

make_authority() {
  inside hub lamella bash -c 'cd /srv/data && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=group -keyout issuing.key -out issuing.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign' 2>/dev/null
}

# --- after

# A command that nobody has typed is a command that may not work.
require_all_typed() {
  local page heading
  for page in "$hub_page" "$site_page"; do
    while read -r heading; do
      [[ ${done_headings[$page $heading]-} == yes ]] || { echo "Nobody has typed what stands below '$heading' in $page." >&2; return 1; }
    done < <(page_headings "$page")
  done
}

sum_up_commands() {
  title "Every command of both pages was typed. Commands"
  local line
  for line in "hub install" "hub root" "hub invite" "alder install" "alder root" "alder study" "hub study" "alder data"; do
    printf '%4d  %s\n' "${counted[$line]-0}" "$line"
  done
  says "$hub_page" "to a coordinator that runs: ${counted[hub install]} commands, of these ${counted[hub root]} as root"
  says "$hub_page" "For each hospital: $((counted[hub invite] / 2)). For a study: ${counted[hub study]}."
  says "$site_page" "to a site that has joined: ${counted[alder install]} commands, of these ${counted[alder root]} as root"
  says "$site_page" "For a study: ${counted[alder study]}."
}

says() { grep -qF -- "$2" "$1" || { echo "$1 does not say: $2" >&2; return 1; }; }
