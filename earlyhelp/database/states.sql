-- Who may not know of a record: exclusions, restrictions and seals, break-glass. Read after functions.sql; all of it the owner's.
--
-- What is not open has no team (a constraint of cases_case), so that every path by team closes by itself. What the arrays below add
-- is little: who is kept out in person, and what roles that see across cases must not know of.

-- Cases that are open or shut together: those of one family, and referrals that the hub joined to one of them, whoever they name. The
-- newest joining of a referral is in force, and only while it is joined.
CREATE OR REPLACE FUNCTION public.earlyhelp_as_one(key uuid) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(
    WITH RECURSIVE together (id, family_id) AS (
      SELECT c.id, c.family_id FROM public.cases_case c WHERE c.id = key
      UNION
      SELECT near.id, near.family_id FROM together g, LATERAL (
        SELECT c.id, c.family_id FROM public.cases_case c WHERE c.family_id = g.family_id
        UNION ALL
        SELECT c.id, c.family_id FROM public.cases_triage t JOIN public.cases_case c ON c.id = t.case_id
          WHERE t.other_case_key = g.id AND public.earlyhelp_joined_to(c.id) = g.id
        UNION ALL
        SELECT c.id, c.family_id FROM public.cases_case c WHERE c.id = public.earlyhelp_joined_to(g.id)) AS near)
    SELECT g.id FROM together g);
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_joined_to(referral uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT t.other_case_key FROM public.cases_triage t JOIN public.cases_case c ON c.id = t.case_id
          WHERE t.case_id = referral AND t.decision = 'attach' AND c.outcome = 'attached' ORDER BY t.decided_at DESC, t.id DESC LIMIT 1);
END $$;

-- Cases that somebody is kept out of, whatever grant or role they have.
CREATE OR REPLACE FUNCTION public.earlyhelp_kept_out(who bigint) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT unnest(public.earlyhelp_as_one(e.case_id)) FROM public.cases_exclusion e WHERE e.user_id = who AND e.ended_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_excluded() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN public.earlyhelp_kept_out(public.earlyhelp_me());
END $$;

-- Of the cases that I work with, those that a colleague is kept out of: for whoever asks whether the colleague works with one.
CREATE OR REPLACE FUNCTION public.earlyhelp_excluded_of(who bigint) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT c.id FROM public.cases_case c WHERE c.id = ANY(public.earlyhelp_kept_out(who))
               AND (public.earlyhelp_login() <> 'earlyhelp_web' OR public.earlyhelp_mine(c.id, c.team_id)));
END $$;

-- Whether this is a case that I may see: by its first team, or by a single grant; never where I am kept out.
CREATE OR REPLACE FUNCTION public.earlyhelp_mine(key uuid, team integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce(team = ANY(public.earlyhelp_my_teams()) AND key <> ALL(public.earlyhelp_excluded()), false)
      OR key = ANY(public.earlyhelp_my_cases());
END $$;

-- Single grants that are current: the person's own, and those of their teams that are not the case's first (that one is
-- cases_case.team_id) while the case is open to teams. `to_work`: only those that let somebody record.
CREATE OR REPLACE FUNCTION public.earlyhelp_granted(to_work boolean) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moment timestamptz := public.app_now();
  out_of uuid[];
BEGIN
  IF NOT public.earlyhelp_active() THEN RETURN '{}'; END IF;
  out_of := public.earlyhelp_excluded();
  RETURN ARRAY(
    SELECT g.content_object_id FROM public.cases_caseusergrant g
    WHERE g.user_id = (SELECT public.earlyhelp_me()) AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
      AND g.content_object_id <> ALL(out_of)
      AND (NOT to_work OR g.permission_id = ANY(ARRAY(SELECT p.id FROM public.auth_permission p WHERE p.codename = 'work_case')))
    UNION
    SELECT g.content_object_id FROM public.cases_casegroupgrant g JOIN public.cases_case c ON c.id = g.content_object_id
    WHERE NOT g.is_primary AND g.group_id = ANY(public.earlyhelp_my_teams())
      AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
      AND c.visibility = 'open' AND c.id <> ALL(out_of));
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_my_cases() RETURNS uuid[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT public.earlyhelp_granted(false) $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_my_work() RETURNS uuid[] LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$ SELECT public.earlyhelp_granted(true) $$;

-- Cases that do not exist for me: sealed without a grant of mine, and those that I am kept out of. No role sees past this.
CREATE OR REPLACE FUNCTION public.earlyhelp_hidden() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine uuid[] := public.earlyhelp_my_cases();
BEGIN
  RETURN ARRAY(SELECT c.id FROM public.cases_case c WHERE c.visibility = 'sealed' AND c.id <> ALL(mine)
               UNION SELECT unnest(public.earlyhelp_excluded()));
END $$;

-- The same, and restricted ones: what was once mine by name (a task, news, a decision) is out of sight with them.
CREATE OR REPLACE FUNCTION public.earlyhelp_barred() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine uuid[] := public.earlyhelp_my_cases();
BEGIN
  RETURN ARRAY(SELECT c.id FROM public.cases_case c WHERE c.visibility <> 'open' AND c.id <> ALL(mine)
               UNION SELECT unnest(public.earlyhelp_excluded()));
END $$;

-- Until when I may read this case and no more than read it; NULL where I work with it.
CREATE OR REPLACE FUNCTION public.earlyhelp_reading_until(key uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases_case c WHERE c.id = key AND c.team_id = ANY(public.earlyhelp_my_teams()))
     OR key = ANY(public.earlyhelp_my_work()) THEN RETURN NULL; END IF;
  RETURN (SELECT max(coalesce(g.ends_at, public.app_now() + interval '100 years')) FROM public.cases_caseusergrant g
          WHERE g.content_object_id = key AND g.user_id = (SELECT public.earlyhelp_me()) AND (g.ends_at IS NULL OR g.ends_at > public.app_now()));
END $$;

-- People whom the matcher does not name to me: of families that I am kept out of, and of restricted ones that are not mine, unless I
-- am told whom to ask about those.
CREATE OR REPLACE FUNCTION public.earlyhelp_unnamed_to_me() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  barred uuid[] := CASE WHEN public.earlyhelp_has_role('hub', 'team_manager') THEN public.earlyhelp_excluded() ELSE public.earlyhelp_barred() END;
BEGIN
  IF barred = '{}' THEN RETURN barred; END IF;  -- as it mostly is
  RETURN ARRAY(SELECT m.person_id FROM public.cases_case c JOIN public.cases_member m ON m.family_id = c.family_id WHERE c.id = ANY(barred));
END $$;

-- Somebody whose family is sealed: they have no keys, so that the matcher, its limits, its order and its time are as if they were not.
CREATE OR REPLACE FUNCTION public.earlyhelp_sealed_people(people uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT m.person_id FROM public.cases_member m WHERE m.person_id = ANY(people) AND EXISTS (
    SELECT FROM public.cases_case c WHERE c.family_id = m.family_id AND c.visibility = 'sealed'));
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_joined_a_sealed_family() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases_case c WHERE c.family_id = NEW.family_id AND c.visibility = 'sealed') THEN
    PERFORM public.earlyhelp_write_keys(ARRAY[NEW.person_id]);
  END IF;
  RETURN NULL;
END $$;

-- What may be asked for, or opened by breaking the glass: by its reference, for staff who may locate. Of a restricted record the hub
-- and managers learn whom to ask. Nothing for anybody who is kept out, and nothing of what is sealed.
CREATE OR REPLACE FUNCTION public.earlyhelp_openable(wanted text)
RETURNS TABLE (key uuid, visibility text, team text, lead text, phone text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE  -- gathered before the case is looked for: what is hidden takes no longer than what is not there
  hidden_ uuid[] := public.earlyhelp_hidden();
  teams_ integer[] := public.earlyhelp_my_teams();
  mine_ uuid[] := public.earlyhelp_my_cases();
  answers_ boolean := public.earlyhelp_has_role('team_manager', 'hub');
BEGIN
  IF NOT public.earlyhelp_has_role('practitioner', 'team_manager', 'hub') THEN RETURN; END IF;
  RETURN QUERY
    SELECT c.id, c.visibility::text, coalesce(t.name, '')::text,
           CASE WHEN c.visibility = 'open' THEN coalesce(lead.name, '') ELSE '' END::text,
           CASE WHEN c.visibility = 'open' THEN coalesce(lead.phone, '') ELSE '' END::text
    FROM public.cases_case c
    LEFT JOIN LATERAL (SELECT g.group_id FROM public.cases_casegroupgrant g WHERE g.content_object_id = c.id AND g.is_primary LIMIT 1) AS home ON true
    LEFT JOIN public.access_team t ON t.group_id = home.group_id
    LEFT JOIN LATERAL (
      SELECT u.name, s.phone FROM public.cases_allocation a JOIN public.access_staff s ON s.id = a.worker_id
      JOIN public.access_user u ON u.id = s.user_id WHERE a.case_id = c.id AND a.until IS NULL ORDER BY a.since DESC LIMIT 1) AS lead ON true
    WHERE c.reference = wanted AND c.id <> ALL(hidden_)
      AND (c.visibility = 'open' OR answers_ OR c.team_id = ANY(teams_) OR c.id = ANY(mine_));
END $$;

-- Whether a page about the case of this reference may be for me: by the rule of `visible_to`, or `across` what is not hidden from me. Asked
-- first of every such page, and gathered before the case is looked for: what is hidden takes no longer than what is not there.
CREATE OR REPLACE FUNCTION public.earlyhelp_may_look(wanted text, across boolean) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  hidden_ uuid[] := public.earlyhelp_hidden();
  teams_ integer[] := public.earlyhelp_my_teams();
  mine_ uuid[] := public.earlyhelp_my_cases();
  across_ boolean := across AND public.earlyhelp_has_role('dpo', 'records_manager');
  key_ uuid;
  team_ integer;
BEGIN
  SELECT c.id, c.team_id INTO key_, team_ FROM public.cases_case c WHERE c.reference = wanted;
  RETURN coalesce(key_ <> ALL(hidden_) AND (across_ OR team_ = ANY(teams_) OR key_ = ANY(mine_)), false);
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_may_open(case_key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_case c, LATERAL public.earlyhelp_openable(c.reference) AS o WHERE c.id = case_key);
END $$;

-- Who answers for a case: the owners of what restricts it; else managers at work in the team of its first grant, and whoever leads.
-- For those who may ask, who sent it and who work with it: they leave news for these people and see nothing of them here but keys.
CREATE OR REPLACE FUNCTION public.earlyhelp_answerers(wanted uuid) RETURNS TABLE (who bigint, manages boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_case c WHERE c.id = wanted AND (
      public.earlyhelp_may_open(c.id) OR public.earlyhelp_mine(c.id, c.team_id) OR (c.sent_by_id = (SELECT public.earlyhelp_me()) AND c.id <> ALL(public.earlyhelp_hidden()))
      OR (public.earlyhelp_has_role('dpo') AND c.id <> ALL(public.earlyhelp_hidden())))) THEN RETURN; END IF;
  RETURN QUERY
    WITH this AS (SELECT c.id, c.visibility FROM public.cases_case c WHERE c.id = wanted),
    them AS (
      SELECT r.owner_id AS id, true AS manages FROM this JOIN public.cases_restriction r ON r.case_id = ANY(public.earlyhelp_as_one(this.id))
        AND r.lifted_at IS NULL WHERE this.visibility <> 'open'
      UNION
      SELECT m.user_id, true FROM this JOIN public.cases_casegroupgrant g ON g.content_object_id = this.id AND g.is_primary
        JOIN public.access_membership m ON m.group_id = g.group_id JOIN public.access_staff s ON s.user_id = m.user_id
        WHERE this.visibility = 'open' AND s.roles && ARRAY['team_manager', 'hub']::varchar[]
      UNION
      SELECT s.user_id, false FROM this JOIN public.cases_allocation a ON a.case_id = this.id AND a.until IS NULL
        JOIN public.access_staff s ON s.id = a.worker_id WHERE this.visibility = 'open')
    SELECT t.id, bool_or(t.manages) FROM them t JOIN public.access_staff s ON s.user_id = t.id AND public.earlyhelp_at_work(s.user_id)
    WHERE wanted <> ALL(public.earlyhelp_kept_out(t.id)) GROUP BY t.id ORDER BY bool_or(t.manages) DESC, t.id;
END $$;

-- Whether this case is shut to somebody: then no e-mail tells them that there is news of it.
CREATE OR REPLACE FUNCTION public.earlyhelp_shut_to(who bigint, wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN wanted = ANY(public.earlyhelp_kept_out(who)) OR EXISTS (
    SELECT FROM public.cases_case c WHERE c.id = wanted AND c.visibility <> 'open' AND NOT EXISTS (
      SELECT FROM public.cases_caseusergrant g WHERE g.content_object_id = c.id AND g.user_id = who
        AND (g.ends_at IS NULL OR g.ends_at > public.app_now())));
END $$;

-- Restrictions -----------------------------------------------------------------------------------------------------------
-- How a family's record stands follows its restrictions, whatever path wrote them: the strongest one in force shuts every case of the
-- family, with the referrals that were joined to it, and leaves single grants to the people whom it names; when none is left, the team
-- of the first grant has it back. A referral that is taken back stands for itself again.
CREATE OR REPLACE FUNCTION public.earlyhelp_restrict() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.earlyhelp_follow_restrictions(NEW.case_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_follow_restrictions(key uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  cases_ uuid[] := public.earlyhelp_as_one(key);
  people_ uuid[] := ARRAY(SELECT m.person_id FROM public.cases_member m JOIN public.cases_case c ON c.family_id = m.family_id WHERE c.id = ANY(cases_));
  was_ text := (SELECT c.visibility FROM public.cases_case c WHERE c.id = key);
  now_ text;
  keeps_ bigint[];
  owner_ bigint;
BEGIN
  SELECT r.level, r.keeps, r.owner_id INTO now_, keeps_, owner_ FROM public.cases_restriction r
    WHERE r.case_id = ANY(cases_) AND r.lifted_at IS NULL AND (r.level = 'restricted' OR r.agreed_at IS NOT NULL)
    ORDER BY r.level = 'sealed' DESC LIMIT 1;
  now_ := coalesce(now_, 'open');
  IF now_ = was_ THEN RETURN; END IF;
  IF now_ = 'open' THEN
    UPDATE public.cases_case c SET visibility = 'open', team_id = (
      SELECT g.group_id FROM public.cases_casegroupgrant g WHERE g.content_object_id = c.id AND g.is_primary LIMIT 1)
      WHERE c.id = ANY(cases_);
    DELETE FROM public.cases_caseusergrant WHERE content_object_id = ANY(cases_) AND came_from = 'restriction';
  ELSE
    UPDATE public.cases_case SET visibility = now_, team_id = NULL WHERE id = ANY(cases_);
    DELETE FROM public.cases_caseusergrant WHERE content_object_id = ANY(cases_);
    INSERT INTO public.cases_caseusergrant (id, content_object_id, user_id, permission_id, starts_at, ends_at, why, came_from)
      SELECT gen_random_uuid(), c.id, k.who, p.id, public.app_now(), NULL, 'on the list of a restriction', 'restriction'
      FROM unnest(cases_) AS c(id), (SELECT DISTINCT unnest(keeps_)) AS k(who), public.auth_permission p
      JOIN public.django_content_type t ON t.id = p.content_type_id
      WHERE p.codename = 'work_case' AND t.app_label = 'cases' AND t.model = 'case'
        AND NOT EXISTS (SELECT FROM public.cases_exclusion e WHERE e.user_id = k.who AND e.case_id = ANY(cases_) AND e.ended_at IS NULL);
    UPDATE public.consent_concern n SET owner_id = owner_  -- whoever is to answer a concern must be able to read it
      WHERE n.case_id = ANY(cases_) AND n.closed_on IS NULL AND n.owner_id <> ALL(keeps_)
        AND (now_ = 'sealed' OR NOT EXISTS (SELECT FROM public.access_staff s WHERE s.user_id = n.owner_id AND public.earlyhelp_at_work(s.user_id) AND 'dpo' = ANY(s.roles)));
  END IF;
  IF 'sealed' IN (was_, now_) THEN
    PERFORM public.earlyhelp_write_keys(people_);
    PERFORM public.earlyhelp_count_of_cases(cases_, CASE WHEN now_ = 'sealed' THEN -1 ELSE 1 END);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_taken_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM public.earlyhelp_follow_restrictions(apart.key) FROM (
    SELECT NEW.case_id AS key UNION
    SELECT t.other_case_key FROM public.cases_triage t WHERE t.case_id = NEW.case_id AND t.other_case_key IS NOT NULL) AS apart;
  RETURN NULL;
END $$;

-- What leads somewhere is set by what decides it, never by hand: the definer functions above alone write it.
CREATE OR REPLACE FUNCTION public.earlyhelp_visibility_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user <> 'earlyhelp_owner' THEN
    RAISE check_violation USING MESSAGE = 'who may see a case follows its restrictions';
  END IF;
  RETURN NEW;
END $$;

-- A seal is agreed to, and lifted, by a Data Protection Officer at work in their own name; whoever asked is another.
CREATE OR REPLACE FUNCTION public.earlyhelp_seal_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  second_ bigint;
BEGIN
  IF TG_OP = 'INSERT' AND (NEW.agreed_at IS NOT NULL OR NEW.lift_asked_at IS NOT NULL OR NEW.lifted_at IS NOT NULL) THEN
    RAISE check_violation USING MESSAGE = 'a restriction begins as one person set it';
  ELSIF TG_OP = 'INSERT' OR NEW.level <> 'sealed' THEN RETURN NEW;
  ELSIF OLD.lifted_at IS NOT NULL OR (OLD.agreed_at IS NOT NULL AND OLD.agreed_by_id IS DISTINCT FROM NEW.agreed_by_id) THEN
    RAISE check_violation USING MESSAGE = 'a seal is agreed to once and lifted once';
  END IF;
  second_ := CASE WHEN OLD.agreed_at IS NULL AND NEW.agreed_at IS NOT NULL THEN NEW.agreed_by_id
                  WHEN OLD.agreed_at IS NOT NULL AND NEW.lifted_at IS NOT NULL THEN NEW.lifted_by_id END;
  IF second_ IS NOT NULL AND NOT EXISTS (SELECT FROM public.access_staff s WHERE s.user_id = second_ AND public.earlyhelp_at_work(s.user_id) AND 'dpo' = ANY(s.roles)
                                         AND public.earlyhelp_may_act_as(second_)) THEN
    RAISE check_violation USING MESSAGE = 'a Data Protection Officer is the second person of a seal';
  END IF;
  RETURN NEW;
END $$;

-- The second person of a seal answers: yes puts it in force or lifts it, no takes back what was asked. A function, because what a seal
-- has shut its second person may not see, before or after.
CREATE OR REPLACE FUNCTION public.earlyhelp_decide_seal(wanted uuid, yes boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who_ bigint := public.earlyhelp_me();
  moment_ timestamptz := public.app_now();
BEGIN
  IF NOT public.earlyhelp_has_role('dpo') THEN
    RAISE insufficient_privilege USING MESSAGE = 'a Data Protection Officer is the second person of a seal';
  END IF;
  UPDATE public.cases_restriction SET agreed_by_id = CASE WHEN yes THEN who_ END, agreed_at = CASE WHEN yes THEN moment_ END,
      lifted_by_id = CASE WHEN NOT yes THEN who_ END, lifted_at = CASE WHEN NOT yes THEN moment_ END
    WHERE id = wanted AND level = 'sealed' AND agreed_at IS NULL AND lifted_at IS NULL;
  IF FOUND THEN RETURN; END IF;
  UPDATE public.cases_restriction SET lifted_by_id = CASE WHEN yes THEN who_ END, lifted_at = CASE WHEN yes THEN moment_ END,
      lift_asked_by_id = CASE WHEN yes THEN lift_asked_by_id END, lift_asked_at = CASE WHEN yes THEN lift_asked_at END
    WHERE id = wanted AND level = 'sealed' AND lift_asked_at IS NOT NULL AND lifted_at IS NULL;
END $$;

-- Whether I have just said that somebody in this family is tied to somebody at work: then it may be restricted at once.
CREATE OR REPLACE FUNCTION public.earlyhelp_declared(key uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases_exclusion e WHERE e.case_id = key AND e.made_by_id = (SELECT public.earlyhelp_me()) AND e.ended_at IS NULL
                 AND e.kind <> 'conflict' AND e.since >= public.app_now() - interval '1 minute');
END $$;

-- Exclusions -------------------------------------------------------------------------------------------------------------
-- Nobody gives a case to somebody who is kept out of it, whatever path does it.
CREATE OR REPLACE FUNCTION public.earlyhelp_not_to_the_excluded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  new_ jsonb := to_jsonb(NEW);
  who_ bigint := coalesce((new_ ->> 'user_id')::bigint, (SELECT s.user_id FROM public.access_staff s WHERE s.id = (new_ ->> 'worker_id')::uuid));
BEGIN
  IF coalesce(new_ ->> 'content_object_id', new_ ->> 'case_id')::uuid = ANY(public.earlyhelp_kept_out(who_)) THEN
    RAISE check_violation USING MESSAGE = 'this person cannot have this case';
  END IF;
  RETURN NEW;
END $$;

-- What somebody had to do there falls to whoever leads now: nobody would see it where it is. What they led, nobody leads.
CREATE OR REPLACE FUNCTION public.earlyhelp_keep_out() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  staff_ uuid := (SELECT s.id FROM public.access_staff s WHERE s.user_id = NEW.user_id);
  cases_ uuid[] := public.earlyhelp_as_one(NEW.case_id);
  officer_ bigint := (SELECT s.user_id FROM public.access_staff s WHERE public.earlyhelp_at_work(s.user_id) AND 'dpo' = ANY(s.roles) AND s.user_id <> NEW.user_id ORDER BY s.id LIMIT 1);
BEGIN
  UPDATE public.consent_concern SET owner_id = officer_  -- who else may read it the officer decides
    WHERE case_id = ANY(cases_) AND owner_id = NEW.user_id AND closed_on IS NULL AND officer_ IS NOT NULL;
  DELETE FROM public.cases_caseusergrant WHERE content_object_id = ANY(cases_) AND user_id = NEW.user_id;
  UPDATE public.cases_allocation SET until = public.app_now() WHERE case_id = ANY(cases_) AND worker_id = staff_ AND until IS NULL;
  UPDATE public.cases_task SET for_user_id = NULL WHERE case_id = ANY(cases_) AND for_user_id = NEW.user_id AND done_at IS NULL;
  UPDATE public.cases_action x SET
      owner_id = (SELECT a.worker_id FROM public.cases_allocation a WHERE a.case_id = x.case_id AND a.until IS NULL LIMIT 1),
      owner_words = CASE WHEN owner_words = '' THEN 'whoever leads the work' ELSE owner_words END
    WHERE case_id = ANY(cases_) AND owner_id = staff_ AND done IS NULL;
  RETURN NULL;
END $$;

-- Break-glass ------------------------------------------------------------------------------------------------------------
-- Whether a Data Protection Officer at work would hear that `who` opens this case, and could look at it: not themselves, nor one whom the
-- case is kept from. Nothing is opened unseen. Answered to whoever may open it.
CREATE OR REPLACE FUNCTION public.earlyhelp_is_heard(who bigint, wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (public.earlyhelp_login() <> 'earlyhelp_web' OR public.earlyhelp_may_open(wanted)) AND EXISTS (
    SELECT FROM public.access_staff s WHERE s.roles && ARRAY['dpo']::varchar[] AND s.user_id <> who AND public.earlyhelp_at_work(s.user_id)
      AND wanted <> ALL(public.earlyhelp_kept_out(s.user_id)));
END $$;

-- Its times are the database's, an hour at most; business time moves forward only, so that it is never more by the wall clock.
CREATE OR REPLACE FUNCTION public.earlyhelp_glass_breaks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (public.earlyhelp_may_act_as(NEW.user_id) AND (public.earlyhelp_login() <> 'earlyhelp_web' OR public.earlyhelp_may_open(NEW.case_id))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'this case is not opened by breaking the glass';
  ELSIF EXISTS (SELECT FROM public.cases_breakglass b WHERE b.user_id = NEW.user_id AND b.case_id = NEW.case_id AND b.ends_at > public.app_now()) THEN
    RAISE check_violation USING MESSAGE = 'the glass is broken already';
  ELSIF public.earlyhelp_login() = 'earlyhelp_web' AND NOT public.earlyhelp_is_heard(NEW.user_id, NEW.case_id) THEN
    RAISE check_violation USING MESSAGE = 'no officer would hear of it';
  END IF;
  NEW.opened_at := public.app_now();
  NEW.ends_at := NEW.opened_at + interval '60 minutes';
  NEW.machine_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_glass_opens() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  reading_ integer := (SELECT p.id FROM public.auth_permission p JOIN public.django_content_type t ON t.id = p.content_type_id
                       WHERE p.codename = 'view_case' AND t.app_label = 'cases' AND t.model = 'case');
BEGIN
  DELETE FROM public.cases_caseusergrant WHERE content_object_id = NEW.case_id AND user_id = NEW.user_id AND permission_id = reading_
    AND ends_at <= public.app_now();
  INSERT INTO public.cases_caseusergrant (id, content_object_id, user_id, permission_id, starts_at, ends_at, why, came_from)
    VALUES (gen_random_uuid(), NEW.case_id, NEW.user_id, reading_, NEW.opened_at, NEW.ends_at, 'break-glass', 'break_glass');
  RETURN NULL;
END $$;

-- A review is somebody's own, and of somebody outside the line: neither themselves nor of one of their teams.
CREATE OR REPLACE FUNCTION public.earlyhelp_glass_is_reviewed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.reviewed_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'an opening is reviewed once';
  ELSIF NOT public.earlyhelp_may_act_as(NEW.reviewed_by_id) OR EXISTS (
    SELECT FROM public.access_membership a JOIN public.access_membership b ON b.group_id = a.group_id
    WHERE a.user_id = NEW.user_id AND b.user_id = NEW.reviewed_by_id) THEN
    RAISE check_violation USING MESSAGE = 'somebody outside the line reviews an opening';
  END IF;
  RETURN NEW;
END $$;

-- Openings that nobody has looked at, of records that do not exist for a Data Protection Officer any more: sealed since, it may be because of
-- the opening. Who and when, without the reason, which is the family's. Never of a record that the officer is kept out of.
CREATE OR REPLACE FUNCTION public.earlyhelp_hidden_glass() RETURNS TABLE (id uuid, who bigint, name text, opened_at timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.earlyhelp_has_role('dpo') THEN RETURN; END IF;
  RETURN QUERY SELECT b.id, b.user_id, u.name::text, b.opened_at
    FROM public.cases_breakglass b JOIN public.access_user u ON u.id = b.user_id
    WHERE b.reviewed_at IS NULL AND b.user_id <> (SELECT public.earlyhelp_me())
      AND b.case_id = ANY(public.earlyhelp_hidden()) AND b.case_id <> ALL(public.earlyhelp_excluded())
    ORDER BY b.opened_at;
END $$;

CREATE OR REPLACE FUNCTION public.earlyhelp_review_hidden_glass(wanted uuid, finding_ text, because_ text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.cases_breakglass SET reviewed_by_id = public.earlyhelp_me(), reviewed_at = public.app_now(), finding = finding_, review_because = because_
    WHERE id = wanted AND reviewed_at IS NULL AND id IN (SELECT h.id FROM public.earlyhelp_hidden_glass() AS h);
END $$;

-- A referral that may be about somebody in a sealed family: the job that works off what was sent asks, so that sending takes no
-- longer. It is told whom to tell, once, and nothing of who was compared with whom.
CREATE OR REPLACE FUNCTION public.earlyhelp_match_seals(referred uuid) RETURNS TABLE (owner bigint, key uuid, reference text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH asked AS (
      SELECT k.forename_code, k.surname_code, p.born, p.nhs_number, p.upn
      FROM public.cases_case c JOIN public.cases_member m ON m.family_id = c.family_id
      JOIN public.cases_person p ON p.id = m.person_id, LATERAL public.earlyhelp_name_keys(p.full_name) AS k
      WHERE c.id = referred AND c.visibility = 'open'),
    sealed AS (
      SELECT s.case_id, c.family_id, s.owner_id FROM public.cases_restriction s JOIN public.cases_case c ON c.id = s.case_id
      WHERE s.level = 'sealed' AND s.agreed_at IS NOT NULL AND s.lifted_at IS NULL),
    known AS (
      SELECT s.case_id, k.forename_code, k.surname_code, p.born, p.nhs_number, p.upn
      FROM sealed s JOIN public.cases_member m ON m.family_id = s.family_id
      JOIN public.cases_person p ON p.id = m.person_id, LATERAL public.earlyhelp_name_keys(p.full_name) AS k),
    made AS (
      INSERT INTO public.cases_sealedmatch (id, case_id, other_key, other_reference, found_at)
      SELECT gen_random_uuid(), k.case_id, c.id, c.reference, public.app_now() FROM public.cases_case c, known k JOIN asked a ON
        (k.forename_code = a.forename_code AND k.surname_code = a.surname_code
          AND (k.born IS NULL OR a.born IS NULL OR abs(k.born - a.born) <= 366))
        OR (k.nhs_number <> '' AND k.nhs_number = a.nhs_number) OR (k.upn <> '' AND k.upn = a.upn)
      WHERE c.id = referred GROUP BY k.case_id, c.id
      ON CONFLICT ON CONSTRAINT a_sealed_match_once DO NOTHING RETURNING case_id)
    SELECT s.owner_id, c.id, c.reference::text FROM made JOIN sealed s ON s.case_id = made.case_id JOIN public.cases_case c ON c.id = s.case_id;
END $$;

-- The sums of the log without the entries of cases that are sealed, and with them again.
CREATE OR REPLACE FUNCTION public.earlyhelp_count_of_cases(keys uuid[], by_ integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.sharing_monthlycount AS c (id, month, recipient_id, purpose, lawful_basis, ground, number)
    SELECT gen_random_uuid(), date_trunc('month', shared_on)::date, recipient_id, purpose, lawful_basis, ground, count(*) * by_
    FROM public.sharing_disclosure d
    WHERE d.case_key = ANY(keys) AND decision <> 'mistake' AND NOT EXISTS (SELECT FROM public.sharing_disclosure x WHERE x.corrects_id = d.id)
    GROUP BY 2, 3, 4, 5, 6 ORDER BY 2, 3, 4, 5, 6
    ON CONFLICT (recipient_id, month, purpose, lawful_basis, ground) DO UPDATE SET number = c.number + excluded.number;
END $$;
