-- Looking through readings across cases, for the Data Protection Officer. Read after states.sql; all of it the owner's.

-- Of these references, those that a page across cases may name to me. What is sealed to me, or kept from me, is not among them; what was
-- destroyed, and what never was, is. A list of readings holds references in one field, where no wall can see them.
CREATE OR REPLACE FUNCTION public.earlyhelp_in_sight(wanted text[]) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT w FROM unnest(wanted) AS u(w) WHERE NOT EXISTS (
    SELECT FROM public.cases_case c WHERE c.reference = w AND c.id = ANY(public.earlyhelp_hidden())));
END $$;

-- How somebody ever came to open each of these cases: `held` by a grant of theirs, or of a team while they belonged to it, by leading it, by
-- having sent it; `glass` by break-glass alone; `gone` where the case was destroyed, with what would tell; else nothing. Grants that ended
-- count, from their versions: it is asked about the past.
CREATE OR REPLACE FUNCTION public.earlyhelp_held(who bigint, keys uuid[]) RETURNS TABLE (key uuid, how text) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (public.earlyhelp_login() = 'earlyhelp_worker' OR public.earlyhelp_has_role('dpo')) THEN RETURN; END IF;
  RETURN QUERY
    SELECT k, CASE
      WHEN EXISTS (SELECT FROM public.cases_historicalcaseusergrant g WHERE g.content_object_id = k AND g.user_id = who AND g.came_from <> 'break_glass')
        OR EXISTS (SELECT FROM public.cases_historicalcasegroupgrant g
                   JOIN public.access_historicalmembership m ON m.group_id = g.group_id AND m.user_id = who AND m.history_type = '+'
                   LEFT JOIN public.cases_historicalcasegroupgrant taken ON taken.id = g.id AND taken.history_type = '-'
                   LEFT JOIN public.access_historicalmembership quit ON quit.id = m.id AND quit.history_type = '-'
                   WHERE g.content_object_id = k AND g.history_type = '+'
                     AND m.history_date <= coalesce(taken.history_date, 'infinity') AND g.history_date <= coalesce(quit.history_date, 'infinity'))
        OR EXISTS (SELECT FROM public.cases_allocation a JOIN public.access_staff s ON s.id = a.worker_id WHERE a.case_id = k AND s.user_id = who)
        OR EXISTS (SELECT FROM public.cases_case c WHERE c.id = k AND c.sent_by_id = who) THEN 'held'
      WHEN EXISTS (SELECT FROM public.cases_breakglass b WHERE b.case_id = k AND b.user_id = who) THEN 'glass'
      WHEN NOT EXISTS (SELECT FROM public.cases_case c WHERE c.id = k) THEN 'gone'
      ELSE '' END
    FROM unnest(keys) AS u(k)
    WHERE public.earlyhelp_login() = 'earlyhelp_worker' OR k <> ALL(public.earlyhelp_hidden());
END $$;
