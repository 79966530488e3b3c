"""What zsh offers for each line of standard input, on one line each: an interactive zsh on a terminal
of its own, in which the completion system tells what it adds instead of showing it.

    zsh_offers.py FOLDER-OF-_assay SCRATCH <lines
"""

import os
import pty
import sys
import threading

RC = r"""
PROMPT= RPROMPT=
setopt no_beep no_auto_list no_auto_menu
fpath=($folder $fpath)
autoload -Uz compinit
compinit -u -D
bindkey -e
zstyle ':completion:*' completer _complete
zstyle ':completion:*' verbose no
typeset -ga offered
compadd() {
	local -a hits
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	builtin compadd -A hits "$@"
	offered+=($hits)
	return $((${#hits} == 0))
}
tell() { print -r -- "$@" >$scratch/told }
offer() {
	offered=()
	zle complete-word
	tell ${(ou)offered}
	BUFFER=
	zle accept-line
}
zle -N offer
bindkey '^I' offer
# What is typed before the editor reads would go to the terminal's own.
ready() { tell ready }
zle -N zle-line-init ready
"""


def drain(terminal):
    """A terminal that nobody reads from is full one day."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass


def main():
    folder, scratch = sys.argv[1:]
    told = os.path.join(scratch, "told")
    os.mkfifo(told)
    with open(os.path.join(scratch, ".zshrc"), "w") as rc:
        rc.write(RC)
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(folder=folder, scratch=scratch, ZDOTDIR=scratch, TERM="dumb")
        os.execlp("zsh", "zsh", "-d", "-i")
    threading.Thread(target=drain, args=(terminal,), daemon=True).start()

    # Open for writing too, so that it never ends between two who tell.
    words = open(os.open(told, os.O_RDWR), "r")

    def hear():
        return words.readline().rstrip("\n")

    for line in sys.stdin:
        line = line.rstrip("\n")
        assert hear() == "ready"
        os.write(terminal, (line + "\t").encode())
        print(f"{line} => {hear()}", flush=True)
    assert hear() == "ready"
    os.write(terminal, b"exit\n")
    os.waitpid(child, 0)


main()
