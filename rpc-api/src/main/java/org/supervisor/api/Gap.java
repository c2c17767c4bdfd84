package org.supervisor.api;

/**
 * Events that were missed and cannot be had any more: the reader was slow or away for too long, or the supervisor was
 * restarted. What the stream told so far may no longer be so; ask for the present state.
 *
 * @param id as of an event
 * @param missed how many went by, at most: those that were not asked for count too
 * @param isRestarted whether the supervisor was restarted, and there may have been more than it can count
 * @param text a sentence for people
 * @param json all that the supervisor said
 */
public record Gap(String id, long missed, boolean isRestarted, String text, String json) implements EventItem {}
