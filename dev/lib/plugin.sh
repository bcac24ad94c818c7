# shellcheck shell=bash
# Builds and tests the example of a plugin as somebody else would: alone, from released artifacts, in a real kss.
# Source it after common.sh and maven.sh, when the distribution of kss-cli is built.

# plugin_test LOG [MAVEN-ARGUMENT...]: releases into a repository of our own what a plugin depends on, then tests it there.
plugin_test() {
  local log=$1 repository=$KSS_CACHE/plugin-repository project=$KSS_ROOT/examples/storage-plugin
  shift
  plugin_repository "$repository"
  maven_run "$KSS_ROOT" "$log" install --also-make --projects kss-spi,kss-spi/tck,kss-core/bom -DskipTests \
    "-Dmaven.repo.local=$repository" "$@" || return
  maven_run "$project" "$log-tests" verify "-Dmaven.repo.local=$repository" \
    "-Dkss.command=$KSS_ROOT/kss-cli/target/kss/bin/kss" "$@"
}

# plugin_repository DIRECTORY: a local Maven repository that shares everything with the user's but our own artifacts, so
# that nothing is fetched twice and nothing of ours is left in the user's.
plugin_repository() {
  local users=${MAVEN_REPOSITORY:-$HOME/.m2/repository} entry
  rm -rf "$1"
  mkdir -p "$1/io" "$users/io"
  for entry in "$users"/* "$users"/io/*; do
    case ${entry#"$users/"} in io | io/kss | '*' | 'io/*') continue ;; esac
    ln -s "$entry" "$1/${entry#"$users/"}"
  done
}
