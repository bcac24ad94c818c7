# shellcheck shell=bash
# Reads the XML reports that Surefire and Failsafe leave behind. Source it.
# shellcheck disable=SC2016

# reports_count TREE...: prints how many tests passed, failed (or broke) and were skipped.
reports_count() {
  reports_files "$@" | xargs -0 -r awk '
    function attribute(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    BEGIN { RS = "<" }
    /^testsuite / { tests += attribute("tests"); broken += attribute("errors") + attribute("failures"); skipped += attribute("skipped") }
    END { print tests - broken - skipped, broken, skipped }' | awk '
    { passed += $1; broken += $2; skipped += $3 } END { print passed + 0, broken + 0, skipped + 0 }'
}

# reports_print_skipped TREE...: one line on standard error for each skipped test, with the reason it gives.
reports_print_skipped() {
  reports_files "$@" | xargs -0 -r awk '
    function attribute(name,   value) {
      if (!match($0, "[ \n]" name "=\"[^\"]*\"")) return ""
      value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
      gsub(/&#10;|[\n]/, " ", value); gsub(/&lt;/, "<", value); gsub(/&gt;/, ">", value); gsub(/&quot;/, "\"", value); gsub(/&amp;/, "\\&", value)
      return value
    }
    BEGIN { RS = "<" }
    /^testcase[ \n]/ { test = attribute("classname") "." attribute("name") }
    /^skipped/ { reason = attribute("message"); print "SKIPPED: " test ": " (reason == "" ? "no reason given" : reason) }' >&2
}

reports_files() { find "$@" -path '*/.kss-dev' -prune -false -o -path '*/target/*-reports/TEST-*.xml' -print0; }
