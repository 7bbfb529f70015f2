# tdetach: marks where bash's prompts and commands begin and end (OSC 133), and tells its folder (OSC 7).
#
# bash is started in POSIX mode with ENV naming this file, which is all that it reads then. So this ends
# that mode, reads what bash would have read, and adds the marks. Commands that `set -x` would show stand
# where their standard error goes nowhere, and no name is used that may be unset (`set -u`).

if [ -n "${TDETACH_SHELL-}" ] && [ -n "${BASH_VERSION-}" ]; then
  unset TDETACH_SHELL ENV POSIXLY_CORRECT
  [ -z "${TDETACH_ENV+set}" ] || export ENV="$TDETACH_ENV"
  unset TDETACH_ENV
  set +o posix
  shopt -u inherit_errexit 2>/dev/null
  # In POSIX mode bash names another file.
  [ "${HISTFILE-}" != ~/.sh_history ] || HISTFILE=~/.bash_history
  if shopt -q login_shell; then
    [ ! -r /etc/profile ] || . /etc/profile
    for __tdetach_file in ~/.bash_profile ~/.bash_login ~/.profile; do
      if [ -r "$__tdetach_file" ]; then
        . "$__tdetach_file"
        break
      fi
    done
    unset __tdetach_file
  else
    # Where the system's file lies is compiled into bash: these are those of Debian, Arch and SUSE.
    for __tdetach_file in /etc/bash.bashrc /etc/bash/bashrc; do
      [ ! -r "$__tdetach_file" ] || . "$__tdetach_file"
    done
    unset __tdetach_file
    [ ! -r ~/.bashrc ] || . ~/.bashrc
  fi
fi

# PS0 came with bash 4.4.
if [ -z "${__tdetach_marks-}" ] && [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 44 && $- == *i* ]]; then
  __tdetach_marks=yes

  # Before all else at a prompt: the end of the command, and the folder. Leaves the status as it is.
  __tdetach_ended() {
    local status=$? LC_ALL=C path=$PWD at char
    if [[ $PWD == *[!a-zA-Z0-9/._~-]* ]]; then
      path=''
      for ((at = 0; at < ${#PWD}; at++)); do
        char=${PWD:at:1}
        if [[ $char == [!a-zA-Z0-9/._~-] ]]; then
          builtin printf -v char '%d' "'$char"
          builtin printf -v char '%%%02X' $((char & 255))
        fi
        path+=$char
      done
    fi
    __tdetach_told=yes
    builtin printf '\e]133;D;%s\a\e]7;file://%s%s\a' "$status" "${HOSTNAME-}" "$path"
    return "$status"
  }

  # After all else at a prompt, as a prompt may be made anew each time.
  __tdetach_prompt() {
    local status=$?
    # Something else stands where the first of ours was.
    [[ -n ${__tdetach_told-} ]] || builtin printf '\e]133;D;%s\a' "$status"
    __tdetach_told=''
    [[ ${PS0-} == *'133;C'* ]] || PS0="${PS0-}"'\e]133;C\a'
    [[ ${PS1-} == *'133;A'* ]] || PS1='\[\e]133;A\a\]'"${PS1-}"'\[\e]133;B\a\]'
    [[ ${PS2-} == *'133;A'* ]] || PS2='\[\e]133;A;k=s\a\]'"${PS2-}"
    return "$status"
  }

  if [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 ]]; then
    PROMPT_COMMAND=('{ __tdetach_ended; } 2>/dev/null' "${PROMPT_COMMAND[@]}" '{ __tdetach_prompt; } 2>/dev/null')
  else
    PROMPT_COMMAND="{ __tdetach_ended; } 2>/dev/null
${PROMPT_COMMAND-}
{ __tdetach_prompt; } 2>/dev/null"
  fi
fi
