# The API alone; PostgreSQL is elsewhere (compose.yaml shows both).
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml ./
RUN python -m venv /venv && /venv/bin/pip install --quiet --require-hashes -r requirements.lock
COPY . .
RUN /venv/bin/python -m server.build_graphiql \
 && /venv/bin/pip install --quiet --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --system --no-create-home viesion
COPY --from=build /venv /venv
USER viesion
WORKDIR /tmp
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/pret', timeout=2)"]
CMD ["viesion", "serve", "--hote", "0.0.0.0"]
