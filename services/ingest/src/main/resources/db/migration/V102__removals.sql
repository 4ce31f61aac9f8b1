-- Blobs whose bytes may lie in the store though no row of blobs says so: rows the collector deleted, and uploads that
-- failed after their bytes were put in place. Written with the transaction that ends the row, deleted once the bytes are
-- gone, or known again. Nothing is ever deleted because a listing shows it. The store is one for all tenants, so is this.
create table blob_removals (
  hash bytea primary key check (octet_length(hash) = 32),
  since timestamptz not null
);
create index blob_removals_since on blob_removals (since);
grant select, insert, update, delete on blob_removals to ${service_role};

-- Puts of several steps (multipart uploads to an object store): written before the first step, deleted after the last.
create table blob_put_intents (
  intent uuid primary key,
  hash bytea not null check (octet_length(hash) = 32),
  since timestamptz not null
);
create index blob_put_intents_since on blob_put_intents (since);
grant select, insert, delete on blob_put_intents to ${service_role};
