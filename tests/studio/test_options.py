"""What a user may set about the studio through the environment."""

from __future__ import annotations

import pytest

from skill.studio.options import Options


def test_without_settings_a_studio_is_free_and_talks_like_the_cloud() -> None:
    options = Options.from_env({})
    assert options == Options()
    assert (options.enforce_credits, options.gui_talk, options.silent_share) == (False, True, 0.3)


def test_settings_are_read() -> None:
    options = Options.from_env(
        {"NEMO_STUDIO_CREDITS": "enforce", "NEMO_STUDIO_GUI": "off", "NEMO_STUDIO_SILENT": "0"}
    )
    assert (options.enforce_credits, options.gui_talk, options.silent_share) == (True, False, 0.0)


@pytest.mark.parametrize("share", ["much", "2", "-1", "nan"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Options.from_env({"NEMO_STUDIO_SILENT": share})


def test_models_are_named_by_their_address_and_name() -> None:
    options = Options.from_env(
        {
            "NEMO_LLM_URL": "http://localhost:11434/v1/",
            "NEMO_LLM_MODEL": "small",
            "NEMO_LLM_KEY": "a test key",
        }
    )
    assert options.images is None
    assert options.writer is not None
    assert (options.writer.url, options.writer.model) == ("http://localhost:11434/v1", "small")
    assert "a test key" not in repr(options)


@pytest.mark.parametrize(
    "environ",
    [{"NEMO_LLM_URL": "http://localhost:11434/v1"}, {"NEMO_IMAGE_URL": "localhost", "NEMO_IMAGE_MODEL": "m"}],
)
def test_half_a_model_is_refused_by_the_name_of_what_is_missing(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"NEMO_(LLM_MODEL|IMAGE_URL)"):
        Options.from_env(environ)
