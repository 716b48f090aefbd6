# Gương Sáng. `make` lists what there is; `make up` installs, trains and runs everything.
# Needs GNU make, sh and Python 3.11+ (or uv). All it installs stays inside this folder.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

# What is set for some other project must not lead us astray; caches, timeouts and certificates may.
KEPT := UV_CACHE_DIR UV_CONCURRENT_% UV_HTTP_% UV_LINK_MODE UV_NATIVE_TLS UV_NO_CACHE UV_NO_PROGRESS \
        UV_OFFLINE UV_PYTHON_INSTALL_% UV_PYPY_INSTALL_MIRROR UV_REQUEST_TIMEOUT UV_SYSTEM_CERTS
unexport $(filter-out $(KEPT),$(filter UV_%,$(.VARIABLES)))
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

UV := .tools/run-uv
PYTHON := .venv/bin/python
RASA := nlu/.venv/bin/python
ARGS :=

.PHONY: help up test lint train evaluate baselines bench bench-gateway chaos clean install tools disk

help: ## liệt kê các lệnh
	@echo "make <lệnh> [ARGS=\"…\"]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1 \2/p' Makefile | while read -r name text; do \
		printf '  %-14s %s\n' "$$name" "$$text"; done

up: install ## cài đặt, huấn luyện và chạy toàn bộ (ARGS="--qr", "--port 8080"); Ctrl-C để dừng
	@exec $(PYTHON) -m bot.cli up $(ARGS)

test: train ## cài đặt, huấn luyện rồi chạy mọi kiểm thử (ARGS="-k ten" gửi cho pytest)
	@exec $(PYTHON) -m pytest $(or $(ARGS),-n 2 --dist loadfile)

lint: install ## kiểm tra mã: ruff, mypy, chiều phụ thuộc, hai tệp khóa
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(UV) lock --check
	$(UV) lock --check --directory nlu
	$(UV) lock --check --directory nlu/baselines
	$(UV) lock --check --directory tests/bench/gateway/peer
	$(RASA) nlu/check.py

train: install ## huấn luyện mô hình nếu dữ liệu đã đổi
	@exec $(PYTHON) -m bot.cli train

evaluate: train ## đo trợ lý hiểu và trả lời đúng đến đâu (ARGS="--gate", "--compare", "--write")
	@exec $(PYTHON) -m tests.evaluation $(ARGS)

baselines: tools ## cài Rasa mặc định có TensorFlow, để so sánh (1,6 GB; rồi ARGS="--compare --rasa")
	@$(UV) sync --locked --python 3.11 --directory nlu/baselines

bench: train ## đo tốc độ (ARGS gửi cho tests/bench)
	@exec $(PYTHON) -m tests.bench $(ARGS)

bench-gateway: train ## đo cổng nhận và gửi tin của các kênh, cạnh hai phần mềm khác (ARGS="--write")
	@exec $(PYTHON) -m tests.bench.gateway $(ARGS)

chaos: train ## giết tiến trình, cắt mạng giữa 20.000 tin rồi đếm tin mất, sai thứ tự, lặp (ARGS="--events 2000")
	@exec $(PYTHON) -m tests.chaos $(ARGS)

clean: ## xóa môi trường, mô hình và bộ nhớ đệm; giữ nguyên dữ liệu trong var/
	rm -rf .venv nlu/.venv nlu/baselines/.venv tests/bench/gateway/peer/.venv .tools nlu/models nlu/build nlu/.rasa
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find actions bot data nlu tests -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment is installed again when its lock, its project or this folder's place changed.
install: tools ## cài hai môi trường Python (.venv và nlu/.venv)
	@$(call sync,.,môi trường chính)
	@$(call sync,nlu,môi trường Rasa)

define sync
	set -e; want="$$(pwd) $$(cat $(1)/uv.lock $(1)/pyproject.toml | cksum)"; \
	have=$$(cat $(1)/.venv/.installed 2>/dev/null || true); \
	if [ "$$have" != "$$want" ] || ! $(1)/.venv/bin/python -c '' 2>/dev/null; then \
		$(MAKE) --no-print-directory disk; \
		echo "Cài $(2) ($(1)/.venv) …"; \
		case "$$have" in ""|"$$(pwd) "*) ;; *) rm -rf $(1)/.venv ;; esac; \
		$(UV) sync --locked --python 3.11 --directory $(1) || { \
			echo "Không cài được $(2). Hãy xem lỗi ở trên; thường là do mạng hoặc hết chỗ trên ổ đĩa." >&2; \
			exit 1; }; \
		printf '%s\n' "$$want" > $(1)/.venv/.installed; \
	fi
endef

disk:
	@free=$$(df -Pk . | awk 'NR == 2 { print $$4 }'); \
	if [ "$$free" -lt 1500000 ]; then \
		echo "Ổ đĩa chỉ còn $$((free / 1000)) MB trống; cài đặt cần ít nhất 1500 MB." >&2; exit 1; \
	fi

# .tools/run-uv runs the uv found on PATH when it is recent enough, else our own.
tools:
	@set -e; usable() { \
		version=$$("$$1" --version 2>/dev/null) || return 1; \
		version=$${version#uv }; major=$${version%%.*}; rest=$${version#*.}; minor=$${rest%%.*}; \
		[ "$$major" -gt 0 ] 2>/dev/null || [ "$$minor" -ge 8 ] 2>/dev/null; }; \
	here=$$(pwd); [ -w . ] || { echo "Không có quyền ghi vào $$here." >&2; exit 1; }; \
	find_uv() { \
		for candidate in "$$(command -v uv || true)" "$$here/.tools/bin/uv" "$$here/.tools/uv/bin/uv"; do \
			if [ -n "$$candidate" ] && usable "$$candidate"; then echo "$$candidate"; return; fi; \
		done; return 1; }; \
	if ! uv=$$(find_uv); then \
		python=; for name in python3.11 python3.12 python3.13 python3.14 python3; do \
			if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
				python=$$name; break; fi; \
		done; \
		if [ -z "$$python" ]; then \
			echo "Cần Python 3.11 trở lên (hoặc uv) mà máy này không có. Hãy cài python3.11 rồi chạy lại." >&2; \
			exit 1; \
		fi; \
		echo "Cài uv vào .tools/ bằng $$python …"; mkdir -p .tools; \
		{ "$$python" -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip install --quiet uv; } || \
		"$$python" -m pip install --quiet --target .tools/uv uv || { \
			echo "Không cài được uv: cần mạng, và venv hoặc pip của Python (Debian: python3-venv)." >&2; \
			exit 1; }; \
		uv=$$(find_uv) || { echo "uv vừa cài không chạy được trên máy này." >&2; exit 1; }; \
	fi; \
	if ! "$$uv" python find --no-project --no-python-downloads 3.11 >/dev/null 2>&1; then \
		echo "Tải Python 3.11 bằng uv …"; \
		"$$uv" python install 3.11 || { \
			echo "Cần đúng Python 3.11: máy này chỉ có bản khác và uv không tải được. Hãy cài python3.11." >&2; \
			exit 1; }; \
	fi; \
	mkdir -p .tools; want=$$(printf '#!/bin/sh\nexec "%s" "$$@"' "$$uv"); \
	[ "$$want" = "$$(cat .tools/run-uv 2>/dev/null)" ] || { \
		printf '%s\n' "$$want" > .tools/run-uv; chmod +x .tools/run-uv; }
