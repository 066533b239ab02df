# OpenMP reads these once, when its library is loaded; set inside a running process they come too late. So the parent sets them.
# One thread by default: a site's batches are small, sites already train side by side, and on a busy machine two threads that spin at
# barriers ran several times slower than one. Whoever sets OMP_NUM_THREADS keeps it. Waiting threads sleep instead of spinning.
# MKL follows OMP_NUM_THREADS as long as it has no number of its own.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
export OMP_DYNAMIC=${OMP_DYNAMIC:-FALSE}
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-0}
export KMP_BLOCKTIME=${KMP_BLOCKTIME:-0}
export MKL_DYNAMIC=${MKL_DYNAMIC:-FALSE}
