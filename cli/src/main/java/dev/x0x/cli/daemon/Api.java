// SPDX-License-Identifier: Apache-2.0
package dev.x0x.cli.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where the daemon is asked, with which token, and how an answer is told from a no. */
final class Api {
    /** A link is tried for a minute (REFERENCE.md §7.5). */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ApiAddress address;
    private final Optional<Path> tokenFile;
    private final DataDirectory directory;
    private final Map<String, String> environment;

    Api(
            Optional<ApiAddress> api,
            Optional<Path> tokenFile,
            DataDirectory directory,
            Map<String, String> environment) {
        this.address = api.or(directory::address).orElse(ApiAddress.USUAL);
        this.tokenFile = tokenFile;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    ApiAddress address() {
        return address;
    }

    /** Without a token. */
    Json open(String path, Duration patience) throws DaemonException, IOException {
        return ask(new HttpCall("GET", path, Optional.empty(), Optional.empty(), patience));
    }

    Json get(String path) throws DaemonException, IOException {
        return ask("GET", path, Optional.empty());
    }

    Json post(String path, Fields body) throws DaemonException, IOException {
        return ask("POST", path, Optional.of(body.object()));
    }

    Json patch(String path, Fields body) throws DaemonException, IOException {
        return ask("PATCH", path, Optional.of(body.object()));
    }

    Json delete(String path) throws DaemonException, IOException {
        return ask("DELETE", path, Optional.empty());
    }

    /** Events instead of an answer. */
    Events events(String method, String path, Optional<Json> body, Duration patience)
            throws DaemonException, IOException {
        HttpAnswer answer =
                HttpAnswer.to(new HttpCall(method, path, token(), body, patience), address);
        if (answer.status() / 100 == 2) {
            return new Events(answer);
        }
        try (answer) {
            throw new RefusedException(answer.status(), errorOf(answer));
        }
    }

    private Json ask(String method, String path, Optional<Json> body)
            throws DaemonException, IOException {
        return ask(new HttpCall(method, path, token(), body, PATIENCE));
    }

    private Json ask(HttpCall call) throws DaemonException, IOException {
        try (HttpAnswer answer = HttpAnswer.to(call, address)) {
            if (answer.status() / 100 != 2) {
                throw new RefusedException(answer.status(), errorOf(answer));
            }
            return answer.json();
        }
    }

    /** An error need not come as JSON: the status alone says enough. */
    private static Json errorOf(HttpAnswer answer) throws IOException {
        try {
            return answer.json();
        } catch (NotJsonException e) {
            return Json.Null.NULL;
        }
    }

    private Optional<String> token() throws UnreachableException {
        return Optional.of(Credentials.token(tokenFile, environment, directory));
    }
}
