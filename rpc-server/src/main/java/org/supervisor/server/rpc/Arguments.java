package org.supervisor.server.rpc;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apiguardian.api.API;
import org.supervisor.api.FaultCode;
import org.supervisor.server.engine.RefusedException;

/**
 * The parameters of one call, read as the types a method expects. A value of another type is refused with
 * INCORRECT_PARAMETERS. Positions count from 0.
 *
 * @param request its parameters are as parsed: Integer, Long, Boolean, String, Double, Date, byte[], Object[], Map or
 *     {@link WireTypes.Nil}
 */
@API(status = API.Status.EXPERIMENTAL)
public record Arguments(XmlRpcRequest request) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A string. */
    public String text(int position) {
        return text(position, raw(position));
    }

    /** A value as the string that a parameter has to be. */
    static String text(int position, Object value) {
        return switch (value) {
            case String text -> text;
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case Object other -> throw unexpected(position, other, "a string");
        };
    }

    /** A string, or a number or boolean as people write it: old clients send signals as numbers. */
    public String word(int position) {
        return switch (raw(position)) {
            case Number number -> number.toString();
            case Boolean flag -> flag ? "1" : "0";
            case Object _ -> text(position);
        };
    }

    /** The bytes of a string, in UTF-8, or of a base64 value, as they are. */
    public byte[] bytes(int position) {
        return switch (raw(position)) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Object other -> throw new RefusedException(FaultCode.INCORRECT_PARAMETERS, describe(other));
        };
    }

    /** A whole number. Old clients send it as a string. */
    public long number(int position) {
        Object value = raw(position);
        return switch (value) {
            case Integer number -> number;
            case Long number -> number;
            case Double number -> number.longValue();
            case Boolean flag -> flag ? 1 : 0;
            case String text -> parse(position, text);
            case Object other -> throw unexpected(position, other, "an int");
        };
    }

    /** Whether a value counts as true, as Python sees it: neither nil nor 0 nor empty. */
    public boolean truth(int position, boolean whenAbsent) {
        if (position >= request.getParameterCount()) {
            return whenAbsent;
        }
        return switch (raw(position)) {
            case Boolean flag -> flag;
            case WireTypes.Nil _ -> false;
            case Number number -> number.doubleValue() != 0;
            case String text -> !text.isEmpty();
            case byte[] bytes -> bytes.length > 0;
            case Object[] array -> array.length > 0;
            case Map<?, ?> struct -> !struct.isEmpty();
            case Collection<?> list -> !list.isEmpty();
            case Object _ -> true;
        };
    }

    /** How many there are. */
    public int count() {
        return request.getParameterCount();
    }

    /** The value as it was received. */
    public Object raw(int position) {
        return request.getParameter(position);
    }

    /** The refusal of a value of the wrong type. */
    static RefusedException unexpected(int position, Object found, String expected) {
        return new RefusedException(
                FaultCode.INCORRECT_PARAMETERS,
                "parameter " + (position + 1) + " is " + describe(found) + ", expected " + expected);
    }

    private static long parse(int position, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw unexpected(position, text, "an int");
        }
    }

    private static String describe(Object value) {
        return switch (value) {
            case String text -> "the string '" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
            case byte[] _ -> "a base64 value";
            case Object[] _ -> "an array";
            case Map<?, ?> _ -> "a struct";
            case Boolean flag -> flag ? "True" : "False"; // supervisord's wording
            case Date date -> DATE.format(date.toInstant());
            case Double number -> BigDecimal.valueOf(number).toPlainString();
            case Object other -> other.toString(); // an int or nil
        };
    }
}
