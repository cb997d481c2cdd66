#!/usr/bin/env bash
# Tests of ./tributary with a JDK and a Maven that only note what they were asked. Runs on bash 3.2.
set -euo pipefail

unset TRIBUTARY_TEST_RUN TRIBUTARY_HEAP JAVA_HOME
LAUNCHER=$(cd "$(dirname "$0")/../../../.." && pwd -P)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/tributary launcher.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
PLAIN_PATH=/usr/bin:/bin
failed=0
passed=0

# ---- the stage: a checkout without .git in a path with spaces, a JDK, a Maven ----

checkout() {
  CHECKOUT="$WORK/my checkout"
  rm -rf "$CHECKOUT" "$WORK/asked"
  mkdir -p "$CHECKOUT/.mvn" "$CHECKOUT/server/src/main/java"
  cp "$LAUNCHER/tributary" "$LAUNCHER/pom.xml" "$CHECKOUT/"
  echo flags >"$CHECKOUT/.mvn/jvm.config"
  echo 'class Main {}' >"$CHECKOUT/server/src/main/java/Main.java"
  : >"$WORK/asked"
}

program() { # path, lines of the script on stdin
  mkdir -p "$(dirname "$1")"
  { echo '#!/usr/bin/env bash'; cat; } >"$1"
  chmod +x "$1"
}

jdk() { # folder, version
  mkdir -p "$1/bin"
  echo "JAVA_VERSION=\"$2\"" >"$1/release"
  program "$1/bin/javac" </dev/null
  program "$1/bin/java" <<'TEXT'
if [ "$1" = -Djarmode=tools ]; then
  mkdir -p "$6" && cp "$3" "$6/"
  exit
fi
printf 'java'; printf ' [%s]' "$@"; echo
exit "${JAVA_ENDS_WITH:-0}"
TEXT
}

program "$WORK/maven/mvn" <<TEXT
echo "mvn \$*" >>"$WORK/asked"
echo '[INFO] Building Tributary server 0.1.0-SNAPSHOT [9/9]'
if [ -n "\${MAVEN_SAYS:-}" ]; then echo "[ERROR] \$MAVEN_SAYS"; exit 1; fi
sleep "\${MAVEN_TAKES:-0}"
mkdir -p server/target && echo jar >server/target/tributary-server-app.jar
TEXT
jdk "$WORK/jdk 25" 25.0.3
jdk "$WORK/jdk 21" 21.0.1

tributary() { # as a user with nothing but JDK and Maven types it; out, err and code are kept
  code=0
  (
    cd "$WORK"
    exec env HOME="$WORK/home" TRIBUTARY_JDKS="$WORK/none" LANG="${LANG_IS:-C.UTF-8}" LC_ALL= LC_CTYPE= \
      PATH="${PATH_IS:-$WORK/maven:$PLAIN_PATH}" JAVA_HOME="${JAVA_HOME_IS-$WORK/jdk 25}" "$CHECKOUT/tributary" "$@"
  ) >"$WORK/out" 2>"$WORK/err" || code=$?
}

# A PATH with the system's programs but neither JDK nor Maven, whatever is installed here.
mkdir "$WORK/bare"
for each in bash env sh sed awk cat cut dirname readlink find sort tr xargs sha256sum shasum mkdir rm mv cp ls tail head \
  tee grep flock rmdir sleep; do
  if found=$(command -v "$each"); then ln -s "$found" "$WORK/bare/$each"; fi
done

# ---- saying what must be ----

check() { # what, then a command that must succeed
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '    FAILED: %s\n      exit code %s\n' "$what" "$code"
    sed 's/^/      out: /' "$WORK/out"
    sed 's/^/      err: /' "$WORK/err"
  fi
}
ends() { [ "$code" = "$1" ]; }
out() { grep -qF -- "$1" "$WORK/out"; }
err() { grep -qF -- "$1" "$WORK/err"; }
no_out() { [ ! -s "$WORK/out" ]; }
one_line_out() { [ "$(wc -l <"$WORK/out" | tr -d ' ')" = 1 ]; }
builds() { [ "$(wc -l <"$WORK/asked" | tr -d ' ')" = "$1" ]; }

# ---- what is missing is named ----

checkout
PATH_IS=$WORK/bare JAVA_HOME_IS='' tributary demo
check "a missing JDK ends with 3" ends 3
check "a missing JDK is named" err 'No JDK 25 or newer was found. Install one'
check "a missing JDK starts no build" builds 0

PATH_IS=$WORK/bare JAVA_HOME_IS="$WORK/jdk 21" tributary demo --json
check "an old JDK ends with 3" ends 3
check "with --json an error is one object" out '{"ok":false,"error":{"code":"environment","message":"No JDK 25'
check "with --json an error is one line" one_line_out

PATH_IS=$WORK/bare tributary demo
check "a missing Maven ends with 3" ends 3
check "a missing Maven is named" err 'Maven (mvn) was not found. Install'

checkout
MAVEN_SAYS='Could not transfer artifact a:b:1: Unknown host' tributary demo
check "no network ends with 3" ends 3
check "no network is explained" err 'Check the network'
MAVEN_SAYS='COMPILATION ERROR' tributary demo
check "a failed build ends with 3" ends 3
check "a failed build shows why" err 'COMPILATION ERROR'
check "a failed build names its log" err 'build.log'
tributary demo
check "after a failed build the next one is whole" ends 0

checkout
tributary dmeo
check "an unknown command ends with 2" ends 2
check "an unknown command is named" err 'does not know the command dmeo'
tributary test --lnog
check "an unknown option of test ends with 2" ends 2
check "an unknown option of test is named" err 'does not know --lnog'

mkdir "$WORK/browserless"
for each in "$WORK/bare"/* "$WORK/maven/mvn"; do ln -s "$each" "$WORK/browserless/$(basename "$each")"; done
program "$WORK/browserless/node" </dev/null
checkout
PATH_IS=$WORK/browserless tributary test --ci
check "a missing Chromium ends with 3" ends 3
check "a missing Chromium is named" err 'No Chromium was found'
check "a missing Chromium starts no build" builds 0
program "$WORK/browserless/id" <<<'echo 0'
program "$WORK/browserless/apt-get" <<<'echo no such package; exit 100'
PATH_IS=$WORK/browserless tributary test --ci
check "a Chromium that cannot be installed ends with 3" ends 3
check "a Chromium that cannot be installed has a log" grep -q 'no such package' "$CHECKOUT/.tributary-build/chromium.log"
program "$WORK/browserless/apt-get" <<TEXT
printf '#!/bin/sh\n' >"$WORK/browserless/chromium" && chmod +x "$WORK/browserless/chromium"
TEXT
ln -s "$(command -v chmod)" "$WORK/browserless/chmod"
PATH_IS=$WORK/browserless tributary test --ci
check "a Chromium that can be installed is" err 'Installing Chromium'
check "and the tests go on" err 'The launcher'

# ---- what works ----

PATH_IS=$WORK/bare JAVA_HOME_IS='' tributary --help
check "--help needs neither JDK nor Maven" ends 0
for each in status sync jobs dead-letters replay pause resume explain owner-link doctor keys; do check "--help lists $each" out "  $each "; done
for each in Run Operate Develop; do check "--help has the group $each" out "$each"; done
PATH_IS=$WORK/bare JAVA_HOME_IS='' tributary chaos --help
check "chaos says what it does without a JDK" out 'Usage: ./tributary chaos [--seconds N]'
PATH_IS=$WORK/bare JAVA_HOME_IS='' tributary --version
check "--version is the project's" out "tributary $(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$LAUNCHER/pom.xml" | head -1)"

checkout
tributary demo --once --data 'a folder'
check "a path with spaces and no .git is fine" ends 0
check "arguments arrive whole" out '[demo] [--once] [--data] [a folder]'
check "the heap is set" out '[-Xmx384m]'
check "a UTF-8 terminal is not spared" bash -c "! grep -q tributary.ascii '$WORK/out'"
check "what is built is told on stderr" err 'Tributary server  [9/9]'
check "stdout is the program's alone" one_line_out
tributary demo
check "nothing changed, nothing built" builds 1
echo 'class Main { int changed; }' >"$CHECKOUT/server/src/main/java/Main.java"
tributary demo
check "changed content is built" builds 2
touch "$CHECKOUT/server/src/main/java/Main.java"
tributary demo
check "a new time stamp alone is not" builds 2
mv "$CHECKOUT/server/src/main/java/Main.java" "$CHECKOUT/server/src/main/java/Moved.java"
tributary demo
check "a renamed file is built" builds 3
echo test >"$CHECKOUT/server/notes.txt"
tributary demo
check "what is in no jar is not built" builds 3
mkdir -p "$CHECKOUT/web/src" "$CHECKOUT/web/node_modules/some"
echo 'let changed;' >"$CHECKOUT/web/src/main.tsx"
tributary demo
check "a changed page is built" builds 4
echo 'let changed;' >"$CHECKOUT/web/node_modules/some/library.js"
tributary demo
check "what npm installed is no source" builds 4

LANG_IS=C TRIBUTARY_HEAP=64m tributary demo
check "a terminal without UTF-8 gets ASCII" out '[-Dtributary.ascii=true]'
check "TRIBUTARY_HEAP sets the heap" out '[-Xmx64m]'
tributary demo --once
check "a command that ends soon is compiled quickly" out '[-XX:TieredStopAtLevel=1]'
tributary serve
check "a server is compiled well" bash -c "! grep -q TieredStopAtLevel '$WORK/out'"
for each in status sync jobs dead-letters replay pause resume explain owner-link doctor keys; do
  tributary $each --json
  check "$each reaches the server's jar" out "[$each] [--json]"
done
JAVA_ENDS_WITH=5 tributary status
check "the program's exit code is the launcher's" ends 5

jdk "$WORK/home/.jdks/temurin-25" 25.0.1
JAVA_HOME_IS='' tributary doctor
check "a JDK in ~/.jdks is found" ends 0
JAVA_HOME_IS="$WORK/jdk 21" tributary doctor
check "a newer JDK is preferred to an old JAVA_HOME" ends 0
rm -rf "$WORK/home/.jdks"
ln -s "$WORK/jdk 25/bin/javac" "$WORK/maven/javac"
JAVA_HOME_IS='' tributary doctor
check "a JDK on the PATH is found through its link" ends 0
rm "$WORK/maven/javac"

ln -s "$CHECKOUT/tributary" "$WORK/link"
(cd / && HOME="$WORK/home" JAVA_HOME="$WORK/jdk 25" PATH="$WORK/maven:$PLAIN_PATH" "$WORK/link" keys >"$WORK/out" 2>"$WORK/err") || code=$?
check "a link to the launcher works from anywhere" out '[keys]'

checkout
export MAVEN_TAKES=1
tributary demo --first &
first=$!
(tributary demo --second)
wait "$first"
unset MAVEN_TAKES
check "two starts at once build once" builds 1

# ---- an installed archive ----

CHECKOUT="$WORK/opt/trib utary/bin"
mkdir -p "$CHECKOUT" "$CHECKOUT/../lib"
cp "$LAUNCHER/tributary" "$CHECKOUT/"
: >"$CHECKOUT/../lib/tributary-server-1.2.3.jar"
tributary --version
check "an archive tells its version" out 'tributary 1.2.3'
PATH_IS=$PLAIN_PATH tributary serve
check "an archive starts without Maven" out "[-cp] [$WORK/opt/trib utary/lib/*] [dev.tributary.server.Main] [serve]"
check "an archive builds nothing" bash -c "[ ! -e '$WORK/opt/trib utary/.tributary-build' ]"
tributary test
check "an archive has no tests" ends 2
check "and says where they are" err 'needs the sources'

printf '    %d checks passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
