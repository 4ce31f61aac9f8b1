package dev.capsule.client.http;

/** Where the credentials of a call come from. */
public interface Bearer {
    /** The token to send; may fetch a new one. */
    String token();

    /**
     * The server did not take this token. The call is tried once more if this returns true.
     *
     * @return whether {@link #token} will now give another one
     */
    boolean refused(String token);

    /** A token that never changes. */
    static Bearer fixed(String token) {
        return new Bearer() {
            @Override
            public String token() {
                return token;
            }

            @Override
            public boolean refused(String refused) {
                return false;
            }

            @Override
            public String toString() {
                return "Bearer[redacted]";
            }
        };
    }
}
