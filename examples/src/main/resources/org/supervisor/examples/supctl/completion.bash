# Completes supctl in bash: commands, and the names the supervisor knows. Made by: supctl completion bash
_supctl() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb= target=() i
    COMPREPLY=()
    case $previous in
    -c | --configuration | -r | --history_file | --cacert | --cert)
        COMPREPLY=($(compgen -f -- "$word"))
        return
        ;;
    --host | --address)
        COMPREPLY=($(compgen -A hostname -- "$word"))
        return
        ;;
    --port | -s | --serverurl | -u | --username | -p | --password) return ;;
    esac
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -c | --configuration | -s | --serverurl | -u | --username | -p | --password | --host | --address | --port | --cacert | --cert)
            target+=("${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}")
            i=$((i + 1))
            ;;
        --start | --stop | --status | --reload | --kill) verb=start ;;
        -*) ;;
        *)
            verb=${COMP_WORDS[i]}
            break
            ;;
        esac
    done
    case $verb in
    '')
        COMPREPLY=($(compgen -W '@VERBS@ --start --stop --status --reload --kill --stop-supervisor --host
            --port --configuration --serverurl --username --password --cacert --cert --json --interactive --history_file --help' -- "$word"))
        ;;
    @OF_VERBS@) COMPREPLY=($(compgen -W '@VERBS@' -- "$word")) ;;
    @OF_SHELLS@) COMPREPLY=($(compgen -W '@SHELLS@' -- "$word")) ;;
    @OF_PROCESSES@)
        COMPREPLY=($(compgen -W "all $(supctl "${target[@]}" status 2>/dev/null | cut -d ' ' -f 1)" -- "$word"))
        ;;
    @OF_GROUPS@)
        COMPREPLY=($(compgen -W "$(supctl "${target[@]}" avail 2>/dev/null | cut -d ' ' -f 1 | cut -d : -f 1)" -- "$word"))
        ;;
    @OF_EVENT_TYPES@)
        COMPREPLY=($(compgen -W '@EVENT_TYPES@
            --process --count --after --json' -- "$word"))
        ;;
    esac
    # A colon divides words in bash, so what is before it is there already.
    if [[ $word == *:* ]] || [[ $COMP_WORDBREAKS == *:* && $previous == : ]]; then
        declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$word"
    fi
}
complete -F _supctl supctl
