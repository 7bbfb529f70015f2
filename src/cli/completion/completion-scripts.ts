// Completion functions for shells. They call tdetach itself with the words so far. Invariant: the
// answer is data, because names of sessions may contain anything except control characters. It is
// quoted when it is inserted into the command line, and never evaluated.
//
// The first line of the answer says what to complete (words, files, folders, commands). Each
// further line is a word, with a description after a tab.

/** Readline also splits words at : and =, and replaces only the part after them. */
const BASH = String.raw`# tdetach completion bash
_tdetach() {
  local typed="${'$'}{COMP_LINE:0:COMP_POINT}" kind='' line='' word='' cut=''
  local -a words
  read -a words <<<"$typed"
  [[ $typed == *[[:space:]] && $typed != *\\[[:space:]] ]] && words+=('')
  local current="${'$'}{words[${'$'}{#words[@]} - 1]}" quote=''
  [[ $current == [\"\']* ]] && quote="${'$'}{current:0:1}" && words[${'$'}{#words[@]} - 1]="${'$'}{current:1}"
  current="${'$'}{words[${'$'}{#words[@]} - 1]}"
  [[ $current == *[:=@]* ]] && printf -v cut '%q' "${'$'}{current%"${'$'}{current##*[:=@]}"}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; continue; fi
    word="${'$'}{line%%$'\t'*}"
    [[ $word == "$current"* ]] || continue
    [[ -n $quote ]] || printf -v word '%q' "$word"
    [[ -n $quote ]] || word="${'$'}{word#"$cut"}"
    COMPREPLY+=("$word")
  done < <("${'$'}{words[0]}" completion --words -- "${'$'}{words[@]:1}" 2>/dev/null)
  if [[ $kind == commands && $current != */* ]]; then
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$current")
  fi
  # Where there is nothing to name, readline completes files.
  [[ $kind == words ]] && compopt +o default +o bashdefault 2>/dev/null
  [[ $kind == folders ]] && compopt +o default +o bashdefault -o dirnames 2>/dev/null
  return 0
}
complete -o bashdefault -o default -F _tdetach tdetach
`;

const ZSH = String.raw`#compdef tdetach
# tdetach completion zsh
_tdetach() {
  local kind line
  local -a lines names shown
  lines=("${'$'}{(@f)$("${'$'}{(Q)words[1]}" completion --words -- "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  kind=$lines[1]
  for line in "${'$'}{(@)lines[2,-1]}"; do
    names+=("${'$'}{line%%$'\t'*}")
    shown+=("${'$'}{line//$'\t'/  -- }")
  done
  case $kind in
    files) _files ;;
    folders) _files -/ ;;
    commands) _command_names -e || _files ;;
    sessions) compadd -a names; [[ $PREFIX == */* ]] && _files ;;
    *) compadd -l -d shown -a names ;;
  esac
}
if [[ $funcstack[1] == _tdetach ]]; then _tdetach "$@"; else compdef _tdetach tdetach; fi
`;

const FISH = String.raw`# tdetach completion fish
function __tdetach_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command $words[1] completion --words -- $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case commands
            __fish_complete_command
        case sessions
            printf '%s\n' $lines[2..-1]
            string match -q '*/*' -- "$current"; and __fish_complete_path "$current"
        case '*'
            printf '%s\n' $lines[2..-1]
    end
end
complete -c tdetach -f -a '(__tdetach_complete)'
`;

export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
