#compdef supctl
# Completes supctl in zsh: commands, and the names the supervisor knows. Made by: supctl completion zsh
_supctl() {
    local verb= i
    local -a target names
    for ((i = 2; i < CURRENT; i++)); do
        case ${words[i]} in
        -c | --configuration | -s | --serverurl | -u | --username | -p | --password | --host | --address | --port | --cacert | --cert)
            target+=("${words[i]}" "${words[i + 1]}")
            ((i++))
            ;;
        --start | --stop | --status | --reload | --kill) verb=start ;;
        -*) ;;
        *)
            verb=${words[i]}
            break
            ;;
        esac
    done
    case ${words[CURRENT - 1]} in
    -c | --configuration | -r | --history_file | --cacert | --cert)
        _files
        return
        ;;
    --host | --address)
        _hosts
        return
        ;;
    --port | -s | --serverurl | -u | --username | -p | --password) return ;;
    esac
    case $verb in
    '')
        compadd -- @VERBS@ --start --stop --status --reload --kill --stop-supervisor --host --port \
            --configuration --serverurl --username --password --cacert --cert --json --interactive --history_file --help
        ;;
    @OF_VERBS@) compadd -- @VERBS@ ;;
    @OF_SHELLS@) compadd -- @SHELLS@ ;;
    @OF_PROCESSES@)
        names=(all ${(f)"$(supctl "${target[@]}" status 2>/dev/null | cut -d ' ' -f 1)"})
        compadd -- $names
        ;;
    @OF_GROUPS@)
        names=(${(f)"$(supctl "${target[@]}" avail 2>/dev/null | cut -d ' ' -f 1 | cut -d : -f 1 | sort -u)"})
        compadd -- $names
        ;;
    @OF_EVENT_TYPES@)
        compadd -- @EVENT_TYPES@ \
            --process --count --after --json
        ;;
    esac
}
if [ "$funcstack[1]" = _supctl ]; then _supctl "$@"; else compdef _supctl supctl; fi
