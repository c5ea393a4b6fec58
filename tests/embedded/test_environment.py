import environ

from earlyhelp.database import roles
from earlyhelp.embedded import environment

URLS = {
    "web": "postgres://earlyhelp_web:p%2Fw@/earlyhelp?host=/tmp/a%20b",
    "admin": "postgres://a:b@/postgres?host=/tmp",
}


def write(folder, **changes):
    return environment.write(folder, URLS, council="one", port=8001, broker="redis+socket:///tmp/x/broker", **changes)


def test_the_file_is_for_its_owner_only_and_the_settings_can_read_it(tmp_path, monkeypatch):
    written = write(tmp_path)
    assert (tmp_path / "environment").stat().st_mode & 0o777 == 0o600
    for name in written:
        monkeypatch.delenv(name, raising=False)
    env = environ.FileAwareEnv()
    with monkeypatch.context() as patch:
        patch.setattr(environ.Env, "ENVIRON", {})
        environ.Env.read_env(tmp_path / "environment")
        assert written == environ.Env.ENVIRON
        found = env.db_url_config(environ.Env.ENVIRON["DATABASE_WEB_URL"])
    assert (found["USER"], found["PASSWORD"], found["OPTIONS"]["host"]) == ("earlyhelp_web", "p/w", "/tmp/a b")


def test_keys_are_made_once_and_kept(tmp_path):
    first, second = write(tmp_path), write(tmp_path)
    assert {name: first[name] for name in environment.KEYS} == {name: second[name] for name in environment.KEYS}
    assert len(first["SECRET_KEY"]) >= 50


def test_each_login_gets_a_password_of_its_own_at_each_start():
    first, second = environment.new_passwords(), environment.new_passwords()
    assert set(first) == set(roles.LOGINS)
    assert len({*first.values(), *second.values()}) == 2 * len(roles.LOGINS)


def test_children_are_not_led_elsewhere_by_the_callers_environment(tmp_path):
    written = write(tmp_path)
    caller = {"SECRET_KEY": "x", "SECRET_KEY_FILE": "/x", "DATABASE_URL": "x", "PGHOST": "x", "HOME": "/home/me"}
    found = environment.for_children(tmp_path, caller | {"EARLYHELP_ENV": "production"}, written)
    assert not {"SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "PGHOST"} & found.keys()
    assert (found["HOME"], found["EARLYHELP_ENV"], found["EARLYHELP_DATA"]) == ("/home/me", "demo", str(tmp_path))
