-- A whole file that came in one chunk is acknowledged, stored and landed, if no byte of its session was acknowledged before.
-- The caller holds the locks of blob and manifest from here to the end of its transaction; every statement after a lock sees
-- what its last holder committed. Returned are the landed sessions of the manifest that were not handed to the gate yet, this
-- one among them; no row if the session has moved on or ended.
create function land_whole(tenant text, upload uuid, landed timestamptz, blob_lock bigint, manifest_lock bigint)
returns setof upload_sessions language plpgsql as $$
declare
  moved upload_sessions;
begin
  perform pg_advisory_xact_lock(blob_lock);
  update upload_sessions set received = size, status = 'WaitingForProcessing', landed_at = landed, updated_at = landed
  where tenant_id = tenant and upload_id = upload and received = 0 and status in ('Pending', 'Uploading')
  returning * into moved;
  if not found then
    return;
  end if;
  insert into chunks (tenant_id, upload_id, start_offset, length, hash)
  values (moved.tenant_id, moved.upload_id, 0, moved.size, moved.hash);
  insert into blobs (tenant_id, hash, size, stored_at) values (moved.tenant_id, moved.hash, moved.size, landed)
  on conflict (tenant_id, hash) do update set collectable_since = null, quarantined_at = null;
  perform pg_advisory_xact_lock(manifest_lock);
  return query
    select * from upload_sessions s
    where s.tenant_id = moved.tenant_id and s.manifest_hash = moved.manifest_hash and s.uploader_id = moved.uploader_id
      and s.status = 'WaitingForProcessing' and s.landed_at is not null and s.bundled_at is null
    order by s.created_at;
end
$$;
