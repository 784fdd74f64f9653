# Two stages: the first one builds, the second one has no compiler, no pip cache and no root.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md ./
COPY app app
COPY migrations migrations
RUN python -m venv /opt/rejoin && /opt/rejoin/bin/pip install --no-cache-dir -c constraints.txt '.[scale]'

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin rejoin \
    && install -d -o rejoin -g rejoin -m 700 /data /erasures
COPY --from=build /opt/rejoin /opt/rejoin
USER rejoin
ENV PATH=/opt/rejoin/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    REJOIN_DATA_DIR=/data \
    REJOIN_ERASURES_FILE=/erasures/ledger \
    REJOIN_HOST=0.0.0.0 \
    REJOIN_ENVIRONMENT=production
VOLUME /data /erasures
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
# Run `rejoin migrate` once before: production never changes its schema by itself.
CMD ["rejoin", "serve"]
