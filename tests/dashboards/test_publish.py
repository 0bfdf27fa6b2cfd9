"""Publishing against a Grafana that enforces the documented shapes: once, again, over changes by
hand, and through everything that goes wrong.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.grafana import build, client, export
from dashboards.grafana.client import GrafanaFailed
from dashboards.grafana.publish import Published, Target, lines_of, publish
from tests.dashboards.stub import TOKEN, Fault, Grafana, serve
from tests.support import cli

ALL = build.load()
CLICKHOUSE_URL = "clickhouse://grafana:hush@ch.example:9000/rumor"
HTML = "<html><body>Bad gateway. The message of the day.</body></html>"


@pytest.fixture
def grafana() -> Grafana:
    return Grafana()


@pytest.fixture
def url(grafana: Grafana) -> Iterator[str]:
    with serve(grafana) as address:
        yield address


def run(url: str, *, token: str = TOKEN, force: bool = False) -> Published:
    return publish(Target(url, token, CLICKHOUSE_URL), ALL, force=force)


@pytest.mark.parametrize("wrapped", [True, False])
def test_everything_is_written_once_in_few_requests_and_a_second_run_writes_nothing(
    grafana: Grafana, url: str, wrapped: bool
) -> None:
    grafana.wrapped_versions = wrapped
    assert len(run(url).written) == 2 + len(ALL)
    assert len(grafana.requests) <= 30
    assert set(grafana.dashboards) == {dashboard["uid"] for dashboard in ALL.values()}
    assert {versions[-1]["folderUid"] for versions in grafana.dashboards.values()} == {"rumors"}
    source = grafana.sources["rumor-clickhouse"]
    assert (
        source["jsonData"]["host"],
        source["jsonData"]["username"],
        source["secureJsonData"],
    ) == ("ch.example", "grafana", {"password": "hush"})
    grafana.requests.clear()
    again = run(url)
    assert again.written == []
    assert grafana.writes() == []
    assert len(grafana.requests) <= 30
    assert "nothing was written" in list(lines_of(again))


def test_a_grafana_that_migrates_what_it_stores_does_not_look_changed_by_hand(
    grafana: Grafana, url: str
) -> None:
    run(url)
    grafana.migrates = True
    assert run(url).written == []


def test_a_dashboard_changed_by_hand_is_left_alone_and_shown_until_forced(
    grafana: Grafana, url: str
) -> None:
    run(url)
    grafana.save_by_hand("rumor-desk", title="My desk")
    done = run(url)
    assert done.written == []
    assert '"title": "My desk"' in done.differs["Desk overview"]
    assert '+ "title": "Desk overview"' in done.differs["Desk overview"]
    assert grafana.dashboards["rumor-desk"][-1]["dashboard"]["title"] == "My desk"
    assert "dashboard Desk overview: updated" in run(url, force=True).written
    assert grafana.dashboards["rumor-desk"][-1]["dashboard"]["title"] == "Desk overview"
    assert run(url).written == []


def test_a_new_version_of_ours_replaces_the_old(grafana: Grafana, url: str) -> None:
    run(url)
    newer = {name: dashboard | {"description": "newer"} for name, dashboard in ALL.items()}
    done = publish(Target(url, TOKEN, CLICKHOUSE_URL), newer)
    assert len(done.written) == len(ALL)
    assert {len(versions) for versions in grafana.dashboards.values()} == {2}


def test_a_dashboard_or_folder_moved_by_hand_stays_where_it_is(grafana: Grafana, url: str) -> None:
    run(url)
    grafana.folders["rumors"]["parentUid"] = "city"
    grafana.folders["mine"] = {"uid": "mine", "title": "Mine"}
    grafana.dashboards["rumor-desk"][-1]["folderUid"] = "mine"
    newer = {name: dashboard | {"description": "newer"} for name, dashboard in ALL.items()}
    done = publish(Target(url, TOKEN, CLICKHOUSE_URL), newer)
    assert grafana.dashboards["rumor-desk"][-1]["folderUid"] == "mine"
    assert any("moved by hand below the folder city" in line for line in done.left)
    assert any("moved by hand to the folder mine" in line for line in done.left)


def test_a_data_source_that_connects_elsewhere_is_updated_by_uid(
    grafana: Grafana, url: str
) -> None:
    run(url)
    grafana.requests.clear()
    done = publish(Target(url, TOKEN, "clickhouse://grafana:hush@other.example:9000/rumor"), ALL)
    assert done.written == ["data source Rumors ClickHouse: updated"]
    assert grafana.writes() == [("PUT", "/api/datasources/uid/rumor-clickhouse")]


def refused(url: str, *, token: str = TOKEN) -> str:
    with pytest.raises(GrafanaFailed) as error:
        run(url, token=token)
    assert TOKEN not in str(error.value)
    assert "hush" not in str(error.value)
    return str(error.value)


def test_a_grafana_that_is_away_too_old_or_without_the_plugin(grafana: Grafana, url: str) -> None:
    assert "cannot be reached" in refused("http://127.0.0.1:9")
    assert "http(s)://host" in refused("grafana.example")
    grafana.plugin = False
    assert "grafana cli plugins install grafana-clickhouse-datasource" in refused(url)
    for old in ("10.4.19", "11.5.2", "11.5.0-pre+security"):
        grafana.version = old
        assert f"Grafana {old} is too old" in refused(url)
    for new in ("11.6.0", "12.0.0+security-01", "13.0.0-123"):
        grafana.version, grafana.plugin = new, True
        run(url)


FAULTS = [
    (Fault("GET", "/api/folders", 401, '{"message":"Unauthorized"}'), "does not accept the token"),
    (
        Fault("POST", "/api/folders", 403, '{"message":"You\'ll need additional permissions"}'),
        "may not use /folders: give its service account the role",
    ),
    (Fault("POST", "/api/datasources", 403, '{"message":"no"}'), "the right to write data sources"),
    (Fault("POST", "/api/dashboards", 404, '{"message":"Not found"}'), "is not there (404)"),
    (
        Fault("POST", "/api/folders", 409, '{"message":"same name"}'),
        "the name is taken by something else (same name)",
    ),
    (
        Fault("POST", "/api/dashboards", 412, '{"message":"changed","status":"version-mismatch"}'),
        "somebody saved at the same time",
    ),
    (
        Fault("POST", "/api/dashboards", 422, '{"message":"panels: invalid"}'),
        "Grafana refused /dashboards/db (422): panels: invalid",
    ),
    (
        Fault("POST", "/api/dashboards", 400, '{"message":"bad request data"}'),
        "(400): bad request data",
    ),
    (
        Fault("POST", "/api/dashboards", 500, '{"message":"boom"}'),
        "Grafana failed at /dashboards/db (500)",
    ),
    (Fault("POST", "/api/dashboards", 502, HTML), "with an error page"),
    (Fault("GET", "/api/health", 200, "<html>log in</html>"), "with a page, not with JSON"),
    (Fault("GET", "/api/health", 200, '{"hello":"world"}'), "does not answer as Grafana does"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_every_refusal_says_what_to_do_and_what_was_written(
    grafana: Grafana, url: str, fault: Fault, said: str
) -> None:
    grafana.faults.append(fault)
    with pytest.raises(GrafanaFailed) as error:
        run(url)
    assert said in str(error.value)
    written = {("POST", "/api/dashboards"): 2, ("POST", "/api/folders"): 1}.get(
        (fault.method, fault.path), 1 if fault.path == "/api/folders" else 0
    )
    assert len(error.value.written) == written


def test_an_empty_answer_is_a_success_and_a_slow_one_is_told(
    grafana: Grafana, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    grafana.faults.append(Fault("POST", "/api/datasources", 204, ""))
    assert "data source Rumors ClickHouse: created" in run(url).written
    monkeypatch.setattr(client, "ANSWER_WITHIN_S", 0.2)
    grafana.faults = [Fault("GET", "/api/folders", 200, "{}", wait_s=1.0)]
    assert "has not answered /folders/rumors within" in refused(url)


def test_a_wrong_token_and_names_taken_by_something_else(grafana: Grafana, url: str) -> None:
    assert "does not accept the token" in refused(url, token="glsa_wrong")
    grafana.sources["x"] = {
        "uid": "x",
        "name": "Rumors ClickHouse",
        "type": "mysql",
        "jsonData": {},
    }
    assert "of another type, mysql (uid x): rename or delete it" in refused(url)
    grafana.sources = {
        "rumor-clickhouse": {
            "uid": "rumor-clickhouse",
            "name": "y",
            "type": "mysql",
            "jsonData": {},
        }
    }
    assert "is of another type, mysql" in refused(url)


def test_a_dashboard_provisioned_by_a_file_is_not_touched(grafana: Grafana, url: str) -> None:
    run(url)
    grafana.provisioned = True
    assert "is provisioned by a file" in refused(url)


def test_the_command_prints_no_secret_and_exits_1_on_changes_by_hand(
    grafana: Grafana, url: str, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    env = {
        "RUMOR_GRAFANA_URL": url,
        "RUMOR_GRAFANA_TOKEN_FILE": str(tmp_path / "token"),
        "RUMOR_GRAFANA_CLICKHOUSE_URL": CLICKHOUSE_URL,
    }

    def command(*words: str, **more: str) -> cli.Done:
        return cli.run(*words, env=env, **more)

    first = command("dashboards", "publish")
    assert first.returncode == 0, first.stderr
    assert "nothing was written" in command("dashboards", "publish").stdout
    grafana.save_by_hand("rumor-desk", refresh="")
    changed = command("dashboards", "publish")
    assert changed.returncode == 1
    assert "was changed by hand, left alone" in changed.stdout
    wrong = command(
        "dashboards", "publish", RUMOR_GRAFANA_TOKEN_FILE="", RUMOR_GRAFANA_TOKEN="glsa_wrong"
    )
    assert wrong.returncode == 1
    shown = command("settings").stdout
    for text in (first.stdout, first.stderr, changed.stdout, wrong.stderr, shown):
        assert TOKEN not in text
        assert "glsa_wrong" not in text
        assert "hush" not in text


def test_the_exported_folder_holds_everything_and_no_secret(tmp_path: Path) -> None:
    files = export.export(tmp_path, clickhouse_url=CLICKHOUSE_URL)
    assert {str(path.relative_to(tmp_path)) for path in files} == {
        "datasources/rumors.yaml",
        "dashboards/rumors.yaml",
        "alerting/rumors.yaml",
        *(f"dashboards/rumors/{name}" for name in ALL),
    }
    assert all("hush" not in path.read_text() for path in files)
    sources = json.loads((tmp_path / "datasources/rumors.yaml").read_text())["datasources"]
    rules = json.loads((tmp_path / "alerting/rumors.yaml").read_text())["groups"][0]["rules"]
    uids = {source["uid"] for source in sources} | {"__expr__"}
    assert {part["datasourceUid"] for rule in rules for part in rule["data"]} == uids
    assert {rule["uid"] for rule in rules} == {
        "rumor-silence",
        "rumor-rejects",
        "rumor-deliveries",
        "rumor-lag",
    }
    assert "$" not in (tmp_path / "alerting/rumors.yaml").read_text()
    for name, dashboard in ALL.items():
        assert json.loads((tmp_path / "dashboards/rumors" / name).read_text()) == dashboard


def test_a_password_in_grafanas_url_is_in_no_message() -> None:
    for url in ("ftp://admin:p4ss/w0rd@grafana.example", "http://admin:p4ss@127.0.0.1:9"):
        with pytest.raises(GrafanaFailed) as caught:
            client.Grafana(url, "token", []).ask("/api/health")
        assert "p4ss" not in str(caught.value)
        assert "w0rd" not in str(caught.value)
        assert "127.0.0.1" in str(caught.value) or "grafana.example" in str(caught.value)
