package dev.capsule.ingest.harness;

import dev.capsule.ingest.storage.s3.S3Connection;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3-compatible store in this process, in memory; signatures are verified. One for the whole run of tests. */
public final class ObjectStore {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";
    public static final String REGION = "us-east-1";

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private ObjectStore() {}

    private static final class Server {
        private static final URI ENDPOINT = start();

        private static URI start() {
            var server = S3Proxy.builder()
                    .blobStore(new TransientNio2BlobStore())
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .v4MaxNonChunkedRequestSize(64L * 1024 * 1024)
                    .build();
            try {
                server.start();
            } catch (Exception e) {
                throw new AssertionError("the object store does not start", e);
            }
            return URI.create("http://127.0.0.1:" + server.getPort());
        }
    }

    public static URI endpoint() {
        return Server.ENDPOINT;
    }

    /** A client past the code under test. The caller closes it. */
    public static S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    /** @return the name of a new, empty bucket */
    public static String bucket() {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        try (var client = client()) {
            client.createBucket(create -> create.bucket(name));
        }
        return name;
    }

    public static S3Connection connection(String bucket) {
        return new S3Connection(
                Optional.of(endpoint()),
                REGION,
                Optional.of(new S3Connection.Credentials(ACCESS_KEY, SECRET_KEY)),
                bucket,
                "capsule/");
    }
}
