package org.supervisor.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.ExtensionSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.Problem;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.AspectSource;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.extension.Extension;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.http.Route;
import org.supervisor.server.rpc.Method;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * The extensions of one configuration and what they add to the daemon. What is wrong with them is collected as problems of
 * the configuration. A daemon without any does not load this class. Confined to one thread.
 */
final class Extensions implements AspectSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);

    private final Loaded loaded;
    private final List<Member> members = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private record Member(ExtensionSpec spec, Extension extension) {}

    /** What has been added, and by which section. */
    private record Added<T>(T what, ExtensionSpec spec) {}

    private Extensions(Loaded loaded) {
        this.loaded = loaded;
    }

    /** Creates an instance of each. */
    static Extensions create(Loaded loaded) {
        Extensions all = new Extensions(loaded);
        for (ExtensionSpec spec : loaded.spec().extensions()) {
            try {
                all.members.add(new Member(spec, ExtensionClass.create(spec)));
            } catch (ExtensionClass.UnusableException unusable) {
                all.problems.add(spec.problem(unusable.getMessage()));
            }
        }
        return all;
    }

    /**
     * Adds their methods; ends the creation of what they add.
     *
     * @return their routes
     * @throws ConfigException if there are problems, with all of them
     */
    List<Route> addTo(RpcEndpoint endpoint, Control control) throws ConfigException {
        endpoint.add(methods(control, endpoint::has));
        List<Route> routes = routes(control, HttpServer::answers);
        if (!problems.isEmpty()) {
            throw ConfigException.of(loaded, problems);
        }
        return routes;
    }

    @Override
    public List<Aspect> aspects(LoopTasks loop) {
        List<Aspect> aspects = new ArrayList<>();
        members.forEach(member -> aspects.addAll(of(member, "aspects", extension -> extension.aspects(loop))));
        return aspects;
    }

    /**
     * Their methods, with their full names.
     *
     * @param isTaken whether the daemon has a method of this name itself
     */
    private List<Method> methods(Control control, Predicate<String> isTaken) {
        Map<String, ExtensionSpec> owners = new HashMap<>();
        List<Method> methods = new ArrayList<>();
        for (Member member : members) {
            ExtensionSpec spec = member.spec();
            for (Method method : of(member, "methods", extension -> extension.methods(control))) {
                String name = spec.name() + "." + method.name();
                ExtensionSpec other = owners.putIfAbsent(name, spec);
                if (isTaken.test(name)) {
                    refuse(spec, "its method " + name + " is one of the daemon's own; rename it, or the section");
                } else if (other != null) {
                    refuse(spec, "its method " + name + " is already " + owner(other, spec) + "; rename one of them");
                } else {
                    methods.add(method.named(name));
                }
            }
        }
        return methods;
    }

    /**
     * Their routes.
     *
     * @param isTaken whether the daemon answers there itself
     */
    private List<Route> routes(Control control, Predicate<Route> isTaken) {
        List<Added<Route>> routes = new ArrayList<>();
        for (Member member : members) {
            ExtensionSpec spec = member.spec();
            for (Route route : of(member, "routes", extension -> extension.routes(control))) {
                String name = "its route " + route.method() + " " + route.path();
                Optional<Added<Route>> other = routes.stream()
                        .filter(added -> added.what().hides(route))
                        .findFirst();
                if (isTaken.test(route)) {
                    refuse(spec, name + " is one of the daemon's own; choose another path");
                } else if (other.isPresent()) {
                    refuse(
                            spec,
                            name + " would never be used: " + other.get().what().path() + " is already "
                                    + owner(other.get().spec(), spec) + "; choose another path");
                } else {
                    routes.add(new Added<>(route, spec));
                }
            }
        }
        return routes.stream().map(Added::what).toList();
    }

    private static String owner(ExtensionSpec other, ExtensionSpec spec) {
        return other.equals(spec) ? "in the list of this extension" : "that of " + other.place(spec.file());
    }

    private void refuse(ExtensionSpec spec, String reason) {
        problems.add(spec.problem(reason));
    }

    /** Part of what one extension adds; nothing if it fails. It is code of others and may throw whatever there is. */
    private <T> List<T> of(Member member, String part, Function<Extension, List<T>> call) {
        try {
            return List.copyOf(call.apply(member.extension()));
        } catch (Throwable failure) {
            refuse(member.spec(), "its method " + part + "() failed: " + ExtensionClass.reason(failure));
            return List.of();
        }
    }

    /** The daemon ends, or starts over. */
    @Override
    public void close() {
        for (Member member : members) {
            try {
                member.extension().close();
            } catch (Throwable failure) {
                LOG.warn(
                        "[rpcinterface:{}]: closing the extension failed: {}",
                        member.spec().name(),
                        ExtensionClass.reason(failure));
            }
        }
    }
}
