package dev.capsule.ingest.upload;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code X-HTTP-Method-Override} (tus 1.0.0, "Headers") for clients that can't send PATCH, such as tus-java-client on the
 * HTTP client of the JDK. Only on upload URLs, only from POST, which they don't take otherwise, and only to methods that
 * write: what a gateway lets through as a write stays one.
 */
@Provider
@PreMatching
public class MethodOverride implements ContainerRequestFilter {
    private static final String HEADER = "X-HTTP-Method-Override";
    private static final Set<String> METHODS = Set.of("PATCH", "DELETE");
    private static final Pattern UPLOAD = Pattern.compile("/?upload/[^/]+");

    @Override
    public void filter(ContainerRequestContext request) {
        String method = request.getHeaderString(HEADER);
        if (method != null
                && METHODS.contains(method)
                && request.getMethod().equals("POST")
                && UPLOAD.matcher(request.getUriInfo().getPath()).matches()) {
            request.setMethod(method);
        }
    }
}
