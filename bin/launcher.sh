# The beginning of the executable (bundle.js puts it there): a shell runs it, and becomes Node.
#
# Node changes how its process was started before any program of its own runs, and a shell changes variables. For what may
# create a session TDETACH_CALLER says what there was (src/base/launch/caller.ts): this process's id, the soft limit of open files,
# the masks of blocked and ignored signals, and the descriptor of a pipe. Into that another process writes the settings of
# the terminal and the environment, while Node starts. A mode that creates a session has its host started at the same
# time, which waits for its order: TDETACH_HOST names the pipes (src/base/launch/early-host.ts).
#
# Invariants: nothing is forked until the masks are read, as dash unblocks all signals then. No descriptor of the caller's is
# replaced, as it may be a lock that is to be held, and none is left to the host, which outlives the caller.
command -v node >/dev/null || { echo 'tdetach: there is no node in the search path: install Node.js' >&2; exit 125; }
case $1 in
  -c | --create | -n | --new | run) may_create=yes creates=yes ;;
  -a | -p | -h | -V | --attach | --push | --help | --version) may_create= creates= ;;
  -* | new | new-session | create | start) may_create=yes creates= ;;
  *) may_create= creates= ;;
esac
# Opens a pipe: its ends are $out, to read from, and $in.
pipe() {
  out= in=
  for free in 3 4 5 6 7 8 9; do
    [ -e /proc/$$/fd/$free ] && continue
    [ "$out" ] && in=$free && break
    out=$free
  done
  [ "$in" ] || return 1
  # A here-document is a pipe that it has been written to, in dash, busybox, and bash from 5.1 on; others use a file.
  eval "exec $out<<END
-
END"
  [ -p /proc/$$/fd/$out ] || { eval "exec $out<&-"; return 1; }
  eval "exec $in>/proc/$$/fd/$out"
}
# Whether more descriptors are open that a shell cannot close than the one that it reads this from.
has_high_descriptors() {
  set +f
  set -- /proc/$$/fd/[1-9][0-9]*
  set -f
  [ $# -gt 1 ]
}
if [ "$may_create" ] && [ -r /proc/$$/status ]; then
  openFiles= blocked= ignored= reader= foreign= toHost= fromHost=
  while read -r key value; do
    case $key in
      SigBlk:) blocked=$value ;;
      SigIgn:) ignored=$value; break ;;
    esac
  done </proc/$$/status
  while read -r first second third soft hard; do
    case "$first $second" in 'Max open') openFiles=$soft; break ;; esac
  done </proc/$$/limits
  for free in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$free ] && foreign="$foreign $free"; done
  if [ "$creates" ] && command -v setsid >/dev/null && ! has_high_descriptors && pipe; then
    order=$out toHost=$in
    if pipe; then
      # Forked twice: a child of Node's would be left as a zombie.
      (
        {
          for other in $foreign $toHost $out; do eval "exec $other<&-"; done
          read -r own rest </proc/self/stat
          eval "echo $own >&$in"
          set -- "PATH=$PATH" MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=8192 MALLOC_TRIM_THRESHOLD_=131072
          for name in LD_LIBRARY_PATH HOME XDG_CACHE_HOME NODE_DISABLE_COMPILE_CACHE; do
            eval "[ \"\$$name\" ] && set -- \"\$@\" \"$name=\$$name\""
          done
          exec setsid env -i "$@" node --max-semi-space-size=1 --no-memory-reducer "$0" __host $order $in
        } </dev/null >/dev/null 2>&1 &
      )
      eval "exec $order<&- $in>&-"
      fromHost=$out
      export TDETACH_HOST="$$ $toHost $fromHost"
    else
      eval "exec $order<&- $toHost>&-"
      toHost=
    fi
  fi
  if pipe; then
    reader=$out
    [ -t 0 ] && terminal=/proc/$$/fd/0 || terminal=/dev/null
    (
      {
        eval "exec $reader<&- >&$in $in>&-"
        for other in $toHost $fromHost; do eval "exec $other<&-"; done
        stty -g <$terminal || echo
        read -r own rest </proc/self/stat
        cat /proc/$own/environ
        : # not the last command, which this process would become
      } >/dev/null 2>&1 &
    )
    eval "exec $in>&-"
  fi
  export TDETACH_CALLER="$$ $openFiles $blocked $ignored $reader"
fi
# What is meant for other programs of Node's; a session's program gets them all the same.
[ "$may_create" ] && [ -z "$reader" ] ||
  unset NODE_OPTIONS NODE_DEBUG NODE_DEBUG_NATIVE NODE_V8_COVERAGE NODE_EXTRA_CA_CERTS NODE_REDIRECT_WARNINGS
exec node "$0" "$@"
