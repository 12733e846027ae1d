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
