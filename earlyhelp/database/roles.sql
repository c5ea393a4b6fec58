-- The logins of the cluster, safe to repeat. Run by the bootstrap superuser before any migration; nothing that serves is one.
-- owner migrates; every other login owns nothing. NOINHERIT and BYPASSRLS stand only where a comment says why.
DO $roles$
DECLARE
  login text;
BEGIN
  FOREACH login IN ARRAY ARRAY['owner', 'web', 'worker', 'dispose', 'audit', 'report', 'backup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'earlyhelp_' || login) THEN
      EXECUTE format('CREATE ROLE %I', 'earlyhelp_' || login);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', 'earlyhelp_' || login);
  END LOOP;
END $roles$;
-- A dump that row security thins out is no backup: this login reads everything, and can write nothing (rights.py).
ALTER ROLE earlyhelp_backup BYPASSRLS;
