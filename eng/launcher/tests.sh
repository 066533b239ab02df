# Runs every test program under test/, two at a time, and sums up. Raw output: artifacts/test-results/NAME.log.

results=$root/artifacts/test-results

run_all_tests() {
  mkdir -p "$results"
  # One test run at a time: they would share the result files and each other's processors.
  exec 8>"$root/artifacts/test.lock"
  flock -n 8 || { echo "Another test run is going on here; waiting for it ..." >&2; flock 8; }
  rm -f -- "$results"/*.log "$results"/*.exit

  local names=() name at_once=2
  # The long ones first, so that none is left running alone at the end.
  for name in Lamella.EndToEnd.Tests Lamella.Simulation.Tests; do
    [[ -d $root/test/$name ]] && names+=("$name")
  done
  for name in "$root"/test/*.Tests; do
    name=${name##*/}
    [[ " ${names[*]-} " == *" $name "* ]] || names+=("$name")
  done

  for name in "${names[@]}"; do
    while (($(jobs -rp | wc -l) >= at_once)); do wait -n || true; done
    run_test_program "$name" "$@" 8>&- &
  done
  wait
  sum_up "${names[@]}"
}

run_test_program() {
  local name=$1 status=0
  shift
  (cd -- "$root" && "$dotnet" exec "artifacts/bin/$name/release/$name.dll" -noColor -noLogo "$@") </dev/null >"$results/$name.log" 2>&1 || status=$?
  echo "$status" >"$results/$name.exit"
  echo "  $(summary_line "$name" | sed -E 's/^ +//')" >&2
}

summary_line() {
  grep -E '^ +[A-Za-z.]+ +Total: [0-9]+' "$results/$1.log" | tail -n 1 || echo "$1 ended without a summary"
}

# The number behind a word of a program's summary, 0 where there is none.
count_of() {
  local line=$1 word=$2
  [[ $line =~ $word:\ ([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

sum_up() {
  local passed=0 failed=0 skipped=0 name line bad status
  for name in "$@"; do
    line=$(summary_line "$name")
    status=$(cat -- "$results/$name.exit" 2>/dev/null || echo none)
    bad=$(($(count_of "$line" Failed) + $(count_of "$line" Errors)))
    passed=$((passed + $(count_of "$line" Total) - $(count_of "$line" Failed) - $(count_of "$line" Skipped) - $(count_of "$line" 'Not Run')))
    skipped=$((skipped + $(count_of "$line" Skipped)))
    if ((bad > 0)); then
      echo; print_failures "$name"
    elif [[ $status != 0 || $line == *'without a summary' ]]; then
      # A program that crashed or never started is a failure even when no test said so.
      bad=1
      echo; echo "$name ended with exit code $status:"; tail -n 20 -- "$results/$name.log"
    fi
    failed=$((failed + bad))
  done

  local skips refused=0
  skips=$(list_skips "$@")
  if [[ -n $skips ]]; then
    echo; echo "Skipped:"; show_skips <<<"$skips"
    if [[ ${CI-} == true ]]; then
      local refusals
      refusals=$(refused_skips <<<"$skips")
      if [[ -n $refusals ]]; then
        refused=1
        echo; echo "Skipped without leave (eng/allowed-skips.txt), which fails under CI=true:"; show_skips <<<"$refusals"
      fi
    fi
  fi

  echo
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 && refused == 0 && passed > 0))
}

# Each failure from its name to the line before the next test.
print_failures() {
  awk '/^    [^ ].* \[FAIL\]$/ { on = 1 } /^    [^ ].* \[SKIP\]$/ || /^  [^ ]/ || /^=== / { on = 0 } on' "$results/$1.log"
}

# A line for each skipped test: its name, a tab, the reason.
list_skips() {
  local name
  for name in "$@"; do
    awk '/^    [^ ].* \[SKIP\]$/ { sub(/^ +/, ""); sub(/ \[SKIP\]$/, ""); held = $0; next } held { sub(/^ +/, ""); print held "\t" $0; held = "" }' "$results/$name.log"
  done
}

show_skips() { sed $'s/^/  /; s/\t/: /'; }

# Of the skips on stdin those that are neither listed nor explained by a machine without the real data.
refused_skips() {
  local line name data=${LAMELLA_DATA:-$root/../shared/data}
  while IFS= read -r line; do
    name=${line%%$'\t'*}
    grep -qxF -- "$name" "$root/eng/allowed-skips.txt" && continue
    [[ $line == *$'\treal data is absent'* && ! -d $data ]] && continue
    echo "$line"
  done
}
