# shellcheck shell=bash
# Runs Maven so that a build's output can be read by a person. Source it after common.sh.

# maven_run TREE LOG GOAL [ARGUMENT...]: the whole output goes to LOG, what matters of it to standard error.
maven_run() {
  local tree=$1 log=$2 status=0
  shift 2
  (cd "$tree" && mvn --batch-mode --no-transfer-progress --fail-at-end "$@") < /dev/null 2>&1 \
    | tee "$log" | maven_summary >&2 || status=$?
  return $status
}

# What a test prints goes to LOG only. Repeated messages of a broken build must not bury its first one.
maven_summary() {
  awk '
    /^\[(INFO|WARNING|ERROR)\] Tests run:/ || /^\[INFO\] Building / || /^\[INFO\] (BUILD|Reactor Summary|Total time)/ ||
    /(SUCCESS|FAILURE|SKIPPED) \[/ { print; next }
    /^\[ERROR\]/ && errors++ < 400 { print }
    /^\[WARNING\]/ && warnings++ < 100 { print }'
}

# The JDK that Maven runs on when JAVA_HOME is as it is now.
maven_java_name() { mvn -version 2>/dev/null | sed -n 's/^Java version: \([^,]*\),.*/JDK \1/p'; }

# maven_newest_jdk LEAST: prints the folder of the newest JDK under /usr/lib/jvm that is at least that version, if any.
maven_newest_jdk() {
  local release version
  for release in /usr/lib/jvm/*/release; do
    [ -x "${release%/release}/bin/javac" ] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")
    [ "${version:-0}" -lt "$1" ] || printf '%s %s\n' "$version" "$(readlink -f "${release%/release}")"
  done | sort -n | tail -n 1 | cut -d ' ' -f 2-
}

# maven_copy_tree DIRECTORY: replaces it by a copy of the repository's files as they are now, committed or not.
maven_copy_tree() {
  rm -rf "$1"
  mkdir -p "$1"
  (cd "$KSS_ROOT" && git ls-files --cached --others --exclude-standard -z \
    | while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done \
    | tar --create --null --files-from=-) | tar --extract --directory "$1"
}
