# Lastmile as an image: the libraries and the assets are built in the first stage, the second runs without a compiler.
FROM python:3.11-slim AS built
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /lastmile
COPY . .
RUN make setup

FROM python:3.11-slim
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 lastmile && useradd --uid 1001 lastmile-signer \
    && install --directory --owner=lastmile --mode=0700 /documents \
    && install --directory --owner=lastmile-signer --mode=0755 /signer
COPY --from=built /lastmile /lastmile
WORKDIR /lastmile
ENV PATH=/lastmile/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER lastmile
EXPOSE 8000
CMD ["lastmile", "serve", "--no-with-worker"]
