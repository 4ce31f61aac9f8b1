package dev.capsule.quota.admin;

import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.account.AccountStore;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.usage.Explanation;
import dev.capsule.quota.usage.FiguresReader;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.db.Db;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accounts of the tenant whose host was called. */
@Path("/admin/quota/users")
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
public class UserQuotaResource {
    private static final int PAGE = 200;

    private final Db db;
    private final CurrentTenant tenant;
    private final AccountStore accounts;
    private final FiguresReader figures;
    private final Explanation explanation;
    private final UserSettings settings;
    private final QuotaConfig config;
    private final Clock clock;

    UserQuotaResource(
            Db db,
            CurrentTenant tenant,
            AccountStore accounts,
            FiguresReader figures,
            Explanation explanation,
            UserSettings settings,
            QuotaConfig config,
            Clock clock) {
        this.db = db;
        this.tenant = tenant;
        this.accounts = accounts;
        this.figures = figures;
        this.explanation = explanation;
        this.settings = settings;
        this.config = config;
        this.clock = clock;
    }

    /** @param next the value of {@code after} for the next page; absent on the last one */
    public record Accounts(
            List<AccountRow> accounts, @Nullable String next) {}

    @GET
    public Accounts list(@QueryParam("after") @Nullable String after) {
        var host = tenant.id();
        var from = Optional.ofNullable(after).map(UserQuotaResource::user);
        var page = db.inTenant(host, tx -> accounts.page(tx, host, from, PAGE));
        var now = clock.instant();
        return new Accounts(
                page.stream()
                        .map(account -> AccountRow.of(account, now, config.grace()))
                        .toList(),
                page.size() == PAGE ? page.getLast().user().toString() : null);
    }

    @GET
    @Path("{user}")
    public AccountView show(@PathParam("user") String user) {
        return view(user(user));
    }

    /** Which blobs and records make up the figure. */
    @GET
    @Path("{user}/explain")
    public Explanation.Page explain(@PathParam("user") String user, @QueryParam("after") @Nullable String after) {
        var host = tenant.id();
        var id = user(user);
        return db.inTenant(host, tx -> explanation.page(tx, host, id, after))
                .orElseThrow(() -> new RefusalException(ReasonCode.CURSOR_INVALID));
    }

    @PUT
    @Path("{user}/limits")
    public AccountView setLimits(@PathParam("user") String user, LimitsBody body) {
        return changed(user, id -> settings.limits(tenant.id(), id, Optional.of(body.toLimits())));
    }

    @DELETE
    @Path("{user}/limits")
    public AccountView removeLimits(@PathParam("user") String user) {
        return changed(user, id -> settings.limits(tenant.id(), id, Optional.empty()));
    }

    public record TierBody(String name) {}

    @PUT
    @Path("{user}/tier")
    public AccountView setTier(@PathParam("user") String user, TierBody body) {
        return changed(user, id -> settings.tier(tenant.id(), id, Optional.of(body.name())));
    }

    @DELETE
    @Path("{user}/tier")
    public AccountView removeTier(@PathParam("user") String user) {
        return changed(user, id -> settings.tier(tenant.id(), id, Optional.empty()));
    }

    public record SponsorBody(UserId user) {}

    @PUT
    @Path("{user}/sponsor")
    public AccountView setSponsor(@PathParam("user") String user, SponsorBody body) {
        return changed(user, id -> settings.sponsor(tenant.id(), id, Optional.of(body.user())));
    }

    @DELETE
    @Path("{user}/sponsor")
    public AccountView removeSponsor(@PathParam("user") String user) {
        return changed(user, id -> settings.sponsor(tenant.id(), id, Optional.empty()));
    }

    public record SuspensionBody(String reason) {}

    @PUT
    @Path("{user}/suspension")
    public AccountView suspend(@PathParam("user") String user, SuspensionBody body) {
        return changed(user, id -> settings.suspension(tenant.id(), id, Optional.of(body.reason())));
    }

    @DELETE
    @Path("{user}/suspension")
    public AccountView lift(@PathParam("user") String user) {
        return changed(user, id -> settings.suspension(tenant.id(), id, Optional.empty()));
    }

    private AccountView changed(String user, Consumer<UserId> change) {
        var id = user(user);
        change.accept(id);
        return view(id);
    }

    private AccountView view(UserId user) {
        var host = tenant.id();
        return AccountView.of(db.inTenant(host, tx -> figures.read(tx, host, user)));
    }

    private static UserId user(String text) {
        try {
            return UserId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
