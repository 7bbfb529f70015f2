# The beginning of the executable (bundle.js puts it there): a shell runs it, and becomes Node.
#
# Node changes how its process was started before any program of its own runs, and a shell changes variables. For what may
# create a session TDETACH_CALLER says what there was (src/base/caller.ts): this process's id, the soft limit of open files,
# the masks of blocked and ignored signals, and the descriptor of a pipe. Into that another process writes the settings of
# the terminal and the environment, while Node starts.
#
# Invariants: nothing is forked until the masks are read, as dash unblocks all signals then. No descriptor of the caller's is
# replaced, as it may be a lock that is to be held.
command -v node >/dev/null || { echo 'tdetach: there is no node in the search path: install Node.js' >&2; exit 125; }
case $1 in
  -a | -p | -h | -V | --attach | --push | --help | --version) may_create= ;;
  -* | run) may_create=yes ;;
  *) may_create= ;;
esac
if [ "$may_create" ] && [ -r /proc/$$/status ]; then
  openFiles= blocked= ignored= reader= writer=
  while read -r key value; do
    case $key in
      SigBlk:) blocked=$value ;;
      SigIgn:) ignored=$value; break ;;
    esac
  done </proc/$$/status
  while read -r first second third soft hard; do
    case "$first $second" in 'Max open') openFiles=$soft; break ;; esac
  done </proc/$$/limits
  for free in 3 4 5 6 7 8 9; do
    [ -e /proc/$$/fd/$free ] && continue
    [ "$reader" ] && writer=$free && break
    reader=$free
  done
  # A here-document is a pipe that it has been written to, in dash, busybox, and bash from 5.1 on; others use a file.
  [ "$writer" ] && eval "exec $reader<<END
-
END" && { [ -p /proc/$$/fd/$reader ] || { eval "exec $reader<&-"; writer=; }; }
  if [ "$writer" ] && eval "exec $writer>/proc/$$/fd/$reader"; then
    [ -t 0 ] && terminal=/proc/$$/fd/0 || terminal=/dev/null
    # Twice forked, so that it is no child of Node's, which would leave a zombie.
    (
      {
        eval "exec $reader<&- >&$writer $writer>&-"
        stty -g <$terminal || echo
        read -r own rest </proc/self/stat
        cat /proc/$own/environ
        : # not the last command, which this process would become
      } >/dev/null 2>&1 &
    )
    eval "exec $writer>&-"
  else
    reader=
  fi
  export TDETACH_CALLER="$$ $openFiles $blocked $ignored $reader"
fi
# What is meant for other programs of Node's; a session's program gets them all the same.
[ "$may_create" ] && [ -z "$reader" ] ||
  unset NODE_OPTIONS NODE_DEBUG NODE_DEBUG_NATIVE NODE_V8_COVERAGE NODE_EXTRA_CA_CERTS NODE_REDIRECT_WARNINGS
exec node "$0" "$@"
