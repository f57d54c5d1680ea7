# Build: dependencies, model and index. PIP_EXTRA_INDEX_URL may name PyTorch's index of CPU wheels.
FROM python:3.11-slim-bookworm AS build
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    POLICYQA_CORPUS=/srv/policyqa/corpus \
    POLICYQA_INDEX=/srv/policyqa/index \
    POLICYQA_CACHE=/srv/policyqa/cache
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/policyqa \
    && /opt/policyqa/bin/pip install -c requirements.lock torch==2.13.0
COPY pyproject.toml README.md LICENSE ./
COPY corpus ./corpus
COPY index ./index
COPY service ./service
COPY eval ./eval
RUN /opt/policyqa/bin/pip install -c requirements.lock ".[postgres,redis]" \
    && mkdir -p /srv/policyqa \
    && cp -r corpus/plans /srv/policyqa/corpus \
    && /opt/policyqa/bin/policyqa index

# Run: nothing is downloaded. What is written (plans that are added, the index, policyqa.sqlite) lies in /srv/policyqa and goes
# with the container unless that is a volume; POLICYQA_DATABASE_URL may name another database.
FROM python:3.11-slim-bookworm
ENV PATH=/opt/policyqa/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    POLICYQA_CORPUS=/srv/policyqa/corpus \
    POLICYQA_INDEX=/srv/policyqa/index \
    POLICYQA_CACHE=/srv/policyqa/cache
RUN useradd --system --uid 10001 --home-dir /srv/policyqa --shell /usr/sbin/nologin policyqa
COPY --from=build /opt/policyqa /opt/policyqa
COPY --from=build --chown=policyqa /srv/policyqa /srv/policyqa
WORKDIR /srv/policyqa
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["policyqa", "serve", "--host", "0.0.0.0", "--port", "8000"]
