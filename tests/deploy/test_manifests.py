"""The manifests against Kubernetes' own schema (v1.33, strict), and what that schema cannot say.

kubernetes-schema.json holds the definitions of the kinds that are used here, taken from the
OpenAPI description of Kubernetes (Apache-2.0) with their texts left out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.settings import ROOT

DEPLOY = ROOT / "deploy"
SCHEMA = json.loads((Path(__file__).parent / "kubernetes-schema.json").read_text(encoding="utf-8"))
DOCUMENTS = [
    document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
PODS = [
    document["spec"]["template"]["spec"]
    for document in DOCUMENTS
    if document["kind"] in ("Deployment", "Job")
]


def name_of(document: dict[str, Any]) -> str:
    return f"{document['kind']}-{document['metadata']['name']}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_manifest_is_what_kubernetes_takes(document: dict[str, Any]) -> None:
    root = SCHEMA["kinds"][f"{document['apiVersion']} {document['kind']}"]
    schema = {"$ref": f"#/definitions/{root}", "definitions": SCHEMA["definitions"]}
    jsonschema.Draft7Validator(schema).validate(document)
    if document["kind"] != "Namespace":
        assert document["metadata"]["namespace"] == "velkommen"


def test_a_misspelt_key_would_be_found() -> None:
    document = json.loads(json.dumps(next(d for d in DOCUMENTS if d["kind"] == "Deployment")))
    document["spec"]["template"]["spec"]["container"] = []
    with pytest.raises(jsonschema.ValidationError):
        test_each_manifest_is_what_kubernetes_takes(document)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_no_pod_can_do_more_than_it_must(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_selectors_volumes_and_services_fit_together() -> None:
    apps = set()
    for document in DOCUMENTS:
        if document["kind"] == "Deployment":
            spec = document["spec"]
            labels = spec["template"]["metadata"]["labels"]
            assert spec["selector"]["matchLabels"].items() <= labels.items()
            apps.add(labels["app"])
    claims = {name_of(d) for d in DOCUMENTS if d["kind"] == "PersistentVolumeClaim"}
    for pod in PODS:
        volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
        for container in pod["containers"]:
            assert {m["name"] for m in container.get("volumeMounts", [])} == set(volumes)
        for volume in volumes.values():
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert f"PersistentVolumeClaim-{claim}" in claims
    for document in DOCUMENTS:
        if document["kind"] == "Service":
            assert document["spec"]["selector"]["app"] in apps


def test_compose_files_lock_the_bot_in_too() -> None:
    alone = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    several = yaml.safe_load((DEPLOY / "docker-compose.scale.yml").read_text(encoding="utf-8"))
    bots = [alone["services"]["bot"], *(several["services"][n] for n in ("bot-1", "bot-2"))]
    for bot in bots:
        assert bot["read_only"] is True
        assert bot["user"] == "10001:10001"
        assert bot["cap_drop"] == ["ALL"]
        assert "/srv/velkommen/state" in " ".join(bot["volumes"])
        # Nothing but loopback is opened to the outside: a proxy with TLS goes in front.
        assert all(port.startswith("127.0.0.1:") for port in bot.get("ports", []))
    assert "TELEGRAM_TOKEN" not in several["services"]["bot-2"]["environment"]


def test_nginx_knows_the_workers_of_the_compose_file() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    several = yaml.safe_load((DEPLOY / "docker-compose.scale.yml").read_text(encoding="utf-8"))
    workers = {name for name in several["services"] if name.startswith("bot-")}
    assert set(re.findall(r"server (bot-\d+):5005", text)) == workers
    assert "access_log off;" in text


def test_the_dashboard_asks_only_for_figures_that_there_are() -> None:
    from bot.channels.health import Health
    from bot.channels.metrics import Metrics

    metrics = Metrics()
    metrics.answered("web", (), 0.1, failed=True, repeated=False)
    metrics.answered("web", (), 0.1, failed=False, repeated=True)
    page = metrics.page(Health(True, {"model": "m", "content": "c"})).decode()
    known = set(re.findall(r"^# TYPE (\S+)", page, re.MULTILINE))
    dashboard = (DEPLOY / "grafana" / "velkommen.json").read_text(encoding="utf-8")
    asked = set(re.findall(r"\b(?:velkommen|process)_\w+", dashboard))
    assert len(json.loads(dashboard)["panels"]) >= 6
    for name in asked:
        assert name in known or re.sub(r"_(?:bucket|count|sum|total)$", "", name) in known, name
