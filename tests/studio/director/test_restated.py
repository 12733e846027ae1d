"""What is wrong on screen is named with words around it: "roasted in Porto, not Lisbon"."""

from __future__ import annotations

import pytest

from skill import i18n
from skill.studio.director.restated import shortened
from skill.studio.movie import Movie
from tests.studio.director.test_wishes import talk

CAFE = (
    'Turn this into a 20 second video: "Morning Brew is a small coffee roaster. Beans are roasted every Tuesday. '
    'Bags come in blue and reach your door within two days. Brewed by hand at 7am."'
)
SHOP = "做一个20秒视频：小蕨苗圃卖蕨类和苔藓。每周二到货。负责人是王芳。满40元包邮。"
PAN = "Haz un video de 20 segundos con este texto: La panadería Sol abre a las siete. Pan recién hecho en Lisboa."


def shown(movie: Movie) -> list[str]:
    return [line for scene in movie.scenes for line in scene.shown]


@pytest.mark.parametrize(
    ("made", "wish", "line"),
    [
        (CAFE, "the beans are roasted on Friday, not Tuesday", "Beans are roasted every Friday."),
        (CAFE, "beans get roasted every Friday, not every Tuesday", "Beans are roasted every Friday."),
        (CAFE, "brewed at 8am, not 7am", "Brewed by hand at 8am."),
        (CAFE, "brewed by machine, not by hand", "Brewed by machine at 7am."),
        (CAFE, "bags come in green, not blue", "Bags come in green and reach your door within two days."),
        (CAFE, "we're called Evening Brew, not Morning Brew", "Evening Brew is a small coffee roaster."),
        (CAFE, "add a title 'Hi'\nit's Friday, not Tuesday\nmake scene 1 shorter", "Beans are roasted every Friday."),
        (SHOP, "到货是每周三，不是周二", "每周三到货"),
        (SHOP, "加个标题“你好”。负责人是李娜，不是王芳", "负责人是李娜"),
        (PAN, "el pan se hace en Oporto, no en Lisboa", "Pan recién hecho en Oporto"),
    ],
)  # fmt: skip
def test_only_what_was_wrong_is_replaced(made: str, wish: str, line: str) -> None:
    before, after, _ = talk(made, wish)
    assert line in shown(after)
    assert len(set(shown(before)) - set(shown(after))) == 1


def test_words_for_a_scene_are_not_put_right_elsewhere() -> None:
    _, after, _ = talk(CAFE, "scene 4 should say within 3 days, not two")
    assert "Bags come in blue and reach your door within two days." in shown(after)


@pytest.mark.parametrize(
    ("new", "old", "line", "kept"),
    [
        ("three days", "two", "Within two days", "three"),
        ("it sells orchids and moss", "ferns", "Little Fern sells ferns and moss", "orchids"),
        ("run by Anna from Porto", "Marie", "Led by Marie", "Anna from Porto"),
        ("we are in Porto", "Lisbon", "Lisbon, open from 9", "Porto"),
        ("we're called Bread in Time", "Crust", "Crust opens on Monday", "Bread in Time"),
        ("Anna from Porto", "Marie", "Ask Marie", "Anna from Porto"),
        ("Little Fern Nursery", "Fern", "Fern sells moss", "Little Fern Nursery"),
        ("?", "Fern", "Fern sells moss", "?"),
        ("Porto", "Lisbon", "", "Porto"),
    ],
)
def test_what_stands_around_it_is_not_said_twice(new: str, old: str, line: str, kept: str) -> None:
    with i18n.hearing("en"):
        assert shortened(new, old, line) == kept
