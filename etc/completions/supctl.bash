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
        COMPREPLY=($(compgen -W 'add avail clear completion events exit explain fg help maintail pid quit reload remove reopen reread restart shutdown signal start status stop tail update version --start --stop --status --reload --kill --stop-supervisor --host
            --port --configuration --serverurl --username --password --cacert --cert --json --interactive --history_file --help' -- "$word"))
        ;;
    help) COMPREPLY=($(compgen -W 'add avail clear completion events exit explain fg help maintail pid quit reload remove reopen reread restart shutdown signal start status stop tail update version' -- "$word")) ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh' -- "$word")) ;;
    clear | explain | fg | pid | restart | signal | start | status | stop | tail)
        COMPREPLY=($(compgen -W "all $(supctl "${target[@]}" status 2>/dev/null | cut -d ' ' -f 1)" -- "$word"))
        ;;
    add | remove | update)
        COMPREPLY=($(compgen -W "$(supctl "${target[@]}" avail 2>/dev/null | cut -d ' ' -f 1 | cut -d : -f 1)" -- "$word"))
        ;;
    events)
        COMPREPLY=($(compgen -W 'EVENT PROCESS_STATE PROCESS_STATE_STARTING PROCESS_STATE_RUNNING PROCESS_STATE_BACKOFF PROCESS_STATE_STOPPING PROCESS_STATE_EXITED PROCESS_STATE_STOPPED PROCESS_STATE_FATAL PROCESS_STATE_UNKNOWN PROCESS_COMMUNICATION PROCESS_COMMUNICATION_STDOUT PROCESS_COMMUNICATION_STDERR PROCESS_LOG PROCESS_LOG_STDOUT PROCESS_LOG_STDERR REMOTE_COMMUNICATION SUPERVISOR_STATE_CHANGE SUPERVISOR_STATE_CHANGE_RUNNING SUPERVISOR_STATE_CHANGE_STOPPING TICK TICK_5 TICK_60 TICK_3600 PROCESS_GROUP PROCESS_GROUP_ADDED PROCESS_GROUP_REMOVED
            --process --count --after --json' -- "$word"))
        ;;
    esac
    # A colon divides words in bash, so what is before it is there already.
    if [[ $word == *:* ]] || [[ $COMP_WORDBREAKS == *:* && $previous == : ]]; then
        declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$word"
    fi
}
complete -F _supctl supctl
