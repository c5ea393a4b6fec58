-- Flags among the readings: what a nightly job may ask of names that it may not read, and the steps of a flag. All of it the owner's.

-- Who opened, between two moments, a case of a family in which somebody bears their surname, and how many pages. Keys and numbers alone:
-- the name itself leaves the database by no way. Sealed people have no search keys, and are not found by this either.
CREATE OR REPLACE FUNCTION public.earlyhelp_of_ones_name(begins timestamptz, ends timestamptz)
RETURNS TABLE (who bigint, key uuid, pages bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    WITH opened AS (
      SELECT e.user_key, e.case_key, count(*) AS times FROM public.access_accessevent e
      WHERE e.at >= begins AND e.at < ends AND e.outcome = 'shown' AND e.case_key IS NOT NULL AND e.user_key IS NOT NULL
      GROUP BY 1, 2),
    names AS (
      SELECT u.id, k.surname FROM public.access_user u, LATERAL public.earlyhelp_name_keys(u.name) AS k
      WHERE u.id IN (SELECT o.user_key FROM opened o))
    SELECT o.user_key, o.case_key, o.times FROM opened o JOIN public.cases_case c ON c.id = o.case_key
    WHERE EXISTS (SELECT FROM public.cases_member m JOIN public.cases_searchkey s ON s.person_id = m.person_id
                  JOIN names n ON n.surname = s.surname AND n.id = o.user_key WHERE m.family_id = c.family_id);
END $$;

-- Which of these cases are sealed now: what the night counts leaves them out, because a number without its row tells of it.
CREATE OR REPLACE FUNCTION public.earlyhelp_sealed_keys() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT c.id FROM public.cases_case c WHERE c.visibility = 'sealed');
END $$;

-- A flag is asked about and answered once, and decided once: by somebody else than the person, who alone answers.
CREATE OR REPLACE FUNCTION public.earlyhelp_flag_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (OLD.state || '>' || NEW.state) <> ALL (ARRAY['new>asked', 'new>fine', 'new>incident', 'asked>answered', 'asked>fine', 'asked>incident',
                                                   'answered>fine', 'answered>incident']) THEN
    RAISE check_violation USING MESSAGE = 'no way from ' || OLD.state || ' to ' || NEW.state || ' for a flag';
  ELSIF OLD.state = 'asked' AND NEW.state = 'answered' THEN
    IF (NEW.question, NEW.because, NEW.reviewed_by_id, NEW.reviewed_at) IS DISTINCT FROM (OLD.question, OLD.because, OLD.reviewed_by_id, OLD.reviewed_at)
        OR NOT public.earlyhelp_may_act_as(OLD.user_id) THEN
      RAISE check_violation USING MESSAGE = 'whoever is asked answers, and does nothing else';
    END IF;
  ELSIF NEW.answer <> OLD.answer OR NOT public.earlyhelp_may_act_as(NEW.reviewed_by_id) THEN
    RAISE check_violation USING MESSAGE = 'a flag is decided by the one who looks, and nobody answers for the person';
  END IF;
  RETURN NEW;
END $$;
