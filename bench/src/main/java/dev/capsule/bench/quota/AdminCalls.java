package dev.capsule.bench.quota;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Every operator call, one after another, for accounts and tenants taken at random, and for the largest account. */
final class AdminCalls {
    private static final String ROOT = "/admin/quota";
    private static final int WARM_UP = 5;

    /** {@code {user}} stands for an account of the tenant, {@code {other}} for another one. */
    private record Call(String method, String path, String body) {
        /** Reads everything there is about the tenant: measured for tenants of the common size. */
        boolean scans() {
            return path.equals("/drift") || path.equals("/reconcile");
        }

        @Override
        public String toString() {
            return method + " " + ROOT + path;
        }
    }

    private static final List<Call> CALLS = List.of(
            new Call("GET", "", ""),
            new Call("PUT", "", "{\"limits\":{\"soft\":1000000,\"hard\":2000000},\"ceiling\":1000000000}"),
            new Call("PUT", "/tiers/gold", "{\"soft\":5000000,\"hard\":6000000}"),
            new Call("GET", "/users", ""),
            new Call("GET", "/users?after={user}", ""),
            new Call("GET", "/users/{user}", ""),
            new Call("GET", "/users/{user}/explain", ""),
            new Call("PUT", "/users/{user}/limits", "{\"soft\":500,\"hard\":600}"),
            new Call("DELETE", "/users/{user}/limits", ""),
            new Call("PUT", "/users/{user}/tier", "{\"name\":\"gold\"}"),
            new Call("DELETE", "/users/{user}/tier", ""),
            new Call("PUT", "/users/{user}/suspension", "{\"reason\":\"measured\"}"),
            new Call("DELETE", "/users/{user}/suspension", ""),
            new Call("PUT", "/users/{user}/sponsor", "{\"user\":\"{other}\"}"),
            new Call("DELETE", "/users/{user}/sponsor", ""),
            new Call("GET", "/audit", ""),
            new Call("GET", "/drift", ""),
            new Call("POST", "/reconcile", "{\"reason\":\"measured\"}"));

    private final List<String> tenants;
    private final int users;
    private final Random random = new Random(5);

    AdminCalls(List<String> tenants, int users) {
        this.tenants = tenants;
        this.users = users;
    }

    /** @return by call, each measured as often as {@code times} says, after a few that don't count */
    Map<String, Rate> measure(Rig.Operator operator, int times) throws IOException {
        var nanos = new LinkedHashMap<Call, List<Long>>();
        for (int round = -WARM_UP; round < times; round++) {
            // the first tenant, whose first user has by far the most blobs, has its turn too
            boolean heaviest = round % 10 == 0;
            var tenant = tenants.get(heaviest ? 0 : 1 + random.nextInt(tenants.size() - 1));
            int number = heaviest ? 1 : 2 + random.nextInt(users - 1);
            for (var call : CALLS) {
                if (heaviest && call.scans()) {
                    continue;
                }
                var path = fill(call.path(), tenant, number);
                var body = fill(call.body(), tenant, number);
                long from = System.nanoTime();
                operator.send(call.method(), tenant, ROOT + path, body);
                long took = System.nanoTime() - from;
                if (round >= 0) {
                    nanos.computeIfAbsent(call, c -> new ArrayList<>()).add(took);
                }
            }
        }
        var rates = new LinkedHashMap<String, Rate>();
        nanos.forEach((call, all) -> rates.put(
                call.toString(),
                Rate.of(
                        all.stream().mapToLong(Long::longValue).toArray(),
                        all.stream().mapToLong(Long::longValue).sum() / 1e9)));
        return rates;
    }

    private String fill(String template, String tenant, int number) {
        return template.replace("{user}", Population.user(tenant, number))
                .replace("{other}", Population.user(tenant, number % users + 1));
    }
}
