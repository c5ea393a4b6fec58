-- What the walls, the history and the clock ask. All of it belongs to the owner; plpgsql, so that a half-migrated
-- database can have the functions before the tables they read.

-- Business time ------------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.earlyhelp_clock (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  ahead interval NOT NULL
);
CREATE TABLE IF NOT EXISTS public.earlyhelp_clock_move (
  moved_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
  business_before timestamptz NOT NULL,
  business_after timestamptz NOT NULL CHECK (business_after <> business_before),
  because text NOT NULL CHECK (btrim(because) <> '')
);

CREATE OR REPLACE FUNCTION public.app_now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT clock_timestamp() + coalesce((SELECT ahead FROM public.earlyhelp_clock), interval '0')
$$;

CREATE OR REPLACE FUNCTION public.earlyhelp_today() RETURNS date LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT (public.app_now() AT TIME ZONE 'Europe/London')::date $$;

-- Forward only, recorded, and by nobody but the owner (who may call it: rights.py).
CREATE OR REPLACE FUNCTION public.earlyhelp_move_clock(target timestamptz, why text) RETURNS timestamptz LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before timestamptz := public.app_now();
BEGIN
  IF target <= before THEN
    RAISE check_violation USING MESSAGE = 'the clock moves forward only';
  END IF;
  INSERT INTO public.earlyhelp_clock_move (business_before, business_after, because) VALUES (before, target, why);
  INSERT INTO public.earlyhelp_clock (ahead) VALUES (target - clock_timestamp())
    ON CONFLICT (only_one) DO UPDATE SET ahead = excluded.ahead;
  RETURN public.app_now();
END $$;

-- A demo may begin in the past, so that a year of work can be invented day by day: while there is no case, and once.
CREATE OR REPLACE FUNCTION public.earlyhelp_begin_clock(beginning timestamptz, why text) RETURNS timestamptz LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before timestamptz := public.app_now();
BEGIN
  IF beginning >= before OR EXISTS (SELECT FROM public.earlyhelp_clock) OR EXISTS (SELECT FROM public.cases_case) THEN
    RAISE check_violation USING MESSAGE = 'the clock begins once, in the past, and before there is any case';
  END IF;
  INSERT INTO public.earlyhelp_clock_move (business_before, business_after, because) VALUES (before, beginning, why);
  INSERT INTO public.earlyhelp_clock (ahead) VALUES (beginning - clock_timestamp());
  RETURN public.app_now();
END $$;

-- Who is looking, who is writing --------------------------------------------------------------------------------------
-- Rows are compared with (SELECT earlyhelp_me()), which is asked once, never with earlyhelp_me(), which is asked for each row.
CREATE OR REPLACE FUNCTION public.earlyhelp_me() RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT nullif(current_setting('earlyhelp.user', true), '')::bigint $$;

-- The login behind the statement, also inside a definer function: what SET ROLE chose, else who signed in to the database.
CREATE OR REPLACE FUNCTION public.earlyhelp_login() RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN current_setting('role') = 'none' THEN session_user::text ELSE current_setting('role') END
$$;

-- The web login writes in the name of the one who is looking, a robot in its own; the owner migrates in any.
CREATE OR REPLACE FUNCTION public.earlyhelp_may_act_as(who bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  login text := public.earlyhelp_login();
BEGIN
  IF login = 'earlyhelp_web' THEN RETURN coalesce(who = public.earlyhelp_me(), false); END IF;
  IF login = 'earlyhelp_owner' THEN RETURN true; END IF;
  RETURN EXISTS (SELECT FROM public.access_user u WHERE u.id = who AND u.robot = login);
END $$;

-- At work: the account, the staff record and the organisation, and a partner has accepted the terms in force (install.py says which).
-- The program's words for it: `at_work` in access/grants.py.
CREATE OR REPLACE FUNCTION public.earlyhelp_at_work(who bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_staff s JOIN public.access_user u ON u.id = s.user_id
                 JOIN public.access_organisation o ON o.id = s.organisation_id
                 WHERE s.user_id = who AND s.is_active AND u.is_active
                   AND o.is_active AND (o.kind = 'council' OR o.terms = public.earlyhelp_terms()));
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_active() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN public.earlyhelp_at_work(public.earlyhelp_me());
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_has_role(VARIADIC wanted text[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN public.earlyhelp_active() AND EXISTS (SELECT FROM public.access_staff s
                                               WHERE s.user_id = (SELECT public.earlyhelp_me()) AND s.roles && wanted::varchar[]);
END $$;

-- The roles that the council's directory says somebody has, taken over as they sign in: their own, and in their own name.
CREATE OR REPLACE FUNCTION public.earlyhelp_take_roles(wanted text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.access_staff SET roles = wanted WHERE user_id = (SELECT public.earlyhelp_me()) AND is_active AND roles <> wanted::varchar[];
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_my_teams() RETURNS integer[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT m.group_id FROM public.access_membership m
               WHERE m.user_id = (SELECT public.earlyhelp_me()) AND (SELECT public.earlyhelp_active()));
END $$;

-- What hangs under a case may be inserted by its sender while nobody has taken it up; reading it back is another matter.
CREATE OR REPLACE FUNCTION public.earlyhelp_sent_by_me(case_key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_case c WHERE c.id = case_key AND c.sent_by_id = (SELECT public.earlyhelp_me())
                 AND c.stage = 'received' AND c.visibility = 'open' AND c.id <> ALL(public.earlyhelp_excluded()) AND NOT EXISTS (SELECT FROM public.cases_allocation a WHERE a.case_id = c.id));
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_family_sent_by_me(family_key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_case c WHERE c.family_id = family_key)
     AND NOT EXISTS (SELECT FROM public.cases_case c WHERE c.family_id = family_key AND NOT public.earlyhelp_sent_by_me(c.id));
END $$;

-- A person whom nobody but my own unopened referrals knows: nobody is pulled into a family by a guessed key.
CREATE OR REPLACE FUNCTION public.earlyhelp_person_sent_by_me(person_key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM public.cases_member m WHERE m.person_id = person_key
                     AND NOT public.earlyhelp_family_sent_by_me(m.family_id));
END $$;

-- Somebody of a family that I work with. A function, because a policy on cases_member may not read cases_member itself.
CREATE OR REPLACE FUNCTION public.earlyhelp_my_person(person_key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_member m JOIN public.cases_case c ON c.family_id = m.family_id
                 WHERE m.person_id = person_key AND public.earlyhelp_mine(c.id, c.team_id));
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_is_hub(team integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.access_team t WHERE t.group_id = team AND t.is_hub);
END $$;

-- An open case by its reference, for the hub that joins a referral to it: which team holds it and who leads, nothing else.
CREATE OR REPLACE FUNCTION public.earlyhelp_open_case(wanted text) RETURNS TABLE (key uuid, team integer, lead bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  excluded_ uuid[] := public.earlyhelp_excluded();  -- gathered first: what is hidden takes no longer than what is not there
BEGIN
  IF NOT public.earlyhelp_has_role('hub') THEN RETURN; END IF;
  RETURN QUERY
    SELECT c.id, c.team_id, s.user_id
    FROM public.cases_case c
    LEFT JOIN public.cases_allocation a ON a.case_id = c.id AND a.until IS NULL
    LEFT JOIN public.access_staff s ON s.id = a.worker_id
    WHERE c.reference = wanted AND c.stage = 'open' AND c.visibility = 'open' AND c.id <> ALL(excluded_);
END $$;

-- How much everybody of a team leads: families and children, counted over all cases, for whoever allocates. No names, no keys.
CREATE OR REPLACE FUNCTION public.earlyhelp_caseloads(teams integer[]) RETURNS TABLE (worker bigint, families bigint, children bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.earlyhelp_has_role('hub', 'team_manager') THEN RETURN; END IF;
  RETURN QUERY
    SELECT s.user_id, count(DISTINCT c.id), count(m.id)
    FROM public.access_membership p
    JOIN public.access_staff s ON s.user_id = p.user_id
    JOIN public.cases_allocation a ON a.worker_id = s.id AND a.until IS NULL
    JOIN public.cases_case c ON c.id = a.case_id AND c.stage <> 'closed' AND c.id <> ALL(public.earlyhelp_hidden())
    LEFT JOIN public.cases_member m ON m.family_id = c.family_id AND m.until IS NULL AND m.part IN ('child', 'unborn')
    WHERE p.group_id = ANY(teams)
    GROUP BY s.user_id;
END $$;

-- The case's first team follows its newest first grant -------------------------------------------------------------------
CREATE OR REPLACE FUNCTION public.earlyhelp_first_team() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_primary THEN
      UPDATE public.cases_casegroupgrant SET is_primary = false
        WHERE content_object_id = NEW.content_object_id AND id <> NEW.id AND is_primary;
      UPDATE public.cases_case SET team_id = NEW.group_id WHERE id = NEW.content_object_id
        AND visibility = 'open' AND team_id IS DISTINCT FROM NEW.group_id;  -- else the grant says whose it will be again
    END IF;
  ELSIF OLD.is_primary THEN
    UPDATE public.cases_case SET team_id = NULL WHERE id = OLD.content_object_id AND team_id IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;

-- Whoever sent a referral may not change the case, but their answer to the hub's question ends the waiting: the case is back
-- with the hub and its clock runs on. The version names whoever answered.
CREATE OR REPLACE FUNCTION public.earlyhelp_answered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.cases_case SET stage = 'received', changed_at = public.app_now() WHERE id = NEW.case_id AND stage = 'asked';
  IF FOUND THEN
    UPDATE public.cases_pause SET until = public.app_now() WHERE case_id = NEW.case_id AND until IS NULL;
  END IF;
  RETURN NULL;
END $$;

-- A row that says what somebody decided is never rewritten: of its columns only those named may change (install.py), so that
-- nobody turns a grant, a consent or a reading into another one.
CREATE OR REPLACE FUNCTION public.earlyhelp_only_ends() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  free text[] := TG_ARGV::text[];
BEGIN
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
    RAISE check_violation USING MESSAGE = 'this can be ended, not rewritten: ' || TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;

-- A decision's moment is the database's, never the applicant's: the wait is counted from it.
CREATE OR REPLACE FUNCTION public.earlyhelp_stamp_decision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.decided_at := public.app_now();
  RETURN NEW;
END $$;

-- From when a list may be destroyed: seven days of business time after the last of two approvals. Nothing while one is missing,
-- the list was aborted or has grown, or somebody who approved is no longer a records manager at work: then another must.
CREATE OR REPLACE FUNCTION public.earlyhelp_waits_until(batch uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT max(d.decided_at) + interval '7 days'
    FROM public.retention_disposalbatch b
    JOIN public.retention_decision d ON d.batch_id = b.id AND d.kind = 'approve' AND d.digest = b.digest
    JOIN public.access_user u ON u.id = d.by_id AND u.is_active AND u.robot = '' AND u.id <> b.proposed_by_id
    JOIN public.access_staff s ON s.user_id = u.id AND public.earlyhelp_at_work(s.user_id) AND 'records_manager' = ANY(s.roles)
    WHERE b.id = batch
      AND NOT EXISTS (SELECT FROM public.retention_decision a WHERE a.batch_id = b.id AND a.kind = 'abort')
      AND b.size = (SELECT count(*) FROM public.retention_batchitem i WHERE i.batch_id = b.id)
    HAVING count(DISTINCT d.by_id) >= 2);
END $$;

-- May this case be destroyed now? Claimed out of a list whose wait is over, closed like every other case of its family, due by
-- the list and by its clock, and held by nothing since the list was made; and nothing that two people decided about keeping still has
-- to come into force. Every DELETE of the disposer asks this (walls.py).
CREATE OR REPLACE FUNCTION public.earlyhelp_ripe(key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.retention_batchitem i
    JOIN public.retention_disposalbatch b ON b.id = i.batch_id
    JOIN public.cases_case c ON c.id = i.case_key
    WHERE i.case_key = key AND i.state = 'destroying' AND i.dispose_from <= public.earlyhelp_today()
      AND public.earlyhelp_waits_until(b.id) <= public.app_now()
      AND NOT EXISTS (SELECT FROM public.access_settingchange s WHERE s.state = 'approved' AND s.effective_from <= public.earlyhelp_today())
      AND c.visibility <> 'sealed'
      AND NOT EXISTS (SELECT FROM public.cases_case o WHERE o.family_id = c.family_id AND o.stage <> 'closed')
      AND NOT EXISTS (SELECT FROM public.retention_hold h WHERE (h.case_key = key OR h.case_key IS NULL)
                      AND (h.released_at IS NULL OR h.released_at > b.proposed_at))
      AND NOT EXISTS (SELECT FROM public.consent_concern q WHERE q.case_id = key AND q.closed_on IS NULL)
      AND NOT EXISTS (SELECT FROM public.retention_clock k WHERE k.case_id = key
                      AND (k.held OR k.state <> 'dated' OR k.dispose_from > public.earlyhelp_today()))
  );
END $$;

-- A list is frozen once it is made, and what has ended stays ended: whoever writes, the owner included.
CREATE OR REPLACE FUNCTION public.earlyhelp_frozen() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  free text[] := string_to_array(TG_ARGV[0], ' ');
  moves text[] := string_to_array(TG_ARGV[1], ' ');
BEGIN
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
    RAISE check_violation USING MESSAGE = 'the list is frozen: ' || TG_TABLE_NAME;
  ELSIF (OLD.state || '>' || NEW.state) <> ALL (moves) THEN
    RAISE check_violation USING MESSAGE = 'no way from ' || OLD.state || ' to ' || NEW.state || ': ' || TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;

DO $$
BEGIN
  IF to_regclass('public.retention_batchitem') IS NOT NULL THEN
    CREATE OR REPLACE TRIGGER earlyhelp_frozen BEFORE UPDATE ON public.retention_batchitem FOR EACH ROW
      EXECUTE FUNCTION public.earlyhelp_frozen('state claimed_at kept_because ended_at',
        'listed>listed listed>destroying listed>kept destroying>destroying destroying>listed destroying>kept destroying>destroyed');
    CREATE OR REPLACE TRIGGER earlyhelp_frozen BEFORE UPDATE ON public.retention_disposalbatch FOR EACH ROW
      EXECUTE FUNCTION public.earlyhelp_frozen('state finished_at', 'proposed>destroying proposed>finished destroying>finished');
  END IF;
END $$;

-- A change of a setting is what was proposed, decided by the one who looks, and moves on and never back. What is shown to the second
-- person may be fresher than what the first one saw, and it may begin later than was proposed, never earlier.
CREATE OR REPLACE FUNCTION public.earlyhelp_setting_is_decided() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  free text[] := ARRAY['state', 'effective_from', 'preview', 'digest', 'decided_by_id', 'decided_at', 'decided_because', 'withdrawn_because', 'number'];
  moves text[] := ARRAY['proposed>approved', 'proposed>refused', 'proposed>withdrawn', 'approved>withdrawn', 'approved>in_force'];
BEGIN
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free OR NEW.effective_from < OLD.effective_from THEN
    RAISE check_violation USING MESSAGE = 'a change of a setting stays what was proposed';
  ELSIF (OLD.state || '>' || NEW.state) <> ALL (moves) THEN
    RAISE check_violation USING MESSAGE = 'no way from ' || OLD.state || ' to ' || NEW.state || ': a change of a setting';
  ELSIF OLD.state = 'proposed' AND NEW.decided_by_id IS NOT NULL AND public.earlyhelp_login() = 'earlyhelp_web'
    AND NEW.decided_by_id IS DISTINCT FROM public.earlyhelp_me() THEN
    RAISE check_violation USING MESSAGE = 'nobody decides in the name of another';
  ELSIF OLD.state = 'approved' AND (NEW.decided_by_id, NEW.decided_at, NEW.preview, NEW.digest, NEW.effective_from)
    IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.preview, OLD.digest, OLD.effective_from) THEN
    RAISE check_violation USING MESSAGE = 'a decision on a setting stays what was decided';
  END IF;
  RETURN NEW;
END $$;

-- A setting comes into force only as two people decided it, from its day on, and stays in the list for ever.
CREATE OR REPLACE FUNCTION public.earlyhelp_setting_was_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE check_violation USING MESSAGE = 'a setting that was in force stays as it was: another one takes its place';
  ELSIF NOT EXISTS (
    SELECT FROM public.access_settingchange c
    WHERE c.id = NEW.change_id AND c.state = 'approved' AND c.decided_by_id <> c.proposed_by_id AND c.effective_from <= public.earlyhelp_today()
      AND (c.what, c.entry, c.subject, c.value, c.effective_from) = (NEW.what, NEW.entry, NEW.subject, NEW.value, NEW.since)) THEN
    RAISE check_violation USING MESSAGE = 'no second person has approved this setting for this day';
  END IF;
  RETURN NEW;
END $$;

-- What the council has said where its notice is open, for the public page: the answers in force and since when. Who decided, and why,
-- is for those who work here.
CREATE OR REPLACE FUNCTION public.earlyhelp_published_readings() RETURNS TABLE (key text, value text, since date, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.key::text, r.value::text, r.decided_on, r.subject::text FROM public.access_councilreading r
  WHERE r.withdrawn_on IS NULL ORDER BY r.key, r.subject;
$$;

-- The case and its family, locked until the transaction ends: nothing is reopened or added meanwhile. The disposer may change
-- no case, so it has no lock of its own.
CREATE OR REPLACE FUNCTION public.earlyhelp_lock_case(key uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.cases_case c JOIN public.cases_family f ON f.id = c.family_id WHERE c.id = key FOR UPDATE;
  RETURN FOUND;
END $$;

-- Birth dates of a family's children, for the retention clock: no names. Jobs may not read people; the web login is told of the
-- cases that the one who is looking works with, and of closed ones whoever answers for how long records are kept.
CREATE OR REPLACE FUNCTION public.earlyhelp_births(keys uuid[]) RETURNS TABLE (case_key uuid, born date) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  teams integer[] := public.earlyhelp_my_teams();
  singly uuid[] := public.earlyhelp_my_cases();
  hidden uuid[] := public.earlyhelp_hidden();
  answers boolean := public.earlyhelp_has_role('records_manager', 'dpo');
BEGIN
  RETURN QUERY
    SELECT DISTINCT c.id, p.born
    FROM public.cases_case c
    JOIN public.cases_member m ON m.family_id = c.family_id AND m.part IN ('child', 'unborn')
    JOIN public.cases_person p ON p.id = m.person_id
    WHERE c.id = ANY(keys)
      AND (public.earlyhelp_login() <> 'earlyhelp_web'
           OR c.id = ANY(singly)
           OR (c.id <> ALL(hidden) AND (c.team_id = ANY(teams) OR (c.stage = 'closed' AND answers))));
END $$;

-- Which of these cases was ever allocated, for the retention clock: it makes the record's class. Told like the birth dates.
CREATE OR REPLACE FUNCTION public.earlyhelp_accepted(keys uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  teams integer[] := public.earlyhelp_my_teams();
  singly uuid[] := public.earlyhelp_my_cases();
  hidden uuid[] := public.earlyhelp_hidden();
  answers boolean := public.earlyhelp_has_role('records_manager', 'dpo');
BEGIN
  RETURN ARRAY(
    SELECT c.id FROM public.cases_case c
    WHERE c.id = ANY(keys) AND EXISTS (SELECT FROM public.cases_allocation a WHERE a.case_id = c.id)
      AND (public.earlyhelp_login() <> 'earlyhelp_web'
           OR c.id = ANY(singly)
           OR (c.id <> ALL(hidden) AND (c.team_id = ANY(teams) OR (c.stage = 'closed' AND answers)))));
END $$;

-- Which of these cases holds an assessment, for the retention clock: a notice may keep it longer than its case. Told like the birth dates.
CREATE OR REPLACE FUNCTION public.earlyhelp_assessed(keys uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  teams integer[] := public.earlyhelp_my_teams();
  singly uuid[] := public.earlyhelp_my_cases();
  hidden uuid[] := public.earlyhelp_hidden();
  answers boolean := public.earlyhelp_has_role('records_manager', 'dpo');
BEGIN
  RETURN ARRAY(
    SELECT c.id FROM public.cases_case c
    WHERE c.id = ANY(keys) AND EXISTS (SELECT FROM public.cases_assessment a WHERE a.case_id = c.id)
      AND (public.earlyhelp_login() <> 'earlyhelp_web'
           OR c.id = ANY(singly)
           OR (c.id <> ALL(hidden) AND (c.team_id = ANY(teams) OR (c.stage = 'closed' AND answers)))));
END $$;

-- When the hub's clock stood still on referrals that wait: moments without reasons, for whoever weighs another time for the hub.
CREATE OR REPLACE FUNCTION public.earlyhelp_hub_pauses() RETURNS TABLE (case_key uuid, since timestamptz, until timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.earlyhelp_has_role('records_manager', 'dpo') THEN RETURN; END IF;
  RETURN QUERY SELECT p.case_id, p.since, p.until FROM public.cases_pause p JOIN public.cases_case c ON c.id = p.case_id
    WHERE c.stage IN ('received', 'asked', 'for_meeting', 'awaiting_consent') AND c.id <> ALL(public.earlyhelp_hidden());
END $$;

-- Finding somebody: keys to search by, and the matcher that sees everything and tells only what staff may know -----------------
-- A name as it is compared: small letters without accents, parts apart by one space. An apostrophe joins (O'Brien).
CREATE OR REPLACE FUNCTION public.earlyhelp_plain(name text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT btrim(regexp_replace(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)),
    '[''’`.]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- How a part of a name sounds. What has no sound in English (another script) stands for itself.
CREATE OR REPLACE FUNCTION public.earlyhelp_sound(part text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT left(coalesce(nullif(public.dmetaphone(part), ''), part), 20) $$;

-- One key for each part of a name behind the first, so that half of a double-barrelled name is found; a single name is both.
CREATE OR REPLACE FUNCTION public.earlyhelp_name_keys(name text)
RETURNS TABLE (forename text, surname text, whole text, forename_code text, surname_code text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT left(p[1], 80), left(p[i], 160), left(w, 160), public.earlyhelp_sound(p[1]), public.earlyhelp_sound(p[i])
  FROM (SELECT public.earlyhelp_plain(name)) AS plain(w), LATERAL (SELECT string_to_array(w, ' ')) AS parts(p),
       LATERAL generate_series(least(2, cardinality(p)), least(cardinality(p), 7)) AS i
  WHERE w <> ''
$$;

CREATE OR REPLACE FUNCTION public.earlyhelp_write_keys(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sealed uuid[] := public.earlyhelp_sealed_people(people);
BEGIN
  DELETE FROM public.cases_searchkey WHERE person_id = ANY(people);
  people := ARRAY(SELECT one FROM unnest(people) AS one WHERE one <> ALL(sealed));
  INSERT INTO public.cases_searchkey (id, person_id, forename, surname, whole, forename_code, surname_code, born, year)
    SELECT DISTINCT ON (p.id, k.forename, k.surname) gen_random_uuid(), p.id, k.forename, k.surname, k.whole,
           k.forename_code, k.surname_code, coalesce(p.born, p.expected), extract(year FROM coalesce(p.born, p.expected))::smallint
    FROM (SELECT id, born, expected, full_name AS name FROM public.cases_person WHERE id = ANY(people) AND NOT unnamed
          UNION ALL
          SELECT id, born, expected,
                 known_as || ' ' || coalesce(CASE WHEN NOT unnamed THEN substring(full_name FROM '\S+\s+(.*)') END, '')
          FROM public.cases_person WHERE id = ANY(people) AND known_as <> ''
          UNION ALL
          SELECT p.id, p.born, p.expected, f.full_name FROM public.cases_formername f
          JOIN public.cases_person p ON p.id = f.person_id WHERE p.id = ANY(people)) AS p,
         LATERAL public.earlyhelp_name_keys(p.name) AS k
    ORDER BY p.id, k.forename, k.surname;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_keep_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'cases_formername' THEN
    PERFORM public.earlyhelp_write_keys(ARRAY(SELECT DISTINCT person_id FROM after_it));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM public.earlyhelp_write_keys(ARRAY(SELECT id FROM after_it));
  ELSE
    PERFORM public.earlyhelp_write_keys(ARRAY(
      SELECT a.id FROM after_it a JOIN before_it b USING (id)
      WHERE (a.full_name, a.unnamed, a.known_as, a.born, a.expected)
            IS DISTINCT FROM (b.full_name, b.unnamed, b.known_as, b.born, b.expected)));
  END IF;
  RETURN NULL;
END $$;

-- For what whoever sent a referral was asked something since a day: sums for the record of processing, of nobody's words.
CREATE OR REPLACE FUNCTION public.earlyhelp_questions_by_purpose(since date) RETURNS TABLE (purpose text, number bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.earlyhelp_has_role('dpo') THEN RETURN; END IF;
  RETURN QUERY SELECT m.purpose::text, count(*) FROM public.cases_message m
    WHERE m.purpose <> '' AND (m.written_at AT TIME ZONE 'Europe/London')::date > since
      AND m.case_id <> ALL(public.earlyhelp_hidden()) GROUP BY 1;
END $$;

-- How many entries of the log a month has, by partner, purpose, basis and ground: what the pictures are drawn from. An entry that
-- a later one corrects, and one that was a mistake, count no more. Sums are added in the order of their keys, so that two who
-- record at once wait for each other and never in a circle.
CREATE OR REPLACE FUNCTION public.earlyhelp_count_disclosures() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  entries text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT *, 1 AS by_ FROM after_it WHERE decision <> ''mistake''
      UNION ALL SELECT o.*, -1 FROM public.sharing_disclosure o JOIN after_it a ON a.corrects_id = o.id WHERE o.decision <> ''mistake'''
    WHEN 'DELETE' THEN 'SELECT *, -1 AS by_ FROM before_it b WHERE decision <> ''mistake''
        AND NOT EXISTS (SELECT FROM before_it c WHERE c.corrects_id = b.id)
      UNION ALL SELECT o.*, 1 FROM public.sharing_disclosure o JOIN before_it b ON b.corrects_id = o.id WHERE o.decision <> ''mistake'''
    ELSE 'SELECT *, 1 AS by_ FROM after_it a WHERE decision <> ''mistake''
        AND NOT EXISTS (SELECT FROM public.sharing_disclosure c WHERE c.corrects_id = a.id)
      UNION ALL SELECT *, -1 FROM before_it b WHERE decision <> ''mistake''
        AND NOT EXISTS (SELECT FROM public.sharing_disclosure c WHERE c.corrects_id = b.id)' END;
BEGIN
  EXECUTE 'INSERT INTO public.sharing_monthlycount AS c (id, month, recipient_id, purpose, lawful_basis, ground, number)
    SELECT gen_random_uuid(), date_trunc(''month'', shared_on)::date, recipient_id, purpose, lawful_basis, ground, sum(by_)
    FROM (' || entries || ') AS e WHERE case_key <> ALL(ARRAY(SELECT id FROM public.cases_case WHERE visibility = ''sealed''))
    GROUP BY 2, 3, 4, 5, 6 ORDER BY 2, 3, 4, 5, 6
    ON CONFLICT (recipient_id, month, purpose, lawful_basis, ground) DO UPDATE SET number = c.number + excluded.number';
  RETURN NULL;
END $$;

-- All sums anew, where the entries were there before the sums were.
CREATE OR REPLACE FUNCTION public.earlyhelp_count_again() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.sharing_monthlycount) OR NOT EXISTS (SELECT FROM public.sharing_disclosure) THEN RETURN; END IF;
  LOCK TABLE public.sharing_disclosure IN SHARE MODE;  -- nobody records meanwhile
  INSERT INTO public.sharing_monthlycount (id, month, recipient_id, purpose, lawful_basis, ground, number)
    SELECT gen_random_uuid(), date_trunc('month', shared_on)::date, recipient_id, purpose, lawful_basis, ground, count(*)
    FROM public.sharing_disclosure d
    WHERE decision <> 'mistake' AND NOT EXISTS (SELECT FROM public.sharing_disclosure c WHERE c.corrects_id = d.id)
      AND case_key <> ALL(ARRAY(SELECT c.id FROM public.cases_case c WHERE c.visibility = 'sealed'))
    GROUP BY 2, 3, 4, 5, 6;
END $$;

-- What a row may say is what the notice names. The program refuses first and in its own words; this holds whatever path writes.
CREATE OR REPLACE FUNCTION public.earlyhelp_named(versions bigint[], what text[], said text) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named text;
BEGIN
  IF EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = ANY(versions) AND v.kind = ANY(what) AND v.value = said) THEN RETURN; END IF;
  SELECT string_agg(DISTINCT v.value, ', ' ORDER BY v.value) INTO named
    FROM public.access_allowedvalue v WHERE v.notice_id = ANY(versions) AND v.kind = ANY(what);
  RAISE EXCEPTION '% "%" is not in the notice, which names: %', array_to_string(what, ' or '), said, coalesce(named, 'none')
    USING ERRCODE = 'check_violation';
END $$;

-- Something is decided under the notice in force; what is stored besides was in force before.
CREATE OR REPLACE FUNCTION public.earlyhelp_notice_is_in_force(wanted bigint) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said_ text;
  named_ text;
BEGIN
  IF EXISTS (SELECT FROM public.access_noticeversion n WHERE n.id = wanted AND n.in_force) THEN RETURN; END IF;
  SELECT concat(n.council, ', version ', n.version, ' (', left(n.fingerprint, 8), ')') INTO said_ FROM public.access_noticeversion n WHERE n.id = wanted;
  SELECT concat(n.council, ', version ', n.version, ' (', left(n.fingerprint, 8), ')') INTO named_ FROM public.access_noticeversion n WHERE n.in_force;
  RAISE EXCEPTION 'notice "%" is not in force, which is: %', coalesce(said_, wanted::text), coalesce(named_, 'none') USING ERRCODE = 'check_violation';
END $$;

-- Work comes to rest on a basis of the notice in force; what it rested on before may stay. A ground lets something be shared, and no
-- work rest on it.
CREATE OR REPLACE FUNCTION public.earlyhelp_case_rests_on_the_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.work_basis IS DISTINCT FROM OLD.work_basis THEN
    PERFORM public.earlyhelp_named(ARRAY(SELECT id FROM public.access_noticeversion WHERE in_force), ARRAY['basis'], NEW.work_basis);
  END IF;
  RETURN NEW;
END $$;

-- Whether a class of information has the condition of Article 9 that it needs, for this person.
CREATE OR REPLACE FUNCTION public.earlyhelp_condition_holds(versions bigint[], what text, person uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = ANY(versions) AND v.kind = 'if_condition' AND v.value = what)
    OR EXISTS (SELECT FROM public.access_allowedvalue v, public.access_councilreading r
      WHERE v.notice_id = ANY(versions) AND v.kind = 'condition_if_read' AND v.value = r.key || '|' || r.value AND r.withdrawn_on IS NULL)
    OR EXISTS (SELECT FROM public.access_allowedvalue v, public.consent_consent g, public.cases_case c, public.cases_member m
      WHERE v.notice_id = ANY(versions) AND v.kind = 'explicit_consent' AND v.value = g.basis
        AND g.explicit AND g.withdrawn_on IS NULL AND g.case_id = c.id AND c.family_id = m.family_id AND m.person_id = person)
$$;

-- Each column that is asked only where the notice has its class (the trigger's arguments are both), of the notices that took effect last.
-- What stood there before may stay. Of some classes each item needs the reason why it matters. What is special in law, where no basis of
-- the notice but consent covers it, waits for the council's reading or for an explicit consent in force on a case of this person.
CREATE OR REPLACE FUNCTION public.earlyhelp_person_is_in_the_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  new_ jsonb := to_jsonb(NEW);
  old_ jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
  versions_ bigint[] := ARRAY(SELECT DISTINCT ON (council) id FROM public.access_noticeversion ORDER BY council, effective_from DESC, id DESC);
  column_ text;
  named_ text;
BEGIN
  FOREACH column_ IN ARRAY TG_ARGV LOOP
    CONTINUE WHEN new_ ->> column_ = '';
    IF new_ ->> column_ IS DISTINCT FROM old_ ->> column_ AND NOT EXISTS (
      SELECT FROM public.access_councilreading r, public.access_allowedvalue v
      WHERE v.notice_id = ANY(versions_) AND v.kind = 'asked_if_read' AND v.value = column_
        AND r.key = 'asks_' || column_ AND r.value = 'asked' AND r.withdrawn_on IS NULL) THEN
      PERFORM public.earlyhelp_named(versions_, ARRAY['asked'], column_);
    END IF;
    IF new_ ->> column_ IS DISTINCT FROM old_ ->> column_ AND NOT public.earlyhelp_condition_holds(versions_, column_, NEW.id) THEN
      SELECT string_agg(DISTINCT v.value, ', ' ORDER BY v.value) INTO named_
        FROM public.access_allowedvalue v WHERE v.notice_id = ANY(versions_) AND v.kind IN ('explicit_consent', 'condition_if_read');
      RAISE EXCEPTION '"%" is special category information, and nothing that covers it is in force on a case of this person: it waits for %',
        column_, coalesce(named_, 'a condition that the notice does not have') USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.health_because = '' AND (new_ ->> column_ IS DISTINCT FROM old_ ->> column_ OR old_ ->> 'health_because' <> '') AND EXISTS (
      SELECT FROM public.access_allowedvalue v WHERE v.notice_id = ANY(versions_) AND v.kind = 'because' AND v.value = column_) THEN
      RAISE EXCEPTION '"%" is kept only with the reason why it matters', column_ USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

-- How many people have something in one of the columns that the notice does not let be asked of whoever has the part in a family that
-- stands beside it; and how many there are. Counts alone, without the sealed: the nightly job may not read people.
CREATE OR REPLACE FUNCTION public.earlyhelp_beyond_the_notice(columns_ text[], parts_ text[])
RETURNS TABLE (beyond bigint, of_all bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FILTER (WHERE EXISTS (
      SELECT FROM public.cases_member m JOIN unnest(columns_, parts_) AS b (named, part) ON b.part = m.part
      WHERE m.person_id = p.id AND coalesce(said.everything ->> b.named, '') NOT IN ('', 'false'))),
    count(*)
  FROM public.cases_person p CROSS JOIN LATERAL (SELECT to_jsonb(p) AS everything OFFSET 0) AS said
  WHERE NOT EXISTS (SELECT FROM public.cases_member m JOIN public.cases_case c ON c.family_id = m.family_id AND c.visibility = 'sealed'
                    WHERE m.person_id = p.id)
$$;

-- Some purposes belong to the front door: they hold for what is shared up to the day on which the case leaves it, for the first
-- team or for good.
CREATE OR REPLACE FUNCTION public.earlyhelp_purpose_of_the_front_door(version bigint, said text, case_wanted uuid, on_day date) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  stage_ text;
  left_on date;
BEGIN
  IF NOT EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'front_door' AND v.value = said) THEN RETURN; END IF;
  SELECT c.stage, coalesce((SELECT min(a.since AT TIME ZONE 'Europe/London')::date FROM public.cases_allocation a WHERE a.case_id = c.id), c.closed_on)
    INTO stage_, left_on FROM public.cases_case c WHERE c.id = case_wanted;
  IF on_day <= left_on OR (left_on IS NULL AND stage_ NOT IN ('open', 'closed')) THEN RETURN; END IF;
  SELECT string_agg(v.value, ', ' ORDER BY v.value) INTO stage_ FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'purpose'
    AND NOT EXISTS (SELECT FROM public.access_allowedvalue f WHERE f.notice_id = version AND f.kind = 'front_door' AND f.value = v.value);
  RAISE EXCEPTION 'purpose "%" is one of the front door, and the case has left it; elsewhere the notice names: %', said, stage_
    USING ERRCODE = 'check_violation';
END $$;

-- The law that a disclosure rests on is one that the notice names for its purpose, or for its ground: code, articles and condition
-- together, so that no article is exchanged for another's.
CREATE OR REPLACE FUNCTION public.earlyhelp_law_is_named(version bigint, purpose text, ground text, law text) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kind_ text := CASE WHEN ground = '' THEN 'law' ELSE 'ground_law' END;
  of_ text := CASE WHEN ground = '' THEN purpose ELSE ground END;
  named_ text;
BEGIN
  IF EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = kind_ AND v.value = of_ || '|' || law) THEN RETURN; END IF;
  SELECT string_agg(substr(v.value, length(of_) + 2), '; ' ORDER BY v.value) INTO named_
    FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = kind_ AND starts_with(v.value, of_ || '|');
  RAISE EXCEPTION 'the law "%" is not one that the notice names for "%", which is: %', law, of_, coalesce(named_, 'none')
    USING ERRCODE = 'check_violation';
END $$;

-- Who receives it is of the kind that is written down, and one that the notice speaks of; takes part where the notice asks that; and
-- is one of those that a ground is for.
CREATE OR REPLACE FUNCTION public.earlyhelp_may_receive(version bigint, organisation uuid, kind_given text, ground text, takes_part boolean) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named_ text;
BEGIN
  SELECT o.kind INTO named_ FROM public.access_organisation o WHERE o.id = organisation;
  IF named_ IS DISTINCT FROM kind_given THEN
    RAISE EXCEPTION 'recipient kind "%" is not that of the recipient, which is: %', kind_given, coalesce(named_, 'unknown') USING ERRCODE = 'check_violation';
  END IF;
  PERFORM public.earlyhelp_named(ARRAY[version], ARRAY['recipient'], kind_given);
  IF ground = '' THEN
    IF NOT takes_part AND EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'involved' AND v.value = kind_given) THEN
      RAISE EXCEPTION 'recipient kind "%" has information only while it takes part in the support', kind_given USING ERRCODE = 'check_violation';
    END IF;
    RETURN;
  END IF;
  SELECT string_agg(substr(v.value, length(ground) + 2), ', ' ORDER BY v.value) INTO named_
    FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'ground_only_to' AND starts_with(v.value, ground || '|');
  IF named_ IS NOT NULL AND NOT kind_given = ANY(string_to_array(named_, ', ')) THEN
    RAISE EXCEPTION 'ground "%" does not reach recipient kind "%"; it is for: %', ground, kind_given, named_ USING ERRCODE = 'check_violation';
  END IF;
END $$;

-- Special category information is marked as that, and what is about offences has its condition.
CREATE OR REPLACE FUNCTION public.earlyhelp_items_are_marked(version bigint, items jsonb, special boolean, criminal text) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_ text;
BEGIN
  SELECT min(v.value) INTO found_ FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'special' AND items ? v.value;
  IF found_ IS NOT NULL AND NOT special THEN
    RAISE EXCEPTION 'category "%" is special category information and not marked as that', found_ USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = version AND v.kind = 'criminal' AND items ? v.value) THEN
    PERFORM public.earlyhelp_named(ARRAY[version], ARRAY['criminal_condition'], criminal);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_disclosure_is_in_the_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one text;
BEGIN
  PERFORM public.earlyhelp_notice_is_in_force(NEW.notice_id);
  IF NEW.lawful_basis <> '' THEN  -- that there is one is a constraint of the table
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['basis', 'ground'], NEW.lawful_basis);
  END IF;
  IF NEW.ground <> '' THEN PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['ground'], NEW.ground); END IF;
  FOR one IN SELECT jsonb_array_elements_text(NEW.item_kinds) LOOP
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['category'], one);
  END LOOP;
  PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['purpose'], NEW.purpose);
  PERFORM public.earlyhelp_purpose_of_the_front_door(NEW.notice_id, NEW.purpose, NEW.case_key, NEW.shared_on);
  PERFORM public.earlyhelp_law_is_named(NEW.notice_id, NEW.purpose, NEW.ground,
    concat_ws('|', NEW.lawful_basis, NEW.article_6, NEW.article_9, NEW.schedule_1));
  PERFORM public.earlyhelp_may_receive(NEW.notice_id, NEW.recipient_id, NEW.recipient_kind, NEW.ground, NEW.involved);
  PERFORM public.earlyhelp_items_are_marked(NEW.notice_id, NEW.item_kinds, NEW.special_category, NEW.criminal_condition);
  IF NEW.ground_reference = '' AND EXISTS (
    SELECT FROM public.access_allowedvalue v WHERE v.notice_id = NEW.notice_id AND v.kind = 'ground_reference' AND v.value = NEW.ground) THEN
    RAISE EXCEPTION 'ground "%" needs its reference', NEW.ground USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.shared_on > public.earlyhelp_today() THEN
    RAISE EXCEPTION 'shared on % is in the future', NEW.shared_on USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.power <> '' OR EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = NEW.notice_id AND v.kind = 'power') THEN
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['power'], NEW.power);
  END IF;
  FOR one IN SELECT jsonb_array_elements_text(NEW.tests) LOOP
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['test'], one);
  END LOOP;
  SELECT string_agg(v.value, ', ' ORDER BY v.value) INTO one
    FROM public.access_allowedvalue v WHERE v.notice_id = NEW.notice_id AND v.kind = 'test' AND NOT NEW.tests ? v.value;
  IF one IS NOT NULL THEN
    RAISE EXCEPTION 'the notice asks of all that is shared, and it was not put to: %', one USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = NEW.notice_id AND v.kind = 'country') THEN
    SELECT o.country INTO one FROM public.access_organisation o WHERE o.id = NEW.recipient_id;
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['country'], one);
  END IF;
  IF NEW.pair_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM public.access_allowedpair p WHERE p.id = NEW.pair_id AND p.notice_id = NEW.notice_id
      AND p.recipient_kind = NEW.recipient_kind AND p.purpose = NEW.purpose) THEN
    SELECT string_agg(p.purpose, ', ' ORDER BY p.purpose) INTO one
      FROM public.access_allowedpair p WHERE p.notice_id = NEW.notice_id AND p.recipient_kind = NEW.recipient_kind;
    RAISE EXCEPTION 'purpose "%" for "%" is not in the notice, which names for it: %', NEW.purpose, NEW.recipient_kind, coalesce(one, 'none')
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.pair_id IS NOT NULL AND 'yes' = (
    SELECT s.value FROM public.access_setting s
    WHERE s.what = 'pair_off' AND s.entry = NEW.recipient_kind || '-' || NEW.purpose ORDER BY s.number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'the council has closed purpose "%" for "%"', NEW.purpose, NEW.recipient_kind USING ERRCODE = 'check_violation';
  END IF;
  SELECT p.conditions::text INTO one FROM public.access_allowedpair p WHERE p.id = NEW.pair_id;
  IF NOT (NEW.conditions @> coalesce(one, '[]')::jsonb AND NEW.conditions <@ coalesce(one, '[]')::jsonb) THEN
    RAISE EXCEPTION 'conditions % are not those of the notice for "%" and "%": %', NEW.conditions, NEW.recipient_kind, NEW.purpose, coalesce(one, '[]')
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- What may leave for research says nothing of a study that the notice does not say of it.
CREATE OR REPLACE FUNCTION public.earlyhelp_extract_is_in_the_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  of_ text := NEW.study || ':';
  one_ text;
  years_ integer;
BEGIN
  PERFORM public.earlyhelp_notice_is_in_force(NEW.notice_id);
  PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_recipient'], of_ || NEW.recipient);
  PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_purpose'], of_ || NEW.purpose);
  PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_cohort'], of_ || NEW.cohort);
  FOR one_ IN SELECT jsonb_array_elements_text(NEW.columns) LOOP
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_column'], of_ || one_);
  END LOOP;
  FOR one_ IN SELECT jsonb_array_elements_text(NEW.commissioners) LOOP
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_commissioner'], of_ || one_);
  END LOOP;
  IF EXISTS (SELECT FROM public.access_allowedvalue v WHERE v.notice_id = NEW.notice_id AND v.kind = 'extract_anonymised'
             AND starts_with(v.value, of_)) THEN
    PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['extract_anonymised'], of_ || NEW.anonymised);
  END IF;
  SELECT min(substr(v.value, length(of_) + 1)::integer) INTO years_ FROM public.access_allowedvalue v
    WHERE v.notice_id = NEW.notice_id AND v.kind = 'extract_years' AND starts_with(v.value, of_);
  IF NEW.destroy_by > NEW.leaves_on + make_interval(years => years_) THEN
    RAISE EXCEPTION 'destroyed by % is too late: the notice allows % years from %', NEW.destroy_by, years_, NEW.leaves_on
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.approved_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'an extract is approved or ended after it was specified';
  END IF;
  RETURN NEW;
END $$;

-- It is approved and ended once, each in the name of whoever does it; and not approved while the council owes an answer.
CREATE OR REPLACE FUNCTION public.earlyhelp_extract_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  owed_ text;
BEGIN
  IF OLD.ended_at IS NOT NULL OR (OLD.approved_at IS NOT NULL
      AND (OLD.approved_by_id, OLD.approved_at) IS DISTINCT FROM (NEW.approved_by_id, NEW.approved_at)) THEN
    RAISE check_violation USING MESSAGE = 'an extract is approved once and ended once';
  END IF;
  IF (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL AND NOT public.earlyhelp_may_act_as(NEW.approved_by_id))
      OR (NEW.ended_at IS NOT NULL AND NOT public.earlyhelp_may_act_as(NEW.ended_by_id)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'not this login''s name to use: sharing_extract';
  END IF;
  IF OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL THEN
    SELECT string_agg(substr(v.value, length(NEW.study) + 2), ', ' ORDER BY v.value) INTO owed_ FROM public.access_allowedvalue v
      WHERE v.notice_id = NEW.notice_id AND v.kind = 'extract_reading' AND starts_with(v.value, NEW.study || ':')
        AND NOT EXISTS (SELECT FROM public.access_councilreading r
                        WHERE r.withdrawn_on IS NULL AND NEW.study || ':' || r.key = v.value);
    IF owed_ IS NOT NULL THEN
      RAISE check_violation USING MESSAGE = 'the council has not answered what the extract waits for: ' || owed_;
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- Samples for quality assurance -------------------------------------------------------------------------------------------
-- A sample is drawn when it is stored: by chance, over the cases whose referral came in its period, of its team or of all. Nobody
-- chooses, and nothing is drawn for a purpose that the notice does not have for this; nor what is shut, or shut to whoever draws.
CREATE OR REPLACE FUNCTION public.earlyhelp_draw() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.earlyhelp_named(ARRAY[NEW.notice_id], ARRAY['assurance'], NEW.purpose);
  IF NEW.drawn_on <> public.earlyhelp_today() OR NEW.ended_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'a sample is drawn today, and ended after it was drawn';
  END IF;
  INSERT INTO public.cases_drawncase (id, sample_id, case_id)
    SELECT gen_random_uuid(), NEW.id, c.id FROM public.cases_case c
    WHERE (NEW.team_id IS NULL OR c.team_id = NEW.team_id) AND c.visibility = 'open' AND c.id <> ALL(public.earlyhelp_excluded())
      AND c.received_at >= NEW.received_from::timestamp AT TIME ZONE 'Europe/London'
      AND c.received_at < (NEW.received_to + 1)::timestamp AT TIME ZONE 'Europe/London'
    ORDER BY random() LIMIT NEW.number;
  RETURN NULL;
END $$;

-- It ends once, and in the name of whoever ends it.
CREATE OR REPLACE FUNCTION public.earlyhelp_sample_steps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'a sample is ended once';
  END IF;
  IF NEW.ended_at IS NOT NULL AND NOT public.earlyhelp_may_act_as(NEW.ended_by_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'not this login''s name to use: cases_qualitysample';
  END IF;
  RETURN NEW;
END $$;

-- By what quality is judged, of each case of a sample that may still be read: days, counts and codes for the Data Protection Officer.
-- No name, no word of the record, no other case. A note that was corrected or taken back tells nothing, nor does such an entry of the log.
CREATE OR REPLACE FUNCTION public.earlyhelp_quality(wanted uuid)
RETURNS TABLE (case_key uuid, reference text, stage text, received_at timestamptz, paused_from timestamptz[], paused_until timestamptz[],
  decided_at timestamptz, told_on date, allocated_at timestamptz, signed_at timestamptz, outcomes bigint, actions bigint, actions_done bigint,
  actions_late bigint, reviews bigint, reviews_held bigint, last_contact date, children bigint, children_alone bigint, shared bigint,
  shared_untold bigint, closed_on date, outcome text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  today_ date := public.earlyhelp_today();
BEGIN
  IF NOT public.earlyhelp_has_role('dpo') THEN RETURN; END IF;
  RETURN QUERY
    SELECT c.id, c.reference::text, c.stage::text, c.received_at,
      ARRAY(SELECT p.since FROM public.cases_pause p WHERE p.case_id = c.id ORDER BY p.since, p.id),
      ARRAY(SELECT p.until FROM public.cases_pause p WHERE p.case_id = c.id ORDER BY p.since, p.id),
      least(
        (SELECT min(t.decided_at) FROM public.cases_triage t WHERE t.case_id = c.id AND t.decision NOT IN ('ask', 'separate')),
        (SELECT min(a.since) FROM public.cases_allocation a WHERE a.case_id = c.id)),
      (SELECT min(g.told_on) FROM public.consent_noticegiven g WHERE g.case_id = c.id AND g.told),
      (SELECT min(a.since) FROM public.cases_allocation a WHERE a.case_id = c.id),
      (SELECT min(a.signed_at) FROM public.cases_assessment a WHERE a.case_id = c.id),
      (SELECT count(*) FROM public.cases_planoutcome o WHERE o.case_id = c.id),
      done.number, done.done, done.late,
      (SELECT count(*) FROM public.cases_review r WHERE r.case_id = c.id
         AND (r.held_on IS NOT NULL OR r.due_on < coalesce(ended.on_day, today_))),
      (SELECT count(*) FROM public.cases_review r WHERE r.case_id = c.id AND r.held_on IS NOT NULL),
      (SELECT max(n.happened_on) FROM public.cases_note n WHERE n.case_id = c.id AND n.text <> ''
         AND NOT EXISTS (SELECT FROM public.cases_note k WHERE k.corrects_id = n.id)),
      seen.number, seen.alone, log.number, log.untold, ended.on_day, c.outcome::text
    FROM public.cases_qualitysample s
    JOIN public.cases_drawncase d ON d.sample_id = s.id
    JOIN public.cases_case c ON c.id = d.case_id
    CROSS JOIN LATERAL (SELECT CASE WHEN c.stage = 'closed' THEN c.closed_on END AS on_day) AS ended
    CROSS JOIN LATERAL (
      SELECT count(*) AS number, count(*) FILTER (WHERE a.done) AS done,
        count(*) FILTER (WHERE a.done IS NOT FALSE AND a.due_on < coalesce(a.ended_on, ended.on_day, today_)) AS late
      FROM public.cases_action a WHERE a.case_id = c.id) AS done
    CROSS JOIN LATERAL (
      SELECT count(*) AS number, count(*) FILTER (WHERE EXISTS (
          SELECT FROM public.cases_noteperson w JOIN public.cases_note n ON n.id = w.note_id
          WHERE w.case_id = c.id AND w.person_id = m.person_id AND w.seen_alone AND n.text <> ''
            AND NOT EXISTS (SELECT FROM public.cases_note k WHERE k.corrects_id = n.id))) AS alone
      FROM public.cases_member m JOIN public.cases_person h ON h.id = m.person_id
      WHERE m.family_id = c.family_id AND m.until IS NULL AND m.part = 'child' AND h.died_on IS NULL) AS seen
    CROSS JOIN LATERAL (
      SELECT count(*) AS number, count(*) FILTER (WHERE NOT x.told) AS untold
      FROM public.sharing_disclosure x WHERE x.case_key = c.id AND x.decision = 'shared'
        AND NOT EXISTS (SELECT FROM public.sharing_disclosure k WHERE k.corrects_id = x.id)) AS log
    WHERE s.id = wanted AND s.ended_at IS NULL AND s.until >= today_
      AND c.visibility = 'open' AND c.id <> ALL(public.earlyhelp_excluded())  -- it may have been shut since
    ORDER BY c.received_at, c.id;
END $$;

-- Staff may find a family that is not theirs, to ask whoever works with it. Nobody of another organisation may.
CREATE OR REPLACE FUNCTION public.earlyhelp_finds() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT public.earlyhelp_has_role('practitioner', 'team_manager', 'hub', 'dpo') $$;

-- Two addresses are one place where one has the words, or the postcode, of the other in it, however they are written.
CREATE OR REPLACE FUNCTION public.earlyhelp_same_place(lines text, code text, of_lines text, of_code text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one text := regexp_replace(upper(lines || code), '[^[:alnum:]]', '', 'g');
  other text := regexp_replace(upper(of_lines || of_code), '[^[:alnum:]]', '', 'g');
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY[of_lines, of_code] LOOP
    part := regexp_replace(upper(part), '[^[:alnum:]]', '', 'g');
    IF part <> '' AND strpos(one, part) > 0 THEN RETURN true; END IF;
  END LOOP;
  FOREACH part IN ARRAY ARRAY[lines, code] LOOP
    part := regexp_replace(upper(part), '[^[:alnum:]]', '', 'g');
    IF part <> '' AND strpos(other, part) > 0 THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

-- What of somebody is withheld everywhere but on the People page: the names of fields, and the keys of addresses. Everything of whoever
-- is protected, and of whoever lives with them; where one of the family is protected and nobody wrote down where they live, everything of
-- all the family, for nobody can say who lives elsewhere. Of the others of the family what is the same as theirs, or once was.
-- It looks at families of which the asker sees none: a child of two families is hidden in both.
CREATE OR REPLACE FUNCTION public.earlyhelp_withheld(whose uuid) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kin uuid[];
  places text[];
  fields text[];
BEGIN
  SELECT array_agg(DISTINCT q.id) INTO kin FROM public.cases_member m JOIN public.cases_member n ON n.family_id = m.family_id
    JOIN public.cases_person q ON q.id = n.person_id AND q.whereabouts_protected WHERE m.person_id = whose;
  IF kin IS NULL THEN RETURN '{}'; END IF;
  IF whose = ANY(kin) OR EXISTS (
       SELECT FROM public.cases_address a JOIN public.cases_address b ON b.person_id = ANY(kin) AND b.until IS NULL
       WHERE a.person_id = whose AND a.until IS NULL AND public.earlyhelp_same_place(a.lines, a.postcode, b.lines, b.postcode))
     OR EXISTS (
       SELECT FROM public.cases_member m JOIN public.cases_member n ON n.family_id = m.family_id AND n.until IS NULL
       WHERE m.person_id = whose AND m.until IS NULL AND n.person_id = ANY(kin)
         AND NOT EXISTS (SELECT FROM public.cases_address b WHERE b.person_id = n.person_id AND b.until IS NULL)) THEN
    RETURN ARRAY['address', 'phone', 'email', 'school', 'surgery']
      || ARRAY(SELECT a.id::text FROM public.cases_address a WHERE a.person_id = whose);
  END IF;
  places := ARRAY(
    SELECT unnest(CASE WHEN a.until IS NULL THEN ARRAY['address', a.id::text] ELSE ARRAY[a.id::text] END)
    FROM public.cases_address a WHERE a.person_id = whose AND EXISTS (
      SELECT FROM public.cases_address b
      WHERE b.person_id = ANY(kin) AND public.earlyhelp_same_place(a.lines, a.postcode, b.lines, b.postcode)));
  fields := ARRAY(
    SELECT DISTINCT said.name FROM public.cases_person p, public.cases_person q,
      LATERAL (VALUES ('phone', regexp_replace(p.phone, '[^0-9]', '', 'g'), regexp_replace(q.phone, '[^0-9]', '', 'g')),
                      ('email', lower(p.email), lower(q.email)), ('school', lower(p.school), lower(q.school)),
                      ('surgery', lower(p.surgery), lower(q.surgery))) AS said(name, mine, theirs)
    WHERE p.id = whose AND q.id = ANY(kin) AND said.mine = said.theirs AND said.mine <> '');
  RETURN places || fields;
END $$;

-- Ways of being alike, each by an index and each capped, for every name that was asked about: both parts of the name, also the other
-- way round; the day, also with day and month swapped; one part of the name with a day nearby, with the day a year out, with the same
-- year, or with the next one where no more than the year is known. Of what they find the nearest by letters and days are handed over:
-- of a million people, as many were found among 30 as among 60, and each costs as much to hand over and rank as to find. Then who has
-- the same number, postcode or end of a telephone number: never by what is withheld of them.
DROP FUNCTION IF EXISTS public.earlyhelp_alike(text[], date, text, text, text, text);  -- what it may be asked has grown since the first one
CREATE OR REPLACE FUNCTION public.earlyhelp_alike_of_all(names text[], on_day date, at_postcode text, nhs text, pupil text, insurance text, phone_end text)
RETURNS TABLE (hit text, person_key uuid, forename text, surname text, born date, year smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$  -- planned once, not for each name
DECLARE
  y integer := extract(year FROM on_day);
  turned date := CASE WHEN extract(day FROM on_day) <= 12
    THEN make_date(y, extract(day FROM on_day)::integer, extract(month FROM on_day)::integer) END;
  given record;
BEGIN
  IF NOT public.earlyhelp_finds() THEN RETURN; END IF;
  FOR given IN SELECT DISTINCT k.forename AS fn, k.surname AS sn, k.forename_code AS f, k.surname_code AS s
               FROM unnest(names) AS n, LATERAL public.earlyhelp_name_keys(n) AS k LOOP
    RETURN QUERY SELECT 'asked', NULL::uuid, given.fn, given.sn, NULL::date, NULL::smallint;  -- so that both sides are spelt the same way
    IF on_day IS NOT NULL THEN
      RETURN QUERY
        SELECT 'name', b.person_id, b.forename::text, b.surname::text, b.born, b.year FROM (
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename AS fn, k.surname AS sn FROM public.cases_searchkey k
             WHERE k.surname_code = given.s AND k.forename_code = given.f LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.surname, k.forename FROM public.cases_searchkey k
             WHERE k.surname_code = given.f AND k.forename_code = given.s LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname FROM public.cases_searchkey k
             WHERE k.born = ANY(ARRAY[on_day, turned]) LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname
             FROM (VALUES (y, on_day - 31, on_day + 31), (y - 1, on_day - 366, on_day - 364), (y + 1, on_day + 364, on_day + 366),
                          (y - 1, on_day - 31, on_day - 1), (y + 1, on_day + 1, on_day + 31)) AS days(of_year, since, until)
             JOIN public.cases_searchkey k ON k.surname_code = given.s AND k.year = days.of_year AND k.born BETWEEN days.since AND days.until
             LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname
             FROM (VALUES (y, on_day - 31, on_day + 31), (y - 1, on_day - 366, on_day - 364), (y + 1, on_day + 364, on_day + 366),
                          (y - 1, on_day - 31, on_day - 1), (y + 1, on_day + 1, on_day + 31)) AS days(of_year, since, until)
             JOIN public.cases_searchkey k ON k.forename_code = given.f AND k.year = days.of_year AND k.born BETWEEN days.since AND days.until
             LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname FROM public.cases_searchkey k
             WHERE k.surname_code = given.s AND k.year = y LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname FROM public.cases_searchkey k
             WHERE k.forename_code = given.f AND k.year = y LIMIT 400)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname FROM public.cases_searchkey k
             WHERE k.surname_code = given.s AND k.year = ANY(ARRAY[y - 1, y + 1]) AND k.born IS NULL LIMIT 100)
          UNION
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, k.surname FROM public.cases_searchkey k
             WHERE k.forename_code = given.f AND k.year = ANY(ARRAY[y - 1, y + 1]) AND k.born IS NULL LIMIT 100)
        ) AS b
        ORDER BY public.levenshtein(b.fn, given.fn) + public.levenshtein(b.sn, given.sn)
          + CASE WHEN b.born = turned OR abs(abs(b.born - on_day) - 365) <= 1 THEN 1
                 ELSE least(coalesce(abs(b.born - on_day), abs(b.year - y) * 183, 183), 400) / 60.0 END
        LIMIT 30;
    ELSE
      RETURN QUERY
        SELECT 'name', b.person_id, b.forename::text, b.surname::text, b.born, b.year FROM (
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename AS fn, k.surname AS sn FROM public.cases_searchkey k
             WHERE k.surname_code = given.s AND k.forename_code = given.f LIMIT 400)
          UNION ALL
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.surname, k.forename FROM public.cases_searchkey k
             WHERE k.surname_code = given.f AND k.forename_code = given.s LIMIT 400)
          UNION ALL  -- one word, and nothing else to go by: it may be either name
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, given.fn, k.surname FROM public.cases_searchkey k
             WHERE given.f = given.s AND k.surname_code = given.s LIMIT 400)
          UNION ALL
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, k.forename, given.sn FROM public.cases_searchkey k
             WHERE given.f = given.s AND k.forename_code = given.f LIMIT 400)
          UNION ALL  -- both halves of a double-barrelled surname, without a first name
          (SELECT k.person_id, k.forename, k.surname, k.born, k.year, given.fn, given.sn FROM public.cases_searchkey k
             WHERE given.f <> given.s AND k.person_id IN (
               (SELECT one.person_id FROM public.cases_searchkey one WHERE one.surname_code = given.f LIMIT 400)
               INTERSECT
               (SELECT other.person_id FROM public.cases_searchkey other WHERE other.surname_code = given.s LIMIT 400))
             LIMIT 100)
        ) AS b
        ORDER BY public.levenshtein(b.fn, given.fn) + public.levenshtein(b.sn, given.sn) LIMIT 100;
    END IF;
  END LOOP;
  IF on_day IS NOT NULL AND cardinality(names) = 0 THEN
    RETURN QUERY SELECT 'born', k.person_id, k.forename::text, k.surname::text, k.born, k.year FROM public.cases_searchkey k
      WHERE k.born = ANY(ARRAY[on_day, turned]) LIMIT 400;
  END IF;
  IF coalesce(at_postcode, '') <> '' THEN
    RETURN QUERY SELECT 'postcode', k.person_id, k.forename::text, k.surname::text, k.born, k.year
      FROM public.cases_searchkey k WHERE k.person_id IN (
        SELECT a.person_id FROM public.cases_address a JOIN public.cases_person p ON p.id = a.person_id
        WHERE upper(replace(a.postcode, ' ', '')) = upper(replace(at_postcode, ' ', ''))
          AND (a.id::text <> ALL(public.earlyhelp_withheld(p.id)) OR public.earlyhelp_my_person(p.id))
        LIMIT 200);
  END IF;
  IF coalesce(nhs, '') <> '' THEN
    RETURN QUERY SELECT 'nhs_number', k.person_id, k.forename::text, k.surname::text, k.born, k.year
      FROM public.cases_person p JOIN public.cases_searchkey k ON k.person_id = p.id WHERE p.nhs_number = nhs AND p.nhs_number <> '' LIMIT 50;
  END IF;
  IF coalesce(pupil, '') <> '' THEN
    RETURN QUERY SELECT 'upn', k.person_id, k.forename::text, k.surname::text, k.born, k.year
      FROM public.cases_person p JOIN public.cases_searchkey k ON k.person_id = p.id WHERE p.upn = pupil AND p.upn <> '' LIMIT 50;
  END IF;
  IF coalesce(insurance, '') <> '' THEN
    RETURN QUERY SELECT 'ni_number', k.person_id, k.forename::text, k.surname::text, k.born, k.year
      FROM public.cases_person p JOIN public.cases_searchkey k ON k.person_id = p.id WHERE p.ni_number = insurance AND p.ni_number <> '' LIMIT 50;
  END IF;
  IF coalesce(phone_end, '') <> '' THEN
    RETURN QUERY SELECT 'phone', k.person_id, k.forename::text, k.surname::text, k.born, k.year
      FROM public.cases_person p JOIN public.cases_searchkey k ON k.person_id = p.id
      WHERE right(regexp_replace(p.phone, '[^0-9]', '', 'g'), 4) = phone_end AND p.phone <> ''
        AND ('phone' <> ALL(public.earlyhelp_withheld(p.id)) OR public.earlyhelp_my_person(p.id)) LIMIT 200;
  END IF;
END $$;

-- What the one who is looking is handed of it.
CREATE OR REPLACE FUNCTION public.earlyhelp_alike(names text[], on_day date, at_postcode text, nhs text, pupil text, insurance text, phone_end text)
RETURNS TABLE (hit text, person_key uuid, forename text, surname text, born date, year smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unnamed uuid[] := public.earlyhelp_unnamed_to_me();
BEGIN
  RETURN QUERY SELECT a.* FROM public.earlyhelp_alike_of_all(names, on_day, at_postcode, nhs, pupil, insurance, phone_end) AS a
    WHERE a.person_key IS NULL OR a.person_key <> ALL(unnamed);
END $$;

-- Where no more is asked than the month of a birth, or of one to come: everybody of whom the month is known.
CREATE OR REPLACE FUNCTION public.earlyhelp_born_in_month(of_month date)
RETURNS TABLE (hit text, person_key uuid, forename text, surname text, born date, year smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unnamed uuid[] := public.earlyhelp_unnamed_to_me();
BEGIN
  IF NOT public.earlyhelp_finds() THEN RETURN; END IF;
  RETURN QUERY SELECT 'born', k.person_id, k.forename::text, k.surname::text, k.born, k.year FROM public.cases_searchkey k
    WHERE k.born >= of_month AND k.born < of_month + interval '1 month' AND k.person_id <> ALL(unnamed)
      AND NOT EXISTS (SELECT FROM public.cases_person p WHERE p.id = k.person_id AND p.born_precision = 'year') LIMIT 400;
END $$;

-- Where nothing sounds alike: names that share a fifth of their letter triples, born within three years.
CREATE OR REPLACE FUNCTION public.earlyhelp_alike_in_letters(names text[], on_day date)
RETURNS TABLE (hit text, person_key uuid, forename text, surname text, born date, year smallint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan  -- by the letters that are asked: half the work
AS $$
DECLARE
  y integer := extract(year FROM on_day);
  given text;
  unnamed uuid[] := public.earlyhelp_unnamed_to_me();
BEGIN
  IF NOT public.earlyhelp_finds() THEN RETURN; END IF;
  PERFORM set_config('pg_trgm.similarity_threshold', CASE WHEN y IS NULL THEN '0.4' ELSE '0.2' END, true);
  FOREACH given IN ARRAY names LOOP
    given := public.earlyhelp_plain(given);  -- once, not for each of the thousands that it is held against
    RETURN QUERY SELECT 'name', k.person_id, k.forename::text, k.surname::text, k.born, k.year FROM public.cases_searchkey k
      WHERE k.whole OPERATOR(public.%) given AND k.person_id <> ALL(unnamed) AND (y IS NULL OR k.year BETWEEN y - 3 AND y + 3)
      ORDER BY public.similarity(k.whole, given) DESC LIMIT 400;
  END LOOP;
END $$;

-- What staff who may locate are told of these people: never the address, and where it is withheld not even its first half. Of a
-- restricted record the hub and managers are told the team to ask, and nobody else anything; of what does not exist for the one who
-- looks there is no row.
DROP FUNCTION IF EXISTS public.earlyhelp_located(uuid[]);  -- what it tells has grown since the first one
CREATE FUNCTION public.earlyhelp_located(keys uuid[])
RETURNS TABLE (person_key uuid, name text, born date, expected date, died_on date, outward text, case_reference text, stage text, worker text, phone text,
               may_open boolean, restricted boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$  -- planned once, not for each list of keys
DECLARE
  teams integer[] := public.earlyhelp_my_teams();
  singly uuid[] := public.earlyhelp_my_cases();
  out_of uuid[] := CASE WHEN public.earlyhelp_has_role('hub', 'team_manager') THEN public.earlyhelp_hidden() ELSE public.earlyhelp_barred() END;
BEGIN
  IF NOT public.earlyhelp_finds() THEN RETURN; END IF;
  RETURN QUERY
    SELECT p.id, CASE WHEN shut.it THEN '' ELSE p.full_name END::text, CASE WHEN NOT shut.it THEN p.born END,
           CASE WHEN NOT shut.it THEN p.expected END, CASE WHEN NOT shut.it THEN p.died_on END,
           CASE WHEN shut.it THEN '' WHEN 'address' = ANY(public.earlyhelp_withheld(p.id)) THEN 'withheld' ELSE coalesce(home.outward, '') END,
           found.reference::text, CASE WHEN shut.it THEN '' ELSE found.stage END::text,
           CASE WHEN shut.it THEN coalesce(team.name, '') ELSE coalesce(lead.name, team.name, '') END::text,
           CASE WHEN shut.it THEN '' ELSE coalesce(lead.phone, '') END::text, found.mine, shut.it
    FROM public.cases_person p
    JOIN LATERAL (
      SELECT c.id, c.reference, c.stage, c.team_id, c.visibility, (coalesce(c.team_id = ANY(teams), false) OR c.id = ANY(singly)) AS mine
      FROM public.cases_member m JOIN public.cases_case c ON c.family_id = m.family_id
      WHERE m.person_id = p.id AND c.id <> ALL(out_of)
      ORDER BY c.stage = 'closed', mine DESC, c.received_at DESC LIMIT 1) AS found ON true
    CROSS JOIN LATERAL (SELECT found.visibility <> 'open' AND NOT found.mine AS it) AS shut
    LEFT JOIN LATERAL (
      SELECT u.name, s.phone FROM public.cases_allocation a JOIN public.access_staff s ON s.id = a.worker_id
      JOIN public.access_user u ON u.id = s.user_id
      WHERE a.case_id = found.id AND (a.until IS NULL OR found.stage = 'closed')  -- whoever led it last
      ORDER BY a.since DESC, a.id DESC LIMIT 1) AS lead ON true
    LEFT JOIN LATERAL (
      SELECT coalesce(found.team_id, (SELECT g.group_id FROM public.cases_casegroupgrant g WHERE g.content_object_id = found.id AND g.is_primary LIMIT 1)) AS id) AS home_team ON true
    LEFT JOIN public.access_team team ON team.group_id = home_team.id
    LEFT JOIN LATERAL (
      SELECT upper(left(replace(a.postcode, ' ', ''), greatest(length(replace(a.postcode, ' ', '')) - 3, 0))) AS outward
      FROM public.cases_address a WHERE a.person_id = p.id AND a.until IS NULL ORDER BY a.since DESC NULLS LAST, a.id DESC LIMIT 1) AS home ON true
    WHERE p.id = ANY(keys);
END $$;

-- What the hub is told of the past of the people in a referral: other cases of theirs, and of whoever was found to be the same
-- person (the newest decision of a pair is in force). Asked by the referral alone, so that nobody's past can be tried out.
DROP FUNCTION IF EXISTS public.earlyhelp_earlier(uuid);  -- what it tells has grown since the first one
CREATE OR REPLACE FUNCTION public.earlyhelp_earlier(this_case uuid)
RETURNS TABLE (reference text, received_at timestamptz, stage text, closed_on date, outcome text, worker text, may_open boolean, services text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  teams integer[] := public.earlyhelp_my_teams();
  singly uuid[] := public.earlyhelp_my_cases();
  barred uuid[] := public.earlyhelp_barred();
BEGIN
  IF NOT (public.earlyhelp_has_role('hub') AND EXISTS (
    SELECT FROM public.cases_case c WHERE c.id = this_case AND public.earlyhelp_mine(c.id, c.team_id))) THEN RETURN; END IF;
  RETURN QUERY
    WITH known AS (
      SELECT m.person_id FROM public.cases_case c JOIN public.cases_member m ON m.family_id = c.family_id WHERE c.id = this_case
      UNION
      SELECT d.other_key FROM (
        SELECT DISTINCT ON (x.person_id, x.other_key) x.other_key, x.decision FROM public.cases_matchdecision x
        WHERE x.case_id = this_case ORDER BY x.person_id, x.other_key, x.decided_at DESC, x.id DESC) AS d WHERE d.decision = 'same')
    SELECT c.reference::text, c.received_at, c.stage::text, c.closed_on, c.outcome::text, coalesce(lead.name, '')::text,
           coalesce(c.team_id = ANY(teams), false) OR c.id = ANY(singly),
           ARRAY(SELECT one.service::text FROM (
             SELECT a.service, a.since AS at FROM public.cases_allocation a WHERE a.case_id = c.id
             UNION ALL SELECT t.service, t.decided_at FROM public.cases_triage t WHERE t.case_id = c.id
             UNION ALL SELECT coalesce(nullif(r.service, ''), r.other), r.since::timestamptz FROM public.cases_servicereceived r
               WHERE r.case_id = c.id) AS one WHERE one.service <> '' ORDER BY one.at)
    FROM public.cases_case c
    LEFT JOIN LATERAL (
      SELECT u.name FROM public.cases_allocation a JOIN public.access_staff s ON s.id = a.worker_id
      JOIN public.access_user u ON u.id = s.user_id WHERE a.case_id = c.id ORDER BY a.since DESC, a.id DESC LIMIT 1) AS lead ON true
    WHERE c.id <> this_case AND c.id <> ALL(barred) AND EXISTS (
      SELECT FROM public.cases_member m JOIN known k ON k.person_id = m.person_id WHERE m.family_id = c.family_id)
    ORDER BY c.received_at DESC, c.id DESC LIMIT 20;
END $$;

-- The people of the family whose case has this reference.
CREATE OR REPLACE FUNCTION public.earlyhelp_people_of(wanted text) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE  -- gathered first: what is hidden takes no longer to look for than what is not there
  hidden_ uuid[] := public.earlyhelp_hidden();
  mine_ uuid[] := public.earlyhelp_my_cases();
BEGIN
  IF NOT public.earlyhelp_finds() THEN RETURN '{}'; END IF;
  RETURN ARRAY(SELECT m.person_id FROM public.cases_case c JOIN public.cases_member m ON m.family_id = c.family_id AND m.until IS NULL
               WHERE c.reference = wanted AND c.id <> ALL(hidden_) AND (c.visibility = 'open' OR c.id = ANY(mine_))
               ORDER BY m.part, m.person_id LIMIT 25);
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_draft_is_old(remove_at timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT remove_at <= public.app_now() $$;

-- A concern is acknowledged, answered and closed once, and what was answered stays as it was said: whoever writes.
CREATE OR REPLACE FUNCTION public.earlyhelp_concern_steps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.closed_on IS NOT NULL
      OR (OLD.acknowledged_on IS NOT NULL AND OLD.acknowledged_on IS DISTINCT FROM NEW.acknowledged_on)
      OR (OLD.answered_on IS NOT NULL AND (OLD.answer, OLD.answered_on) IS DISTINCT FROM (NEW.answer, NEW.answered_on)) THEN
    RAISE check_violation USING MESSAGE = 'a concern is acknowledged, answered and closed once';
  END IF;
  RETURN NEW;
END $$;
