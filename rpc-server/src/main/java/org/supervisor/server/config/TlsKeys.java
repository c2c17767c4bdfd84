package org.supervisor.server.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of TLS in {@code [inet_http_server]}. */
final class TlsKeys {
    /** All of them. */
    static final Keys ALL = new Keys(Change.RELOAD);

    private static final Type<TlsSpec.ClientAuth> CLIENT_AUTH = new Type<>("required or wanted", TlsKeys::clientAuth);

    private static final Key<Path> CERTIFICATE = ALL.add(file(
            "tls_certificate",
            "the server's certificate and those of the CAs in between, in PEM: the port speaks TLS, only"));
    private static final Key<Path> KEY =
            ALL.add(file("tls_key", "its private key, in PEM; default: in the file of the certificate"));
    private static final Key<Path> KEYSTORE =
            ALL.add(file("tls_keystore", "both in PKCS#12 or JKS, in place of tls_certificate and tls_key"));
    private static final Key<Path> PASSWORD_FILE =
            ALL.add(file("tls_key_password_file", "whose first line is the password of tls_key, or of tls_keystore"));
    private static final Key<Path> CLIENT_CA =
            ALL.add(file("tls_client_ca", "the CAs whose client certificates are accepted, in PEM"));
    private static final Key<TlsSpec.ClientAuth> CLIENT_AUTH_KEY = ALL.add(Key.of(
                    "tls_client_auth",
                    CLIENT_AUTH,
                    "required",
                    "with tls_client_ca: whether clients must have a certificate, or may")
            .ours());

    private static final Map<TlsFiles.Kind, Key<Path>> FILES = Map.of(
            TlsFiles.Kind.TLS_CERTIFICATE, CERTIFICATE,
            TlsFiles.Kind.TLS_KEY, KEY,
            TlsFiles.Kind.TLS_KEYSTORE, KEYSTORE,
            TlsFiles.Kind.TLS_KEY_PASSWORD_FILE, PASSWORD_FILE,
            TlsFiles.Kind.TLS_CLIENT_CA, CLIENT_CA);

    private TlsKeys() {}

    private static Key<Path> file(String name, String meaning) {
        return Key.optional(name, types -> types.fileInFolder, "none", meaning).ours();
    }

    private static TlsSpec.ClientAuth clientAuth(String text) throws BadValue {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "required" -> TlsSpec.ClientAuth.REQUIRED;
            case "wanted" -> TlsSpec.ClientAuth.WANTED;
            default -> throw new BadValue("not a way to treat client certificates: " + PythonText.repr(text));
        };
    }

    /** TLS, if a section has it; its files are read. */
    static Optional<TlsSpec> read(Values values) {
        boolean hasAny = values.hasAny(ALL.names(values.dialect()));
        return hasAny ? given(values) : Optional.empty();
    }

    private static Optional<TlsSpec> given(Values values) {
        int problems = values.problems();
        Map<TlsFiles.Kind, Path> paths = new EnumMap<>(TlsFiles.Kind.class);
        FILES.forEach((kind, key) -> values.find(key).ifPresent(path -> paths.put(kind, path)));
        TlsSpec.ClientAuth clientAuth = values.get(CLIENT_AUTH_KEY);
        boolean hasStore = values.setting(KEYSTORE).isPresent();
        boolean hasCertificate = values.setting(CERTIFICATE).isPresent();
        if (!hasStore && !hasCertificate) {
            values.problem(
                    CERTIFICATE,
                    "expected the server's certificate, or none of the keys that begin with tls_",
                    "section [" + values.section().name() + "] has keys of TLS and no tls_certificate");
        }
        if (hasStore) {
            for (Key<Path> other : List.of(CERTIFICATE, KEY)) {
                if (values.setting(other).isPresent()) {
                    values.problem(
                            other,
                            "expected tls_keystore, or tls_certificate and tls_key",
                            "both tls_keystore and " + other.name(values.dialect()) + " are given");
                }
            }
        }
        if (values.setting(CLIENT_AUTH_KEY).isPresent()
                && values.setting(CLIENT_CA).isEmpty()) {
            values.problem(
                    CLIENT_AUTH_KEY,
                    "expected tls_client_ca beside it: the CAs whose client certificates are accepted",
                    "tls_client_auth needs tls_client_ca");
        }
        return values.problems() == problems ? loaded(values, new TlsFiles(paths), clientAuth) : Optional.empty();
    }

    private static Optional<TlsSpec> loaded(Values values, TlsFiles files, TlsSpec.ClientAuth clientAuth) {
        try {
            TlsMaterial material = files.read();
            boolean isStore = files.paths().containsKey(TlsFiles.Kind.TLS_KEYSTORE);
            material.expiry(Instant.now()).ifPresent(why -> values.warn(isStore ? KEYSTORE : CERTIFICATE, why));
            return Optional.of(new TlsSpec(files, material, clientAuth));
        } catch (TlsFileException e) {
            values.problem(FILES.get(e.kind()), e.found() + "; expected " + e.expected(), e.getMessage());
            return Optional.empty();
        }
    }
}
