# syntax=docker/dockerfile:1
# Velkommen in one image. `docker compose up` builds and starts it; docs/operations.md explains.
#
# Base: python:3.10-slim-bookworm, the official image of Debian 12 with Python 3.10. Rasa 3.6 runs on
# no newer Python and Debian 12 itself has only 3.11; the slim variant has no compiler. Pin it by
# digest when you build for production: --build-arg BASE=python:3.10-slim-bookworm@sha256:<digest>
ARG BASE=python:3.10-slim-bookworm

# ---- build: the packages; none of them needs a compiler
FROM ${BASE} AS build
ENV UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/velkommen
# strip only; there is no compiler in it.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir --root-user-action=ignore uv==0.13.9 \
 && uv venv --python python3.10 .venv
COPY requirements.txt ./
RUN uv pip sync --no-cache --require-hashes --compile-bytecode --python .venv/bin/python requirements.txt
# What the packages bring for builders and for their own tests, and the symbols of their debuggers:
# 1.1 of 2.7 GB. TensorFlow takes jax only where it is installed. *.libs are left alone: they were
# changed after linking and do not survive strip.
WORKDIR /opt/velkommen/.venv/lib/python3.10/site-packages
RUN rm -rf clang jax jaxlib tensorboard_data_server tensorflow/include \
 && find . -type d \( -name tests -o -name test \) -not -path './tensorflow/*' \
      -not -path './numpy/*' -prune -exec rm -rf {} + \
 && find . -name '*.so*' -type f -size +300k -not -path '*.libs/*' -exec strip --strip-unneeded {} +
WORKDIR /opt/velkommen
COPY actions actions
COPY bot bot
COPY deploy/endpoints.yml deploy/entrypoint.sh deploy/
COPY config.yml credentials.yml domain.yml endpoints.yml LICENSE ./
# The content that an empty volume is filled from; never written to.
COPY data data
RUN .venv/bin/python -m compileall -q actions bot \
 && chmod 0755 deploy/entrypoint.sh

# ---- the image that runs
FROM ${BASE}
LABEL org.opencontainers.image.title="Velkommen" \
      org.opencontainers.image.licenses="Apache-2.0"
# What the base has and nothing here needs: installing packages is how an intruder would go on.
RUN pip uninstall --yes --root-user-action=ignore setuptools wheel pip \
 && groupadd --system --gid 10001 velkommen \
 && useradd --system --uid 10001 --gid velkommen --home-dir /srv/velkommen --no-create-home \
      --shell /usr/sbin/nologin velkommen \
 && install -d -o velkommen -g velkommen -m 0700 /srv/velkommen /srv/velkommen/state /srv/velkommen/content
COPY --from=build /opt/velkommen /opt/velkommen
ENV BOT_STATE=/srv/velkommen/state \
    BOT_CONTENT=/srv/velkommen/content \
    BOT_HOST=0.0.0.0 \
    BOT_STAFF_HOST=0.0.0.0 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp \
    PATH=/opt/velkommen/.venv/bin:$PATH \
    PYTHONPATH=/opt/velkommen \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RASA_CACHE_DIRECTORY=/tmp/rasa-cache
WORKDIR /opt/velkommen
USER 10001:10001
VOLUME ["/srv/velkommen/state", "/srv/velkommen/content"]
EXPOSE 5005 5006
# The first start trains the model: that is what the start period is for.
HEALTHCHECK --interval=30s --timeout=6s --start-period=15m --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('BOT_PORT', '5005') + '/health', timeout=5)"]
ENTRYPOINT ["/opt/velkommen/deploy/entrypoint.sh"]
# What `make run` starts.
CMD ["python", "-m", "bot", "run"]
