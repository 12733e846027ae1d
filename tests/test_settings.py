"""Environment and options as settings."""

from pathlib import Path

import pytest

from skill.settings import CLOUD, Settings

HOME = {"HOME": "/home/someone"}


def test_without_anything_the_work_goes_to_the_cloud():
    settings = Settings.from_env(HOME)
    assert settings.api_url == settings.backend == CLOUD
    assert not settings.local
    assert settings.env_token is None


def test_another_backend_is_an_address():
    settings = Settings.from_env(
        {**HOME, "NEMO_API_URL": "http://127.0.0.1:8000/", "NEMO_WEB_URL": "https://w.example/"}
    )
    assert settings.backend == "http://127.0.0.1:8000"
    assert settings.web_url == "https://w.example"


@pytest.mark.parametrize("chosen", [{"local": True}, {}])
def test_local_is_local_by_option_or_address(chosen):
    environ = HOME if chosen else {**HOME, "NEMO_API_URL": "local"}
    settings = Settings.from_env({**environ, "NEMO_TOKEN": "test-own"}, **chosen)
    assert settings.local
    assert settings.backend == "local"
    assert settings.env_token is None


def test_the_users_token_is_used_and_never_shown():
    settings = Settings.from_env({**HOME, "NEMO_TOKEN": " test-own "})
    assert settings.env_token == "test-own"
    assert "test-own" not in repr(settings)


def test_folders_follow_the_home_or_the_xdg_variables():
    settings = Settings.from_env(HOME)
    assert settings.config_dir == Path("/home/someone/.config/nemovideo")
    assert settings.data_dir == Path("/home/someone/.local/share/text-to-ai")
    moved = Settings.from_env({**HOME, "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "relative"})
    assert moved.data_dir == Path("/data/text-to-ai")
    assert moved.config_dir == settings.config_dir


def test_without_home_the_system_is_asked():
    assert Settings.from_env({}).data_dir.is_absolute()
