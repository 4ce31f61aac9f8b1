-- Whole files that came in one chunk each are acknowledged, stored and landed together: those of them of whose session no byte
-- was acknowledged before. No row of chunks: nobody can send such a chunk again, the session takes no more.
-- The caller's transaction holds the locks of blobs and manifests, given in ascending order, from here to its end; every
-- statement after a lock sees what its last holder committed. Returned are the landed sessions of the manifests that were not
-- handed to the gate yet, without the manifest itself, which the caller has, and whether it was this call that landed them.
-- Its plans are kept: with arrays the planner would plan anew at every call, which costs as much as the work. They always go by
-- the index: one that was made while the table was empty would otherwise scan it, until somebody takes statistics.
create function land_whole(
  tenant text, uploads uuid[], landed timestamptz, blob_locks bigint[], manifests bytea[], manifest_locks bigint[])
returns table (upload_id uuid, uploader_id uuid, manifest_hash bytea, role text, hash bytea, size bigint, intent_id uuid,
  operation_id uuid, moved boolean)
language plpgsql
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  moved_now uuid[];
begin
  perform pg_advisory_xact_lock(l) from unnest(blob_locks) as l;
  with moved as (
      update upload_sessions
      set received = size, status = 'WaitingForProcessing', landed_at = landed, updated_at = landed
      where tenant_id = tenant and upload_id = any(uploads) and received = 0 and status in ('Pending', 'Uploading')
      returning upload_id, hash, size),
    stored as (
      insert into blobs (tenant_id, hash, size, stored_at)
      select distinct on (hash) tenant, hash, size, landed from moved
      on conflict (tenant_id, hash) do update set collectable_since = null, quarantined_at = null)
  select array_agg(upload_id) into moved_now from moved;
  perform pg_advisory_xact_lock(l) from unnest(manifest_locks) as l;
  return query
    select s.upload_id, s.uploader_id, s.manifest_hash, s.role, s.hash, s.size, s.intent_id, s.operation_id,
      coalesce(s.upload_id = any(moved_now), false)
    from upload_sessions s
    where s.tenant_id = tenant and s.manifest_hash = any(manifests) and s.status = 'WaitingForProcessing'
      and s.landed_at is not null and s.bundled_at is null
    order by s.created_at;
end
$$;
