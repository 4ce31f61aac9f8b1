package dev.capsule.service.tenant;

import dev.capsule.protocol.id.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The tenants this installation serves: the hosts of {@code capsule.tenants}. A bad name there stops the start. */
@ApplicationScoped
public class Tenants {
    private final Map<String, TenantId> byHost;

    public Tenants(@ConfigProperty(name = "capsule.tenants") List<String> hosts) {
        byHost = hosts.stream()
                .map(String::strip)
                .map(TenantId::new)
                .collect(Collectors.toUnmodifiableMap(TenantId::host, Function.identity()));
    }

    /** The tenants, in no particular order. */
    public List<TenantId> all() {
        return List.copyOf(byHost.values());
    }

    public boolean serves(TenantId tenant) {
        return byHost.containsKey(tenant.host());
    }

    /** The tenant of an HTTP authority ({@code host} or {@code host:port}, any case), if this installation serves it. */
    public Optional<TenantId> ofAuthority(@Nullable String authority) {
        if (authority == null || authority.length() > 260) {
            return Optional.empty();
        }
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        return Optional.ofNullable(byHost.get(host.toLowerCase(Locale.ROOT)));
    }
}
