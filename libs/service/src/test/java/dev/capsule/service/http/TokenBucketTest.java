package dev.capsule.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldRefuse_whenTheBurstIsUsedUp() {
        var bucket = new TokenBucket(1, 3, 0);

        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(0)).isEqualTo(1);
    }

    @Test
    void shouldAllowAgain_whenTimeHasPassed() {
        var bucket = new TokenBucket(2, 1, 0);
        assertThat(bucket.take(0)).isZero();

        assertThat(bucket.take(SECOND / 4)).isEqualTo(1);
        assertThat(bucket.take(SECOND)).isZero();
    }

    @Test
    void shouldNotSaveMoreThanTheBurst_whenItRestsForLong() {
        var bucket = new TokenBucket(100, 2, 0);

        assertThat(bucket.take(3600 * SECOND)).isZero();
        assertThat(bucket.take(3600 * SECOND)).isZero();
        assertThat(bucket.take(3600 * SECOND)).isEqualTo(1);
    }
}
