"""What is deployed is read by the programs that it is for, where this machine has them, and agrees with the service."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.rglob("*.yaml"))
PROBED = {"/readyz", "/healthz"}


def documents(path: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(path.read_text(encoding="utf-8")) if each]


def manifest(kind: str) -> dict[str, Any]:
    return next(
        each for path in (DEPLOY / "kubernetes").glob("*.yaml") for each in documents(path) if each["kind"] == kind
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_yaml(path: Path) -> None:
    assert documents(path)


@pytest.mark.parametrize(
    "path", sorted(each for each in DEPLOY.rglob("*") if each.is_file()), ids=lambda path: path.name
)
def test_only_settings_that_there_are_are_set(path: Path) -> None:
    named = set(re.findall(r"POLICYQA_([A-Z_]+)", path.read_text(encoding="utf-8")))
    assert {name.lower().rstrip("_") for name in named} <= set(Settings.model_fields) | {"llm"}


def test_kustomize_applies_every_file() -> None:
    folder = DEPLOY / "kubernetes"
    listed = documents(folder / "kustomization.yaml")[0]["resources"]
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.yaml") if path.name != "kustomization.yaml")


def test_every_container_is_probed_limited_and_confined() -> None:
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    for container in pod["initContainers"] + pod["containers"]:
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert not container["securityContext"]["allowPrivilegeEscalation"]
    probes = {name: probe["httpGet"]["path"] for name, probe in pod["containers"][0].items() if name.endswith("Probe")}
    assert probes == {"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"}
    assert pod["terminationGracePeriodSeconds"] > 10


def test_a_copy_of_the_library_that_was_broken_off_is_made_anew(tmp_path: Path) -> None:
    image, volume = tmp_path / "image", tmp_path / "volume"
    for name in ("corpus", "index", "zone"):
        (image / name).mkdir(parents=True)
        (image / name / "file").write_text("whole", encoding="utf-8")
    (volume / ".new" / "index").mkdir(parents=True)  # the pod was killed while it copied
    (volume / "corpus").mkdir()
    (volume / "corpus" / "added").write_text("by an admin", encoding="utf-8")
    script = manifest("Deployment")["spec"]["template"]["spec"]["initContainers"][0]["command"][2]
    here = script.replace("/srv/policyqa", str(image)).replace("/library", str(volume))
    for _ in range(2):
        subprocess.run(["/bin/sh", "-ec", here], check=True)
        assert (volume / "index" / "file").read_text(encoding="utf-8") == "whole"
        assert sorted(each.name for each in volume.iterdir()) == ["corpus", "index", "zone"]
        assert [each.name for each in (volume / "corpus").iterdir()] == ["added"]


def test_no_annotation_asks_for_metrics_without_a_key() -> None:
    assert "annotations" not in manifest("Deployment")["spec"]["template"]["metadata"]


def test_no_proxy_passes_on_an_address_that_the_client_wrote() -> None:
    # The header's first address is believed where every sender is trusted.
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^ *proxy_set_header X-Forwarded-For (.*);", nginx, re.MULTILINE) == ["$remote_addr"]


def test_the_unit_counts_requests_and_outlives_a_document_that_is_too_large() -> None:
    unit = (DEPLOY / "policyqa.service").read_text(encoding="utf-8").splitlines()
    assert {"Environment=POLICYQA_RATE_LIMIT=60/minute", "OOMPolicy=continue"} <= set(unit)


def test_a_pod_leaves_the_service_before_it_stops_to_answer() -> None:
    drain_s = float(manifest("ConfigMap")["data"]["POLICYQA_DRAIN_S"])
    probe = manifest("Deployment")["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] < drain_s
    Settings.model_validate({"drain_s": drain_s})


def test_the_composed_services_wait_for_one_another() -> None:
    services = documents(DEPLOY / "compose.yaml")[0]["services"]
    assert services.keys() == {"policyqa", "database", "redis"}
    for name in services["policyqa"]["depends_on"]:
        assert "healthcheck" in services[name]
    assert all(port.startswith("127.0.0.1:") for port in services["policyqa"]["ports"])


def test_no_secret_is_written_down() -> None:
    for line in (DEPLOY / "example.env").read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Z_]*(?:PASSWORD|SECRET)", line):
            assert line.endswith("="), line


def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "proxy_buffering off" in text
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        return  # the configuration is still checked above
    whole = tmp_path / "nginx.conf"
    here = re.sub(r"listen (\[::\]:|)80;", r"listen \g<1>18080;", text)
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{here}\n}}\n", encoding="utf-8")
    tested = subprocess.run(
        [nginx, "-t", "-e", tmp_path / "log", "-c", whole], capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stderr


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "policyqa.service").read_text(encoding="utf-8")
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[0]) > 10
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return  # the unit is still checked above
    unit = tmp_path / "policyqa.service"
    # The program and the user are there where it is installed, not here.
    unit.write_text(re.sub(r"/opt/policyqa/bin/policyqa", "/bin/true", text), encoding="utf-8")
    tested = subprocess.run([verify, "verify", unit], capture_output=True, text=True, check=False)
    assert "policyqa.service" not in tested.stderr, tested.stderr
