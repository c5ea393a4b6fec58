# One image for every process; docker-compose.yml says which command each runs. No development packages, no embedded servers.
FROM python:3.11.14-slim-bookworm AS packages
WORKDIR /srv
COPY requirements-production.lock ./
RUN python -m venv /srv/venv \
 && /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
    -r requirements-production.lock

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/app --shell /usr/sbin/nologin earlyhelp \
 && install -d -o earlyhelp /srv/audit /srv/ledger /srv/anchors /srv/files
WORKDIR /srv/app
ENV PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 EARLYHELP_ENV=production STATIC_ROOT=/srv/static
COPY --from=packages /srv/venv /srv/venv
COPY manage.py ./
COPY earlyhelp earlyhelp
COPY access access
COPY cases cases
COPY consent consent
COPY sharing sharing
COPY retention retention
COPY templates templates
COPY static static
# The files that browsers fetch, named by their content. A demo's settings, because no secret is there while an image is built.
RUN EARLYHELP_ENV=build python manage.py collectstatic --no-input
USER earlyhelp
EXPOSE 8000
CMD ["gunicorn", "earlyhelp.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--no-control-socket"]
