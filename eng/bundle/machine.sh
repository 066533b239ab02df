# Machines to install on: each a systemd of its own on this kernel, with a file tree, users, processes and a network of its own. Takes root. They end with
# the shell that has made them. Expects $check, a folder for everything, and $root, the checkout, which they do not see.

declare -A machine      # name: its first process
system=/                # the Debian that they are of
groups=

# Fails, and says why, where machines cannot be made.
machines_possible() {
  [[ $EUID -eq 0 ]] || { echo "Machines to install on cannot be made: it takes root." >&2; return 1; }
  local missing=()
  PATH=$PATH:/sbin:/usr/sbin command -v ip >/dev/null || missing+=(iproute2)
  command -v openssl >/dev/null || missing+=(openssl)
  [[ -x /lib/systemd/systemd ]] || missing+=(systemd)
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}" || { echo "Machines to install on cannot be made without: ${missing[*]}" >&2; return 1; }
  mkdir -p "$check/groups"
  groups=$check/groups
  mount -t cgroup2 cgroup2 "$groups" 2>/dev/null || { groups=; echo "Machines to install on cannot be made: control groups are not allowed here." >&2; return 1; }
}

# Starts a machine. Arguments: name; what it is given lies in $check/NAME/given and comes into the home folder of its user 'admin', the names it knows in $check/NAME/hosts.
machine_start() {
  local name=$1 folder=$check/$1 group=$groups/lamella-$$-$1 outer children
  mkdir -p "$folder"/{memory,tree,opt,home,given} "$group"
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec setpriv --pdeathsig KILL unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child bash "$root/eng/bundle/machine-init.sh" "$folder" "$name" "$system" "$root" "$(dirname -- "$(readlink -f -- "$dotnet")")"
  ) >"$folder/start.log" 2>&1 9>&- &
  outer=$!
  disown "$outer"
  eventually 10 "the machine $name has a first process" has_child "$outer"
  children=$(<"/proc/$outer/task/$outer/children")
  machine[$name]=${children%% *}
  eventually 60 "the machine $name is up" is_up "$name" || { cat "$folder/start.log" >&2; return 1; }
}

has_child() { [[ -n $(<"/proc/$1/task/$1/children") ]]; }

is_up() { [[ $(inside "$1" root systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]; }

# Runs something on a machine as one of its users. Arguments: machine, user, command.
inside() {
  local name=$1 user=$2
  shift 2
  (cd / && exec nsenter --target "${machine[$name]}" --mount --net --pid --uts --ipc --cgroup --root --wd \
    setpriv --reuid "$user" --regid "$user" --init-groups --reset-env "$@")
}

# A line between two machines and nothing else: the second is known to the first by one address, and no other route is there. Arguments: machine, its
# address, the other machine, that one's address.
machine_line() {
  local near=$1 near_address=$2 far=$3 far_address=$4
  ip link add lamella netns "${machine[$near]}" type veth peer name "to-$near" netns "${machine[$far]}"
  network "$near" ip address add "$near_address/32" dev lamella
  network "$near" ip link set lamella up
  network "$far" ip link set "to-$near" up
  network "$near" ip route add "$far_address/32" dev lamella src "$near_address"
  network "$far" ip route add "$near_address/32" dev "to-$near" src "$far_address"
}

# Runs a program of this machine's own in the network of another. Arguments: machine, command.
network() {
  local name=$1
  shift
  nsenter --target "${machine[$name]}" --net "$@"
}

machines_end() {
  [[ -n $groups ]] || return 0
  local group
  for group in "$groups/lamella-$$-"*; do
    [[ -d $group ]] || continue
    echo 1 >"$group/cgroup.kill"
    eventually 20 "everything of ${group##*-} has ended" is_empty "$group" || true
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  umount "$groups"
  groups=
}

is_empty() { grep -qx 'populated 0' "$1/cgroup.events"; }

# Waits until something holds. Arguments: most seconds, what it is, command.
eventually() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < until)) || { echo "This did not happen in time: $what" >&2; return 1; }
    sleep 0.2
  done
}
