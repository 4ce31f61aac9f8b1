package dev.capsule.ingest.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How to reach the object store.
 *
 * @param endpoint absent for Amazon's own
 * @param credentials absent to take them from the environment, as the AWS tools do
 * @param bucket exists already
 * @param prefix empty, or ends with a slash
 */
public record S3Connection(
        Optional<URI> endpoint, String region, Optional<Credentials> credentials, String bucket, String prefix) {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    public S3Connection {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("the prefix of an object store is empty or ends with a slash");
        }
    }

    /** A key of the store. Redacted in every text. */
    public record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "Credentials[redacted]";
        }
    }

    S3Client client() {
        var builder = S3Client.builder()
                .region(Region.of(region))
                .credentialsProvider(provider())
                .forcePathStyle(endpoint.isPresent())
                // newer checksums only where the operation asks for one: not every compatible store knows them
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private AwsCredentialsProvider provider() {
        return credentials
                .<AwsCredentialsProvider>map(key ->
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKey(), key.secretKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }
}
