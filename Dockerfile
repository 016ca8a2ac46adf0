# The image is Debian 12 with what deploy/setup.py puts there: the same script that sets up a checkout.
FROM debian:bookworm-slim

RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin app \
 && install --directory --owner=app --group=app /data

WORKDIR /srv/portal
COPY . .
# Set-up goes on without what it cannot get; an image does not.
RUN python3 deploy/setup.py \
 && .venv/bin/python -c "import weasyprint" && test -f build/fonts/FandolFang-Regular.otf \
 && rm -rf /var/lib/apt/lists/* /root/.cache

ENV PATH=/srv/portal/.venv/bin:$PATH \
    OPENBLAS_NUM_THREADS=1 \
    PORTAL_DATA=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache
USER app
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "60", \
     "--no-control-socket", "--worker-tmp-dir", "/tmp", "--forwarded-allow-ips", "*"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8000/readyz"]
