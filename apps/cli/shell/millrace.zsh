#compdef millrace
# Completion of millrace in zsh: source <(millrace completion zsh), after compinit

_millrace() {
  local -a lines whole wholeShown open openShown
  local line word about
  lines=("${(@f)$(millrace complete zsh -- "${(@)words[2,CURRENT-1]}" "$QIPREFIX$IPREFIX$PREFIX" 2>/dev/null)}")
  if [[ $lines[1] == files ]]; then
    _files
    return
  fi
  for line in "${lines[@]}"; do
    [[ $line == ['=+']* ]] || continue
    word=${${line#[=+]}%%$'\t'*}
    about=${line#*$'\t'}
    [[ -n $about ]] && about="$word  -- $about" || about=$word
    if [[ $line == '='* ]]; then
      whole+=("$word") wholeShown+=("$about")
    else
      open+=("$word") openShown+=("$about")
    fi
  done
  (( $#open )) && compadd -l -S '' -d openShown -a -- open
  (( $#whole )) && compadd -l -d wholeShown -a -- whole
}

# Loaded from $fpath, this file is the function's body; else it is sourced.
if [[ ${funcstack[1]} == _millrace ]]; then
  _millrace "$@"
else
  compdef _millrace millrace
fi
