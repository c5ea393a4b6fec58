-- The audit: what comes in, how it is numbered and chained, and what verification asks. All of it belongs to the owner, and
-- `audit_verify` compares each function here with what the database has (earlyhelp/database/ledger.py).

-- The key of a version's row in the ledger: its shape and its number, so that no version can stand there twice. No search_path
-- of its own, so that it is folded into what calls it, each of which has one.
CREATE OR REPLACE FUNCTION public.earlyhelp_ledger_key(shape integer, version bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
AS $$ SELECT (lpad(to_hex(shape), 16, '0') || lpad(to_hex(version), 16, '0'))::uuid $$;

-- The text of an expression that digests a row: the names of the columns, then their values as PostgreSQL writes a row. `salt`
-- is an expression too. Whoever runs the text fixes how dates, bytes and numbers are written.
CREATE OR REPLACE FUNCTION public.earlyhelp_digest_of(columns text[], alias text, salt text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('sha256(%sconvert_to(%L || ROW(%s)::text, ''UTF8''))', CASE WHEN salt <> '' THEN salt || ' || ' ELSE '' END, array_to_string(columns, ','),
                (SELECT string_agg(format('%s.%I', alias, c), ', ' ORDER BY place) FROM unnest(columns) WITH ORDINALITY AS u(c, place)))
$$;

-- The one way in for readings and security events: the audit login calls this and can do nothing else ----------------------
CREATE OR REPLACE FUNCTION public.earlyhelp_record_event(event jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tx_ bigint := pg_current_xact_id()::text::bigint;
BEGIN  -- an event that the local file brings in again is the same event
  IF event->>'stream' = 'security' THEN
    INSERT INTO public.access_securityevent (id, at, machine_at, kind, outcome, user_key, user_name, about_key, about_name, address, because, mac, tx)
    VALUES ((event->>'id')::uuid, public.app_now(), (event->>'machine_at')::timestamptz, event->>'kind', event->>'outcome',
            (event->>'user_key')::bigint, event->>'user_name', (event->>'about_key')::bigint, event->>'about_name',
            event->>'address', event->>'because', event->>'mac', tx_)
    ON CONFLICT (id) DO NOTHING;
  ELSE
    INSERT INTO public.access_accessevent (id, at, machine_at, kind, outcome, user_key, user_name, route, case_key, case_reference, fields, purpose, because, mac, tx)
    VALUES ((event->>'id')::uuid, public.app_now(), (event->>'machine_at')::timestamptz, event->>'kind', event->>'outcome',
            (event->>'user_key')::bigint, event->>'user_name', event->>'route', (event->>'case_key')::uuid,
            event->>'case_reference', event->'fields', event->>'purpose', event->>'because', event->>'mac', tx_)
    ON CONFLICT (id) DO NOTHING;
  END IF;
END $$;

-- Which of these events have their number: a line of the local file may go when its event does.
CREATE OR REPLACE FUNCTION public.earlyhelp_are_sealed(keys uuid[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM unnest(keys) AS u(k) WHERE NOT EXISTS (SELECT FROM public.access_seal s WHERE s.key = k));
END $$;

-- A case, a family or a person is no more: their salt goes, and their pseudonyms stand beside the certificate. Refused while any
-- of them is there. Returns how many were forgotten.
CREATE OR REPLACE FUNCTION public.earlyhelp_forget(keys uuid[], certificate_ uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  forgotten integer;
BEGIN
  IF EXISTS (SELECT FROM public.cases_case WHERE id = ANY(keys)) OR EXISTS (SELECT FROM public.cases_family WHERE id = ANY(keys))
     OR EXISTS (SELECT FROM public.cases_person WHERE id = ANY(keys)) THEN
    RAISE check_violation USING MESSAGE = 'a salt goes after what it stands for';
  ELSIF NOT EXISTS (SELECT FROM public.retention_certificate WHERE id = certificate_) THEN
    RAISE check_violation USING MESSAGE = 'a salt goes with a certificate';
  END IF;
  WITH gone AS (DELETE FROM public.access_subject WHERE subject = ANY(keys) RETURNING pseudonym)
  INSERT INTO public.access_destruction (id, pseudonym, certificate, machine_at, tx)
    SELECT gen_random_uuid(), pseudonym, certificate_, clock_timestamp(), pg_current_xact_id()::text::bigint FROM gone;
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$;

-- The sealer ----------------------------------------------------------------------------------------------------------------
-- Numbers without gaps, and chains, whatever has committed and has no number. Never by a sequence: what was numbered first may
-- commit last. Every transaction before `settled` has ended, so its rows are seen here; a later one is looked for again next
-- time. Two at once do no harm: the second finds the lock taken. `most` rows a stream; returns how many it sealed.
CREATE OR REPLACE FUNCTION public.earlyhelp_seal(most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
DECLARE
  settled bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  here bigint := (SELECT system_identifier FROM pg_control_system());
  begins bigint;
  stream record;
  one record;
  number_ bigint;
  chain_ bytea;
  now_ timestamptz := clock_timestamp();
  taken integer := 0;
  before integer;
  everything boolean := true;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('earlyhelp_seal', 0)) THEN RETURN 0; END IF;
  -- in another cluster, after a restore, transactions are counted anew: look through everything once
  begins := coalesce((SELECT horizon FROM public.access_sealing WHERE cluster = here), 0);
  SELECT number, chain INTO number_, chain_ FROM public.access_seal ORDER BY number DESC LIMIT 1;
  number_ := coalesce(number_, 0);
  chain_ := coalesce(chain_, sha256(''));
  FOR stream IN SELECT DISTINCT ON (table_name) id, table_name, columns FROM public.access_shape WHERE is_stream ORDER BY table_name, id DESC LOOP
    before := taken;
    FOR one IN EXECUTE format(
      'SELECT r.id AS key, %s AS digest FROM (SELECT t.* FROM public.%I t WHERE t.tx >= $1
         AND NOT EXISTS (SELECT FROM public.access_seal s WHERE s.key = t.id) ORDER BY t.tx LIMIT $2) AS r ORDER BY r.tx, r.id',
      public.earlyhelp_digest_of(stream.columns, 'r', ''), stream.table_name) USING begins, most
    LOOP
      number_ := number_ + 1;
      chain_ := sha256(chain_ || int8send(number_) || int4send(stream.id) || uuid_send(one.key) || one.digest
                       || int8send((extract(epoch FROM now_) * 1000000)::bigint));
      INSERT INTO public.access_seal (number, shape_key, key, digest, chain, sealed_at)
        VALUES (number_, stream.id, one.key, one.digest, chain_, now_);
      taken := taken + 1;
    END LOOP;
    everything := everything AND taken - before < most;
  END LOOP;
  IF everything THEN
    INSERT INTO public.access_sealing (only_one, cluster, horizon) VALUES (true, here, settled)
      ON CONFLICT (only_one) DO UPDATE SET cluster = excluded.cluster, horizon = excluded.horizon
      WHERE (access_sealing.cluster, access_sealing.horizon) IS DISTINCT FROM (excluded.cluster, excluded.horizon);
  END IF;
  RETURN taken;
END $$;

-- How much is chained, and where: what an anchor says. And for how long the oldest row without a number has waited.
CREATE OR REPLACE FUNCTION public.earlyhelp_sealed() RETURNS TABLE (number bigint, chain bytea, horizon bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT s.number, s.chain, coalesce((SELECT z.horizon FROM public.access_sealing z), 0)
    FROM public.access_seal s ORDER BY s.number DESC LIMIT 1;
END $$;

-- When the oldest message was left that nobody has worked off. Whoever may only leave them learns the time and nothing else.
CREATE OR REPLACE FUNCTION public.earlyhelp_left_since() RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT min(written_at) FROM public.access_outboxmessage WHERE done_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_unsealed_since() RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begins bigint := coalesce((SELECT horizon FROM public.access_sealing), 0);
  stream text;
  oldest timestamptz;
  found timestamptz;
BEGIN
  FOR stream IN SELECT DISTINCT table_name FROM public.access_shape WHERE is_stream LOOP
    EXECUTE format('SELECT min(machine_at) FROM (SELECT t.machine_at FROM public.%I t WHERE t.tx >= $1
      AND NOT EXISTS (SELECT FROM public.access_seal s WHERE s.key = t.id) ORDER BY t.tx LIMIT 1000) AS r', stream) INTO found USING begins;
    oldest := least(oldest, found);
  END LOOP;
  RETURN oldest;
END $$;

-- What verification asks -------------------------------------------------------------------------------------------------------
-- The seals from one number to another, each with the digest of its row as the row is now (null where it is gone), and what the
-- program signed. Digests only: whoever may call this reads nobody's record by it.
CREATE OR REPLACE FUNCTION public.earlyhelp_sealed_rows(first bigint, last bigint)
RETURNS TABLE (number bigint, shape integer, key uuid, digest bytea, chain bytea, sealed_at timestamptz, table_name text, found bytea, signed text, mac text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex' SET extra_float_digits = 1
SET enable_hashjoin = off SET enable_mergejoin = off  -- each row by its key: else a whole stream is read anew for every part of it
AS $$
DECLARE
  moment constant text := 'to_char(r.machine_at, ''YYYY-MM-DD"T"HH24:MI:SS.US'')';
  one record;
BEGIN
  RETURN QUERY SELECT s.number, s.shape_key, s.key, s.digest, s.chain, s.sealed_at, ''::text, NULL::bytea, ''::text, ''::text
    FROM public.access_seal s WHERE s.number BETWEEN first AND last
    AND NOT EXISTS (SELECT FROM public.access_shape h WHERE h.id = s.shape_key AND h.is_stream);
  FOR one IN SELECT h.id, h.table_name, h.columns FROM public.access_shape h WHERE h.is_stream LOOP
    RETURN QUERY EXECUTE format(
      'SELECT s.number, s.shape_key, s.key, s.digest, s.chain, s.sealed_at, %L::text,
              CASE WHEN r.id IS NOT NULL THEN %s END, %s::text, %s::text
       FROM public.access_seal s LEFT JOIN public.%I r ON r.id = s.key
       WHERE s.number BETWEEN $1 AND $2 AND s.shape_key = $3',
      one.table_name, public.earlyhelp_digest_of(one.columns, 'r', ''),
      CASE one.table_name
        WHEN 'access_accessevent' THEN format('jsonb_build_array(''reading'', r.id, %s, r.kind, r.outcome, r.user_key, r.user_name,
          r.route, r.case_key, r.case_reference, r.fields, r.purpose, r.because)', moment)
        WHEN 'access_securityevent' THEN format('jsonb_build_array(''security'', r.id, %s, r.kind, r.outcome, r.user_key, r.user_name,
          r.about_key, r.about_name, r.address, r.because)', moment)
        ELSE '''''' END,
      CASE WHEN one.table_name IN ('access_accessevent', 'access_securityevent') THEN 'r.mac' ELSE 'NULL' END, one.table_name)
      USING first, last, one.id;
  END LOOP;
END $$;

-- What is wrong with versions and records, of transactions from `since` on; with `whole` also what costs a look at every row.
-- At most twenty of a kind and table, the lowest first.
CREATE OR REPLACE FUNCTION public.earlyhelp_faults(since bigint, whole boolean)
RETURNS TABLE (number bigint, table_name text, key text, what text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex' SET extra_float_digits = 1 AS $$
DECLARE
  horizon_ bigint := (SELECT z.horizon FROM public.access_sealing z WHERE z.cluster = (SELECT system_identifier FROM pg_control_system()));
  certified uuid[] := ARRAY(  -- pseudonyms that went in the very transaction that wrote their certificate
    SELECT d.pseudonym FROM public.access_destruction d
    JOIN public.retention_historicalcertificate h ON h.id = d.certificate AND h.history_type = '+'
    WHERE EXISTS (SELECT FROM public.access_shape z JOIN public.access_change k ON k.id = public.earlyhelp_ledger_key(z.id, h.history_id)
                  WHERE z.table_name = 'retention_historicalcertificate' AND k.tx = d.tx));
  one record;
  readable boolean;
  mine text;
  unknown text;
BEGIN
  -- a row that a settled transaction wrote and that got no number
  FOR one IN SELECT DISTINCT h.table_name FROM public.access_shape h WHERE h.is_stream LOOP
    RETURN QUERY EXECUTE format('SELECT NULL::bigint, %L::text, t.id::text, ''unsealed'' FROM public.%I t WHERE t.tx >= $1 AND t.tx < $2
      AND NOT EXISTS (SELECT FROM public.access_seal s WHERE s.key = t.id) ORDER BY t.tx LIMIT 20', one.table_name, one.table_name)
      USING since, horizon_;
  END LOOP;
  -- a row of the ledger whose key is not made of what it says
  RETURN QUERY SELECT s.number, 'access_change'::text, c.id::text, 'copied' FROM public.access_change c LEFT JOIN public.access_seal s ON s.key = c.id
    WHERE c.tx >= since AND c.id <> public.earlyhelp_ledger_key(c.shape_key, c.version) ORDER BY c.tx LIMIT 20;
  RETURN QUERY SELECT s.number, 'access_change'::text, c.id::text, 'of no table' FROM public.access_change c LEFT JOIN public.access_seal s ON s.key = c.id
    WHERE c.tx >= since AND NOT EXISTS (SELECT FROM public.access_shape h WHERE h.id = c.shape_key AND NOT h.is_stream) ORDER BY c.tx LIMIT 20;
  -- a version that is gone without a certificate, or is not what was digested
  FOR one IN SELECT * FROM public.access_shape h WHERE NOT h.is_stream AND to_regclass('public.' || quote_ident(h.table_name)) IS NOT NULL ORDER BY h.id LOOP
    readable := one.columns <@ ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = to_regclass('public.' || quote_ident(one.table_name)) AND a.attnum > 0 AND NOT a.attisdropped)::varchar[];
    RETURN QUERY EXECUTE format(
      'SELECT (SELECT s.number FROM public.access_seal s WHERE s.key = bad.id), %L::text, bad.version::text, bad.what FROM (
         SELECT c.id, c.version, CASE WHEN v.history_id IS NULL THEN ''gone'' ELSE ''changed'' END AS what
         FROM public.access_change c LEFT JOIN public.%I v ON v.history_id = c.version
           LEFT JOIN public.access_subject p ON p.pseudonym = c.pseudonym
         WHERE c.id BETWEEN public.earlyhelp_ledger_key($1, 0) AND public.earlyhelp_ledger_key($1, 9223372036854775807) AND c.tx >= $2
           AND CASE WHEN v.history_id IS NULL THEN NOT coalesce(c.pseudonym = ANY($3), false) ELSE %s END
         ORDER BY c.id LIMIT 20) AS bad',
      one.table_name, one.table_name,
      CASE WHEN NOT readable THEN  -- the table has lost a column since: its versions were taken up again under a new shape
        format('NOT EXISTS (SELECT FROM public.access_change k JOIN public.access_shape z ON z.id = k.shape_key
                 WHERE k.shape_key > c.shape_key AND k.version = c.version AND z.table_name = %L)', one.table_name)
      ELSE format('c.digest IS DISTINCT FROM %s OR c.operation <> ''='' AND (c.operation, c.actor_key) IS DISTINCT FROM (v.history_type::text, v.history_user_id::bigint)%s',
        public.earlyhelp_digest_of(one.columns, 'v', 'coalesce(p.salt, '''')'),
        CASE WHEN one.salted_by <> '' THEN format(' OR p.subject IS DISTINCT FROM v.%I', one.salted_by) ELSE '' END) END)
      USING one.id, since, certified;
  END LOOP;
  -- a version that the ledger does not know; and, of the whole, records that are not what their newest version says
  FOR one IN SELECT DISTINCT ON (h.table_name) h.* FROM public.access_shape h WHERE NOT h.is_stream
    AND to_regclass('public.' || quote_ident(h.table_name)) IS NOT NULL ORDER BY h.table_name, h.id DESC LOOP
    mine := (SELECT string_agg(format('c.id BETWEEN public.earlyhelp_ledger_key(%s, 0) AND public.earlyhelp_ledger_key(%s, 9223372036854775807)', z.id, z.id), ' OR ')
             FROM public.access_shape z WHERE z.table_name = one.table_name);
    unknown := (SELECT string_agg(format(  -- by the key, which is made of it: compared as versions each would meet each
        'NOT EXISTS (SELECT FROM public.access_change c WHERE c.id = public.earlyhelp_ledger_key(%s, v.history_id)
           AND c.id BETWEEN public.earlyhelp_ledger_key(%s, 0) AND public.earlyhelp_ledger_key(%s, 9223372036854775807))', z.id, z.id, z.id), ' AND ')
      FROM public.access_shape z WHERE z.table_name = one.table_name);
    RETURN QUERY EXECUTE format(
      'SELECT NULL::bigint, %L::text, v.history_id::text, ''forged'' FROM public.%I v
       WHERE ($1 OR v.history_id > coalesce((SELECT c.version FROM public.access_change c WHERE (%s) AND c.tx < $2 ORDER BY c.id DESC LIMIT 1), 0))
         AND %s ORDER BY v.history_id LIMIT 20',
      one.table_name, one.table_name, mine, unknown) USING whole, since;
    CONTINUE WHEN NOT whole;
    RETURN QUERY EXECUTE format(
      'SELECT NULL::bigint, %L::text, r.%I::text, ''differs'' FROM public.%I r
         LEFT JOIN LATERAL (SELECT h.* FROM public.%I h WHERE h.%I = r.%I ORDER BY h.history_id DESC LIMIT 1) AS v ON true
       WHERE v.history_id IS NULL OR v.history_type = ''-'' OR ROW(%s)::record *<> ROW(%s)::record ORDER BY 3 LIMIT 20',
      one.record, one.key, one.record, one.table_name, one.key, one.key,
      (SELECT string_agg(format('r.%I', t), ', ' ORDER BY place) FROM unnest(one.told) WITH ORDINALITY AS u(t, place)),
      (SELECT string_agg(format('v.%I', t), ', ' ORDER BY place) FROM unnest(one.told) WITH ORDINALITY AS u(t, place)));
    RETURN QUERY EXECUTE format(
      'SELECT NULL::bigint, %L::text, h.%I::text, ''vanished'' FROM public.%I h WHERE h.history_type = ''+''
         AND NOT EXISTS (SELECT FROM public.%I r WHERE r.%I = h.%I)
         AND NOT EXISTS (SELECT FROM public.%I e WHERE e.%I = h.%I AND e.history_type = ''-'') ORDER BY h.history_id LIMIT 20',
      one.record, one.key, one.table_name, one.record, one.key, one.key, one.table_name, one.key, one.key);
  END LOOP;
END $$;
