package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.Takeover;
import org.supervisor.client.FaultException;

/** Lets the supervisor become the build that is installed now. */
final class UpgradeVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Let the supervisor become the version that is installed now; everything runs on";
    }

    @Override
    public List<String> usage() {
        return List.of("upgrade");
    }

    @Override
    public int run(Session session, List<String> none) {
        try {
            session.client().upgrade();
        } catch (FaultException refused) {
            session.print("ERROR: " + refused.text());
            return Exit.FAILED;
        }
        String version = session.client().supervisor().version(); // answered by the new one
        Optional<Takeover> takeover = session.client().takeover();
        Optional<String> failure = takeover.flatMap(Takeover::upgradeFailure);
        if (failure.isPresent()) {
            session.print("ERROR: " + failure.get());
            return Exit.FAILED;
        }
        int adopted = takeover.map(Takeover::adopted).orElse(0);
        session.print("Upgraded: version " + version + " with pid "
                + session.client().supervisor().pid() + "; processes that run on: " + adopted);
        return Exit.OK;
    }
}
