-- Access reviews: what still waits in one, and their steps. All of it the owner's.

-- How many lines of an access review have no answer. What is moot waits for nobody: somebody who is no longer in the team, a grant that has
-- ended, a case that is another team's by now, or shut: that ended the grant, and whose it is answers for it.
CREATE OR REPLACE FUNCTION public.earlyhelp_access_review_waits(wanted uuid) RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT count(*) FROM public.access_accessreviewline l JOIN public.access_accessreview r ON r.id = l.review_id
    WHERE r.id = wanted AND l.answer = '' AND (
      l.kind = 'member' AND EXISTS (SELECT FROM public.access_membership m WHERE m.user_id = l.person_id AND m.group_id = r.team_id)
      OR l.kind = 'grant' AND EXISTS (
        SELECT FROM public.cases_caseusergrant g JOIN public.cases_case c ON c.id = g.content_object_id
        WHERE g.id = l.grant_key AND (g.ends_at IS NULL OR g.ends_at > public.app_now()) AND c.visibility = 'open' AND c.team_id = r.team_id)));
END $$;

-- A review is signed once, by the one who does it, and not before everything in it is answered. Then nothing of it changes.
CREATE OR REPLACE FUNCTION public.earlyhelp_access_review_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'an access review that is signed does not change';
  ELSIF NEW.signed_at IS NOT NULL AND NOT public.earlyhelp_may_act_as(NEW.signed_by_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'not this login''s name to use: access_accessreview';
  ELSIF NEW.signed_at IS NOT NULL AND public.earlyhelp_access_review_waits(NEW.id) > 0 THEN
    RAISE check_violation USING MESSAGE = 'an access review is signed once all of it is answered';
  END IF;
  RETURN NEW;
END $$;

-- A line is answered once, by the one who answers, and not in a review that is signed.
CREATE OR REPLACE FUNCTION public.earlyhelp_access_review_line_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.answer <> '' OR EXISTS (SELECT FROM public.access_accessreview r WHERE r.id = NEW.review_id AND r.signed_at IS NOT NULL) THEN
    RAISE check_violation USING MESSAGE = 'what was answered in an access review stands';
  ELSIF NOT public.earlyhelp_may_act_as(NEW.answered_by_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'not this login''s name to use: access_accessreviewline';
  END IF;
  RETURN NEW;
END $$;
