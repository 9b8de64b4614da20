# Completion of millrace in bash: source <(millrace completion bash)

_millrace() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      files)
        # Without a reply bash completes names of files.
        type compopt >/dev/null 2>&1 && compopt +o nospace
        return
        ;;
      =*) COMPREPLY+=("${line#=}") ;;
    esac
  done < <(millrace complete bash -- "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  type compopt >/dev/null 2>&1 && compopt +o default +o bashdefault
}

complete -o nospace -o bashdefault -o default -F _millrace millrace
