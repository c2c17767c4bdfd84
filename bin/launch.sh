# Becomes the JVM that runs a program. Sourced by the scripts beside it, which set:
#   home     the folder that holds bin, without symbolic links
#   program  the script's name
#   main     the class to run
# For the user to set, if at all:
#   SUPERVISOR_JAVA       the java to run, or its home; else JAVA_HOME, PATH and the usual folders are searched
#   SUPERVISOR_MAX_HEAP   the most memory its Java objects may take; 512m if not set
#   SUPERVISOR_JAVA_OPTS  further options for the JVM, separated by spaces
#   SUPERVISOR_CLASSPATH  jars and folders with the classes of extensions, separated by colons; see docs/extensions.md
# Start-up time is a feature: no process is started here where the shell itself will do.
# shellcheck shell=sh disable=SC2154,SC3013

oldest=25

refuse() {
    printf '%s: %s\n' "$program" "$1" >&2
    exit 1
}

# Sets release and version to those of the Java in a folder, such as 25.0.3 and 25; to 0 if there is none. Its release
# file tells: asking java itself would take longer than our whole start.
version_of() {
    release=0 version=0
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return
    while IFS='=' read -r key value; do
        [ "$key" = JAVA_VERSION ] || continue
        value=${value#\"}
        release=${value%\"}
        version=${release%%[!0-9]*}
    done <"$1/release"
}

# Sets java to the first that is new enough.
find_java() {
    if [ -n "${SUPERVISOR_JAVA-}" ]; then
        java=$SUPERVISOR_JAVA
        [ -d "$java" ] && java=$java/bin/java
        [ -x "$java" ] || refuse "SUPERVISOR_JAVA names $SUPERVISOR_JAVA, where there is no java"
        version_of "${java%/bin/java}"
        [ "$version" -eq 0 ] || [ "$version" -ge $oldest ] ||
            refuse "SUPERVISOR_JAVA names $SUPERVISOR_JAVA, which is Java $version; needed is $oldest or newer"
        return
    fi
    on_path=$(command -v java) && [ -h "$on_path" ] && on_path=$(readlink -f -- "$on_path")
    seen=
    for candidate in "${JAVA_HOME-}" "${on_path%/bin/java}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
        version_of "$candidate"
        if [ "$version" -ge $oldest ]; then
            java=$candidate/bin/java
            return
        fi
        [ "$version" -eq 0 ] || seen="$seen
  Java $version in $candidate"
    done
    refuse "needs Java $oldest or newer${seen:+; found only:$seen}
Install one of:
  apt-get install openjdk-$oldest-jdk      (Debian 13, Ubuntu 24.04 and later)
  dnf install java-$oldest-openjdk-devel   (Fedora, RHEL)
  Temurin $oldest, https://adoptium.net/temurin/releases/?version=$oldest, unpacked below /usr/lib/jvm
or name one: SUPERVISOR_JAVA=/path/to/java $program"
}

# In a clone of the sources nothing has been built yet when a program is first used.
build() {
    [ -f "$home/pom.xml" ] || refuse "$jar is missing; unpack the distribution again"
    command -v mvn >/dev/null || refuse "is not built yet and needs Maven for that: apt-get install maven"
    echo "$program: first use, building from source; this takes about a minute" >&2
    mkdir -p "$home/target"
    (
        cd "$home" || exit
        flock 9
        [ -f "$jar" ] || mvn -B -Dquick -Dmaven.test.skip package 2>&1 | tee target/first-use.log |
            sed -n -e 's/^\[INFO\] Building Supervisor RPC: \([^ ]*\).*\(\[.*\]\)$/  \2 \1/p' -e '/ERROR.*Failed to execute/p' >&2
    ) 9>"$home/target/first-use.lock"
    [ -f "$jar" ] || refuse "the build failed; all it said is in $home/target/first-use.log"
}

lib=$home/lib
[ -d "$lib" ] || lib=$home/dist/target/lib
jar=$lib/supervisor.jar
[ -f "$jar" ] || build
find_java

case $program in
supctl)
    # gone before the optimising compiler could be of use
    trained=supctl block='' options='-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=8'
    ;;
*)
    # The daemon reads its signals in its event loop, QUIT too, which the JVM would keep for itself: so they are blocked
    # here, and the JVM keeps its hands off (-Xrs). Jetty, when it starts, would ask the JVM's management service for the
    # size of a cache line, and for all the world's locales: 64 bytes, and the JDK's own few, will do. The logger is
    # known and need not be searched for; and configuration files are not interpolated by the library, whose
    # lookups stay unused. Both compilers begin late, the optimising one still later (its thresholds are multiplied, too).
    trained=supervisor block='env --block-signal=HUP,INT,QUIT,TERM,USR2,CHLD'
    options='-Xrs -Djdk.nio.maxCachedBufferSize=1048576 -Djava.locale.providers=FALLBACK -Dorg.eclipse.jetty.util.referencesPerCacheLine=16
        -Dslf4j.provider=org.supervisor.server.output.LibraryLog -Dslf4j.internal.verbosity=WARN
        -Dorg.apache.commons.configuration2.interpol.ConfigurationInterpolator.defaultPrefixLookups=
        -XX:CompileThresholdScaling=16 -XX:Tier4InvocationThreshold=2500 -XX:Tier4MinInvocationThreshold=300
        -XX:Tier4CompileThreshold=7500 -XX:Tier4BackEdgeThreshold=20000'
    ;;
esac

# A cache of loaded and linked classes, which halves the time to start; supervisor-train makes it. It must be younger
# than the jar, and made by this Java; without one, the JVM's own is better than a missing or a stale one.
aot=$lib/$trained-$release.aot
if [ -n "${SUPERVISOR_TRAIN-}" ]; then
    cache=-XX:AOTCacheOutput=$aot
elif [ "$aot" -nt "$jar" ]; then
    cache=-XX:AOTCache=$aot
else
    cache=-Xshare:auto
fi

# The JVM does not start in a folder that has been removed, such as a release that was replaced.
[ "${PWD-}" -ef . ] || [ -n "$(pwd -P 2>/dev/null)" ] || cd /

# Where a standard stream is closed, the next file that the JVM opens would be taken for it: the console would read classes
# as commands.
if [ -d /proc/self/fd ]; then
    [ -e /proc/self/fd/0 ] || exec </dev/null
    [ -e /proc/self/fd/1 ] || exec >/dev/null
    [ -e /proc/self/fd/2 ] || exec 2>/dev/null
fi

# File names and texts are bytes to us and UTF-8 to those who read them, in whatever locale we are started: the JVM gets one
# that knows UTF-8, and the programs the one that was. What the JVM would lose even so: 0005-file-names-are-bytes.md.
export SUPERVISOR_RPC_LC_ALL="${LC_ALL+=$LC_ALL}" LC_ALL=C.UTF-8

# The signal number is the JVM's own way to suspend threads; its default would take SIGUSR2 from us.
export _JAVA_SR_SIGNUM=40

# glibc would give threads up to eight arenas for each processor, each of which keeps what was freed in it: two will do for
# what little the JVM allocates at a time. Programs do not inherit this, unless it was the user who said so.
[ -n "${MALLOC_ARENA_MAX+set}" ] || export MALLOC_ARENA_MAX=2 SUPERVISOR_RPC_ARENAS=ours

# A small heap, kept tight: what a supervisor holds is little, and what it does not take its programs can have. Compilers
# that begin late: most of what runs at start runs once. What each option brings: docs/decisions/0050-what-the-jvm-is-told.md
# and 0054-what-each-trick-of-the-start-saves.md.
case ${SUPERVISOR_MAX_HEAP:-} in
    [1-9][mM] | 1[0-5][mM] | *[kK]) least=$SUPERVISOR_MAX_HEAP ;; # the JVM refuses to start with less than it begins with
    *) least=16m ;;
esac
# shellcheck disable=SC2086
exec $block "$java" "-Xms$least" -Xmn2m "-Xmx${SUPERVISOR_MAX_HEAP:-512m}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-ShrinkHeapInSteps -XX:TrimNativeHeapInterval=30000 \
    -XX:ReservedCodeCacheSize=32m -XX:CompileCommand=quiet "-XX:CompileCommand=MemLimit,*.*,20M~stop" -XX:-UsePerfData -XX:-MaxFDLimit "$cache" -XX:+UnlockDiagnosticVMOptions \
    -XX:ArchiveRelocationMode=0 -XX:-AOTReplayTraining \
    -XX:+IgnoreUnrecognizedVMOptions \
    -Xlog:aot*=off,cds*=off -Dorg.supervisor.program="$program" -Dorg.supervisor.home="$home" -Dorg.supervisor.script="$0" $options \
    --enable-native-access=ALL-UNNAMED ${SUPERVISOR_JAVA_OPTS-} -cp "$jar${SUPERVISOR_CLASSPATH:+:$SUPERVISOR_CLASSPATH}" "$main" "$@"
