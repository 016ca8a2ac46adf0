"""docker-compose.yml against the compose specification, and what its schema does not see. No container is started."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from portal.embedded.addresses import BASE_DIR

FILE = BASE_DIR / "docker-compose.yml"
COMPOSE: dict[str, Any] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def test_it_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@each_service
def test_every_name_is_declared(service: dict[str, Any]) -> None:
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (BASE_DIR / source).exists(), source


@each_service
def test_a_service_can_do_little(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert not service.keys() & {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"}


@each_service
def test_what_one_waits_for_can_come_true(service: dict[str, Any]) -> None:
    for name, wait in service.get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert SERVICES[name].get("healthcheck") or SERVICES[name].get("build"), (
                name
            )  # or the image's own
        else:
            assert SERVICES[name]["restart"] == "no"


def test_secrets_are_used_and_never_in_the_environment() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert name.endswith("_FILE") or not re.search(r"PASSWORD|SECRET|DATABASE_URL|REDIS_URL", name)


def test_only_the_proxy_is_open_and_the_data_have_no_way_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["data"] for name in ("postgres", "redis"))


def test_the_secrets_that_are_named_are_made(tmp_path: Path) -> None:
    script = tmp_path / "make_secrets.py"
    script.write_text((BASE_DIR / "deploy" / "make_secrets.py").read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
        made = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "secrets").iterdir()}
        by_hand = {"tls_certificate", "tls_key"}
        assert (
            set(made) - {"redis_password"}
            == {Path(s["file"]).name for s in COMPOSE["secrets"].values()} - by_hand
        )
        assert made["database_app_password"] in made["database_url"]
        assert made["redis_password"] in made["redis_conf"]


def test_the_image_is_made_by_the_set_up_of_a_checkout() -> None:
    text = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^RUN python3 deploy/setup\.py", text, re.MULTILINE)
    user = re.findall(r"^USER (\S+)", text, re.MULTILINE)[-1]
    assert user not in {"root", "0"}
    assert f"--uid {SERVICES['web']['user'].split(':')[0]}" in text
    assert text.index("RUN python3 deploy/setup.py") < text.index(f"USER {user}")
