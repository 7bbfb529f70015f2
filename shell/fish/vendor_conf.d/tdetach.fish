# tdetach: marks where fish's prompts and commands begin and end (OSC 133), and tells its folder (OSC 7).
# fish is started with XDG_DATA_DIRS beginning with this folder's, which is taken out of it first.

if set -q TDETACH_FISH
    set --local folders (string split : -- "$XDG_DATA_DIRS")
    if test "$folders[1]" = "$TDETACH_FISH"
        set --erase folders[1]
        if set -q TDETACH_XDG_DATA_DIRS
            set --global --export XDG_DATA_DIRS (string join : -- $folders)
        else
            set --global --erase XDG_DATA_DIRS
        end
    end
    set --global --erase TDETACH_FISH
    set --global --erase TDETACH_XDG_DATA_DIRS
end

if status is-interactive; and not set -q __tdetach_marks
    set --global __tdetach_marks yes

    function __tdetach_started --on-event fish_preexec
        printf '\e]133;C;cmdline_url=%s\a' (string escape --style=url -- "$argv" | string join %0A)
    end

    function __tdetach_ended --on-event fish_postexec
        printf '\e]133;D;%s\a' $status
    end

    function __tdetach_wrong --on-event fish_posterror
        printf '\e]133;D;2\a'
    end

    function __tdetach_cancelled --on-event fish_cancel
        printf '\e]133;D;130\a'
    end

    function __tdetach_folder --on-variable PWD
        printf '\e]7;file://%s%s\a' $hostname (string escape --style=url -- "$PWD")
    end

    # The user's prompt is called within one of ours, first of all, so that it sees the command's status.
    function __tdetach_prompt --on-event fish_prompt
        printf '\e]133;A\a'
        if functions -q fish_prompt; and not string match -q '*133;B*' -- (functions fish_prompt)
            functions --erase __tdetach_user_prompt
            functions --copy fish_prompt __tdetach_user_prompt
            function fish_prompt
                __tdetach_user_prompt
                printf '\e]133;B\a'
            end
        end
    end

    __tdetach_folder
end
