package org.supervisor.api;

/**
 * Events that were missed and cannot be had any more: the reader was slow or disconnected for too long, or the
 * supervisor was restarted. What the stream reported so far may be out of date; request the current state.
 *
 * @param id like that of an event
 * @param missed how many were skipped, at most: those that were not requested count too
 * @param isRestarted whether the supervisor was restarted, and may not know of all events that were missed
 * @param text a sentence for people
 * @param json the item as the supervisor sent it
 */
public record Gap(String id, long missed, boolean isRestarted, String text, String json) implements EventItem {}
