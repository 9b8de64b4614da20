# Completion of millrace in fish: millrace completion fish > ~/.config/fish/completions/millrace.fish

function __millrace_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    for line in (millrace complete fish -- $words[2..-1] "$typed" 2>/dev/null)
        if test "$line" = files
            __fish_complete_path "$typed"
        else
            string sub -s 2 -- $line
        end
    end
end

complete -c millrace -f -a '(__millrace_complete)'
