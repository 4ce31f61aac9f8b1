create table sample_effect (
  tenant_id text not null,
  user_id uuid not null,
  amount bigint not null,
  seen bigint generated always as identity
);
alter table sample_effect enable row level security;
create policy tenant on sample_effect
  using (tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*');
grant select, insert, update on sample_effect to ${service_role};
