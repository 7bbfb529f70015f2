# tdetach: zsh is started with ZDOTDIR naming this folder. It is put back first, and the user's own file is
# read; zsh reads the rest from where they are.

if [[ -n "${TDETACH_ZDOTDIR+set}" ]]; then
  'builtin' 'export' ZDOTDIR="$TDETACH_ZDOTDIR"
else
  'builtin' 'unset' 'ZDOTDIR'
fi
'builtin' 'unset' 'TDETACH_ZDOTDIR'
typeset -g __tdetach_folder="${${(%):-%x}:A:h}"

[[ ! -r "${ZDOTDIR-$HOME}/.zshenv" ]] || 'builtin' 'source' "${ZDOTDIR-$HOME}/.zshenv"

[[ ! -o interactive ]] || 'builtin' 'source' "$__tdetach_folder/marks.zsh"
'builtin' 'unset' '__tdetach_folder'
