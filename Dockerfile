# One image for web, worker and beat; docker-compose.yml says which is which.
FROM node:22-bookworm-slim AS pages
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings.production
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=pages /app/frontend/static/frontend/dist frontend/static/frontend/dist
# Values that collecting files needs and nothing keeps.
RUN useradd --system --create-home campanile \
    && install -d -o campanile /data \
    && SECRET_KEY=build CREDENTIAL_KEYS=build ERASURE_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgresql://build/build \
       DATA_DIR=/tmp/build STATIC_ROOT=/app/static python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
ENV STATIC_ROOT=/app/static DATA_DIR=/data PORT=8000
USER campanile
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "config.wsgi:application"]
