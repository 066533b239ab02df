#!/bin/sh
# The command of an installed bundle: sets what has to be there before the program starts, then becomes it.
# No debugger's socket and no crash dumps: memory may hold what must not leave. OpenMP reads its settings once, when it is loaded.
here=$(dirname -- "$(readlink -f -- "$0")")
ulimit -c 0
export DOTNET_EnableDiagnostics=0 DOTNET_DbgEnableMiniDump=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" OMP_DYNAMIC="${OMP_DYNAMIC:-FALSE}" OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-0}" KMP_BLOCKTIME="${KMP_BLOCKTIME:-0}" MKL_DYNAMIC="${MKL_DYNAMIC:-FALSE}"
exec "$here/../program/@PROGRAM@" "$@"
