package dev.capsule.client.files;

import dev.capsule.client.failure.ClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One SQLite file, one connection, one caller at a time; every statement is durable when it returns. */
public final class Sqlite implements AutoCloseable {
    private final Connection connection;
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();

    /** Reads one row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Sqlite(Connection connection, Path file) {
        this.connection = connection;
        this.file = file;
    }

    /** Opens or makes the file, of mode 0600 as are those SQLite keeps beside it; {@code schema} statements are of the form CREATE … IF NOT EXISTS. */
    public static Sqlite open(Path file, String... schema) {
        try {
            AtomicFile.createPrivate(file);
            var database = new Sqlite(DriverManager.getConnection("jdbc:sqlite:" + file), file);
            database.query("PRAGMA busy_timeout = 5000", row -> row.getInt(1));
            database.query("PRAGMA journal_mode = WAL", row -> row.getString(1));
            database.run("PRAGMA synchronous = FULL");
            for (String statement : schema) {
                database.run(statement);
            }
            return database;
        } catch (SQLException | IOException e) {
            throw failed(file, e);
        }
    }

    /** @return the number of rows changed */
    public int run(String sql, @Nullable Object... parameters) {
        lock.lock();
        try (var statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            lock.unlock();
        }
    }

    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        lock.lock();
        try (var statement = prepare(sql, parameters);
                var rows = statement.executeQuery()) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            lock.unlock();
        }
    }

    public <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        return query(sql, reader, parameters).stream().findFirst();
    }

    /** All statements of {@code work} or none. */
    public <T> T transaction(Supplier<T> work) {
        lock.lock();
        try {
            connection.setAutoCommit(false);
            try {
                var result = work.get();
                connection.commit();
                return result;
            } catch (RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            lock.unlock();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private static ClientException failed(Path file, Exception e) {
        return new ClientException(
                "LOCAL_DATABASE", "The database " + file + " can't be used: " + e.getMessage() + ".", e);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(file, e);
        } finally {
            lock.unlock();
        }
    }
}
