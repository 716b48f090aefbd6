# Hai ảnh: `app` (trang web, bộ xử lý tin, chuyển đổi cơ sở dữ liệu) và `rasa` (hiểu tiếng Việt).
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
RUN useradd --uid 10001 --no-create-home --home-dir /tmp guongsang

FROM base AS builder
RUN pip install --no-cache-dir uv==0.13.8
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --no-install-project
COPY actions actions
COPY bot bot
COPY data data
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev

# The names in the plans are part of the model, so training needs both environments.
FROM builder AS trained
COPY nlu/pyproject.toml nlu/uv.lock nlu/
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --directory nlu
COPY nlu nlu
RUN .venv/bin/guongsang train && mv nlu/models/*.tar.gz nlu/models/nlu.tar.gz

FROM base AS rasa
COPY --from=trained /app/nlu nlu
USER guongsang
CMD ["nlu/.venv/bin/python", "nlu/serve.py", "--host", "0.0.0.0", "--alone"]

FROM base AS app
COPY --from=builder /app .
RUN mkdir -p var/zalo
ENV PATH=/app/.venv/bin:$PATH
USER guongsang
CMD ["python", "-m", "bot.web"]
