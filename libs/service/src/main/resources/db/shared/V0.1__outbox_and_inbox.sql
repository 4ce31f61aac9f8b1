-- The role of the service: it gets exactly what the migrations grant.
grant usage on schema public to ${service_role};

-- Events that wait for Kafka. The relay deletes them once acknowledged.
create table outbox (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  topic text not null,
  key bytea not null,
  event_id uuid not null,
  type text not null,
  occurred_at text not null,
  payload bytea not null,
  created_at timestamptz not null default now()
) with (
  toast_tuple_target = 8160,
  -- a queue: nearly all it ever held is dead, and is in the way of those who look for its first rows
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000
);
-- an event holds signatures, which do not compress; in the row itself it is written and deleted with it, not in pieces
alter table outbox alter column payload set storage external;
alter table outbox enable row level security;
create policy tenant on outbox
  using (tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*');
grant select, insert, delete on outbox to ${service_role};

-- Events that were handled, so that none is handled twice.
create table inbox (
  tenant_id text not null,
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_received_at on inbox (received_at);
alter table inbox enable row level security;
create policy tenant on inbox
  using (tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*');
grant select, insert, delete on inbox to ${service_role};
