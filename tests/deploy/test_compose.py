"""The compose file says what the design says: separate processes, and only the web's port."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys

import pytest
import typer.main

from bot.cli import app
from bot.settings import ROOT, Settings
from bot.supervise.binaries import MAJOR
from tests.deploy.compose import Service, compose, environment, services, sources, stages

NAMES = ["postgres", "migrate", "web", "worker", "rasa"]
RUNNING = [name for name in NAMES if name != "migrate"]
OURS = [name for name in NAMES if name != "postgres"]


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Service:
    return services()[request.param]


def of_each(names: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("service", names, indirect=True)


def test_it_runs_the_five_parts() -> None:
    assert sorted(services()) == sorted(NAMES)


def test_only_the_web_publishes_a_port_and_on_this_machine_alone() -> None:
    published = {name: each["ports"] for name, each in services().items() if each.get("ports")}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
    for each in services().values():
        assert "network_mode" not in each


def test_the_database_and_rasa_have_no_way_to_or_from_outside() -> None:
    assert compose()["networks"]["inside"]["internal"] is True
    for name in ("postgres", "rasa", "migrate"):
        assert services()[name]["networks"] == ["inside"]
    for name in ("web", "worker"):
        assert services()[name]["networks"] == ["inside", "outside"]


@of_each(RUNNING)
def test_what_runs_is_watched_and_started_again(service: Service) -> None:
    assert service["restart"] == "unless-stopped"
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


def test_nothing_of_ours_starts_before_the_database_has_its_newest_form() -> None:
    assert services()["migrate"]["restart"] == "no"
    waits = services()["migrate"]["depends_on"]
    assert waits == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        waits = services()[name]["depends_on"]
        assert waits == {"migrate": {"condition": "service_completed_successfully"}}


@of_each(OURS)
def test_our_containers_may_do_little(service: Service) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]
    assert environment(service).get("GUONGSANG_VAR", "/tmp").startswith("/tmp")


@of_each(OURS)
def test_each_image_is_a_target_of_the_dockerfile_without_root(service: Service) -> None:
    stage = stages()[service["build"]["target"]]
    assert service["image"] == f"guongsang-{stage.name}"
    assert stage.of("USER") == ["guongsang"]


@of_each(OURS)
def test_each_command_exists(service: Service) -> None:
    match service["command"]:
        case ["python", "-m", module]:
            assert importlib.util.find_spec(module)
        case ["guongsang", group, command]:
            found = typer.main.get_command(app).commands[group]  # type: ignore[attr-defined]
            assert command in found.commands
        case ["nlu/.venv/bin/python", script, *options]:
            done = subprocess.run(
                [sys.executable, str(ROOT / script), "--help"],
                capture_output=True,
                text=True,
                check=True,
            )
            for option in options:
                assert not option.startswith("--") or option in done.stdout
        case other:
            pytest.fail(f"unknown command {other}")


@of_each(["web", "worker", "rasa"])
def test_each_health_check_is_a_program(service: Service) -> None:
    assert service["healthcheck"]["test"][:3] == ["CMD", "python", "-c"]
    ast.parse(service["healthcheck"]["test"][3])


@of_each(OURS)
def test_every_setting_is_one(service: Service) -> None:
    fields = Settings.model_fields
    for name in service.get("environment", {}):
        known = name.removeprefix("GUONGSANG_").lower() in fields
        assert known or name == "FORWARDED_ALLOW_IPS", name


def test_the_parts_find_each_other() -> None:
    rasa = services()["rasa"]["command"]
    port = rasa[rasa.index("--port") + 1]
    for name in ("web", "worker"):
        assert environment(services()[name])["GUONGSANG_NLU_URL"] == f"http://rasa:{port}"
    web = environment(services()["web"])
    assert web["GUONGSANG_HOST"] == "0.0.0.0"
    assert services()["web"]["ports"][0].endswith(f":{web['GUONGSANG_PORT']}")


def test_the_database_is_the_version_we_test_with_and_is_kept() -> None:
    postgres = services()["postgres"]
    assert postgres["image"] == f"postgres:{MAJOR}"
    # Not /var/lib/postgresql/data: since 18 nothing is kept there.
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "postgres" in compose()["volumes"]


def test_secrets_are_files_that_neither_git_nor_the_images_have() -> None:
    declared = {name: entry["file"] for name, entry in compose()["secrets"].items()}
    assert declared == {name: f"./secrets/{name}" for name in declared}
    used = {secret for each in services().values() for secret in each.get("secrets", [])}
    assert used == set(declared)
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    for each in services().values():
        for name, value in environment(each).items():
            assert "PASSWORD" not in name or value.startswith("/run/secrets/")
            assert "SECRET" not in name
    assert "rasa" not in [name for name, each in services().items() if each.get("secrets")]


def ignored() -> tuple[set[str], set[str]]:
    """What .dockerignore lets in, and what it keeps out of that."""
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*"
    return (
        {line[1:] for line in lines if line.startswith("!")},
        {line for line in lines[1:] if not line.startswith("!")},
    )


def test_what_the_images_need_is_let_in_and_nothing_more() -> None:
    let_in, kept_out = ignored()
    copied = {source for stage in stages().values() for source in sources(stage)}
    assert {source.split("/")[0] for source in copied} == let_in
    for source in copied:
        assert (ROOT / source).exists()
        assert source not in kept_out
    assert {"nlu/.venv", "nlu/models", "**/__pycache__"} <= kept_out


def test_the_images_are_made_with_the_locked_packages() -> None:
    syncs = [run for stage in stages().values() for run in stage.of("RUN") if "uv sync" in run]
    assert len(syncs) == 3
    for run in syncs:
        assert "--locked --no-dev" in run
    assert {stages()[name].origin for name in ("app", "rasa", "builder")} == {"base"}
    assert stages()["base"].origin.startswith("python:3.11-slim")
