-- The second lock: a transaction sees the rows of the tenant it was opened for, and '*' is for background work.
do $$
declare
  name text;
begin
  foreach name in array array[
    'directory', 'device', 'suspended_user', 'album', 'attestation', 'epoch_key', 'album_member', 'album_state',
    'manifest', 'asset', 'derivative_chain', 'derivative', 'metadata_blob', 'operation',
    'server_secret', 'log_tile'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$
      create policy tenant on %I using (
        tenant_id = current_setting('capsule.tenant', true) or current_setting('capsule.tenant', true) = '*')
      $policy$, name);
  end loop;
end $$;
