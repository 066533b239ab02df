# What has to be on the machine before a build: the .NET SDK (never installed from here) and a few system packages (installed when root).

# Sets $dotnet; the usual places are looked at where it is not on the PATH.
find_dotnet() {
  local candidate
  for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT-}/dotnet" "$HOME/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
    if [[ -n $candidate && -x $candidate ]]; then
      dotnet=$candidate
      export DOTNET_HOST_PATH=$dotnet
      return 0
    fi
  done
  explain_missing_sdk
}

require_sdk() {
  (cd -- "$root" && "$dotnet" --version 2>/dev/null) | grep -q '^10\.' || explain_missing_sdk
}

explain_missing_sdk() {
  cat >&2 <<'TEXT'
Lamella needs the .NET 10 SDK, which is not on this machine. On Debian 12, as root:

  apt-get install -y curl ca-certificates
  curl -fsSLO https://packages.microsoft.com/config/debian/12/packages-microsoft-prod.deb
  dpkg -i packages-microsoft-prod.deb && apt-get update && apt-get install -y dotnet-sdk-10.0

Other systems: https://dotnet.microsoft.com/download/dotnet/10.0. Then run the same command again.
TEXT
  exit 3
}

# The packages behind the libraries that .NET, libtorch, ONNX Runtime and libvips ask the system for; libtorch brings its own OpenMP.
# OpenSlide reads whole-slide images; 3.4.1 is Debian's, 4.x is taken where it is installed.
require_system_packages() {
  command -v dpkg >/dev/null || return 0
  require_bubblewrap
  local missing=() libraries
  libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
  [[ $libraries == *libstdc++.so.6* ]] || missing+=(libstdc++6)
  [[ $libraries == *libgcc_s.so.1* ]] || missing+=(libgcc-s1)
  [[ $libraries == *libssl.so.3* ]] || missing+=(libssl3)
  [[ $libraries == *libopenslide.so.[01]* ]] || missing+=(libopenslide0)
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || missing+=(ca-certificates)
  command -v flock >/dev/null || missing+=(util-linux)
  [[ ${#missing[@]} -eq 0 ]] && return 0

  if [[ $EUID -ne 0 ]]; then
    echo "System packages are missing. Run this, then the same command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 3
  fi
  echo "Installing system packages: ${missing[*]}" >&2
  install_packages "${missing[@]}"
}

# Locks a site's worker in. Without it a site works all the same and says that its worker is not confined.
require_bubblewrap() {
  command -v bwrap >/dev/null && return 0
  if [[ $EUID -ne 0 ]]; then
    echo "A site's worker will not be confined; to confine it: sudo apt-get install -y bubblewrap" >&2
    return 0
  fi
  echo "Installing to confine a site's worker: bubblewrap" >&2
  install_packages bubblewrap || echo "bubblewrap could not be installed; a site's worker is not confined." >&2
}

install_packages() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

# What only the tests need: PostgreSQL's programs, of which they start a server of their own, and nftables and iproute2 for hospitals' firewalls in
# network namespaces of their own. Without them those tests are skipped by name.
require_test_packages() {
  command -v dpkg >/dev/null || return 0
  local missing=()
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  PATH=$PATH:/sbin:/usr/sbin command -v nft >/dev/null || missing+=(nftables)
  PATH=$PATH:/sbin:/usr/sbin command -v ip >/dev/null || missing+=(iproute2)
  [[ ${#missing[@]} -eq 0 ]] && return 0
  if [[ $EUID -ne 0 ]]; then
    echo "Some tests are skipped; to run them: sudo apt-get install -y ${missing[*]}" >&2
    return 0
  fi
  echo "Installing for the tests: ${missing[*]}" >&2
  local name
  for name in "${missing[@]}"; do
    if [[ $name == postgresql ]]; then install_postgresql; else install_packages "$name"; fi || echo "$name could not be installed; tests with it are skipped." >&2
  done
}

# The package makes a database server for the whole machine and starts it, unless it is told before not to.
install_postgresql() {
  local settings=/etc/postgresql-common/createcluster.conf
  if [[ ! -e $settings ]]; then
    install_packages postgresql-common || return 1
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' "$settings"
  fi
  install_packages postgresql
}
