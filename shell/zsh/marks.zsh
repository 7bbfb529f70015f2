# tdetach: marks where zsh's prompts and commands begin and end (OSC 133), and tells its folder (OSC 7).
#
# What zsh prints before it runs any function at a prompt is the mark of a line without an end. The end of
# a command stands in that, so that nothing of `set -x` comes before it.

if [[ -z "${__tdetach_marks-}" ]]; then
  typeset -g __tdetach_marks=yes

  __tdetach_escaped() {
    'builtin' 'emulate' -L zsh -o no_multibyte -o extended_glob
    REPLY=${1//(#m)[^a-zA-Z0-9\/._~-]/%${(l:2::0:)$(([##16]#MATCH))}}
  }

  __tdetach_preexec() {
    'builtin' 'local' REPLY
    __tdetach_escaped "$1"
    'builtin' 'print' -n "\e]133;C;cmdline_url=$REPLY\a"
  }

  __tdetach_precmd() {
    'builtin' 'local' -i status_=$?
    'builtin' 'emulate' -L zsh
    'builtin' 'local' REPLY
    __tdetach_escaped "$PWD"
    'builtin' 'print' -n "\e]133;D;$status_\a\e]7;file://${HOST-}$REPLY\a"
    [[ "${PROMPT_EOL_MARK-}" == *'133;D'* ]] ||
      PROMPT_EOL_MARK=$'%{\e]133;D;%?\a%}'"${PROMPT_EOL_MARK-%B%S%#%s%b}"
    [[ "${PS1-}" == *'133;A'* ]] || PS1=$'%{\e]133;A\a%}'"${PS1-}"$'%{\e]133;B\a%}'
    [[ "${PS2-}" == *'133;A'* ]] || PS2=$'%{\e]133;A;k=s\a%}'"${PS2-}"
    # After all that the user's files have added.
    [[ "${precmd_functions[-1]-}" == __tdetach_precmd ]] ||
      precmd_functions=(${precmd_functions:#__tdetach_precmd} __tdetach_precmd)
    'builtin' 'return' 0
  }

  typeset -ga precmd_functions preexec_functions
  precmd_functions+=(__tdetach_precmd)
  preexec_functions+=(__tdetach_preexec)
fi
