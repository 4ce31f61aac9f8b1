package dev.capsule.service.http;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * The last line of defence for the log: whatever looks like a credential is blacked out. The first line is that nobody
 * logs headers, bodies or tokens.
 */
@LoggingFilter(name = "capsule-redaction")
public final class RedactingFilter implements Filter {
    /** An authorization scheme with its credential, or a JWT. Linear time: no nested repetition. */
    private static final Pattern CREDENTIAL = Pattern.compile(
            "(\\b(?i:Bearer|Service|Basic)\\s+)[A-Za-z0-9._~+/=-]{12,}|eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){1,4}");

    private static final ExtFormatter MESSAGE = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord record) {
            return formatMessage(record);
        }
    };

    @Override
    public boolean isLoggable(LogRecord record) {
        String message = MESSAGE.formatMessage(record);
        if (message != null) {
            var matcher = CREDENTIAL.matcher(message);
            if (matcher.find()) {
                replace(record, matcher.replaceAll("$1[redacted]"));
            }
        }
        return true;
    }

    private static void replace(LogRecord record, String message) {
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(message, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(message);
        }
        record.setParameters(null);
    }
}
