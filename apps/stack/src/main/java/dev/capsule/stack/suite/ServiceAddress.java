package dev.capsule.stack.suite;

import dev.capsule.backing.process.Ports;

/** The three loopback ports of a service. */
record ServiceAddress(int http, int management, int internal) {
    static ServiceAddress onFreePorts() {
        return new ServiceAddress(Ports.free(), Ports.free(), Ports.free());
    }

    String internalUrl() {
        return "http://127.0.0.1:" + internal;
    }
}
