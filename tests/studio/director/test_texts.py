"""Texts of every kind, as an editor would cut them."""

from __future__ import annotations

import itertools

import pytest

from skill import i18n
from skill.studio.director.direct import direct
from skill.studio.director.turn import History
from skill.studio.movie import Movie


def made(text: str) -> Movie:
    turn = direct(text, None, history=History(), language=i18n.detect(text))
    assert turn.movie, turn.text
    return turn.movie


def texts(text: str) -> list[str]:
    return [scene.text for scene in made(text).scenes]


def test_steps_inside_a_paragraph_get_a_numbered_scene_each() -> None:
    movie = made(
        "Top 3 snacks: 1. Bifana at O Trevo 2. Pastel de nata 3. Caldo verde. vertical, half a minute"
    )
    assert [scene.number for scene in movie.scenes] == [None, 1, 2, 3]
    assert (movie.duration_ms, movie.scenes[0].layout) == (30_000, "hook")


def test_chinese_steps_get_a_numbered_scene_each_without_their_marks() -> None:
    movie = made("番茄炒蛋教程：第一步，番茄切块；第二步，鸡蛋打散加盐；第三步，炒熟。40秒，配上旁白")
    assert [scene.text for scene in movie.scenes] == ["番茄炒蛋教程", "番茄切块", "鸡蛋打散加盐", "炒熟"]
    assert (movie.duration_ms, movie.voice is not None) == (40_000, True)


def test_settings_at_the_end_of_a_text_that_asks_for_nothing_are_settings() -> None:
    movie = made("City council approves 12 new bike lanes; works start in March; 3 streets closed. 30s, 16:9")
    assert (movie.duration_ms, movie.width, movie.height) == (30_000, 1920, 1080)
    assert not any("16:9" in scene.text for scene in movie.scenes)


def test_settings_after_a_text_that_was_handed_over_are_settings_as_well() -> None:
    movie = made(
        "Make a video from this text:\n\nRain falls on the hills. Rivers carry it to the sea. 20s, square"
    )
    assert (movie.duration_ms, movie.width, movie.height, len(movie.scenes)) == (20_000, 1080, 1080, 2)


def test_emoji_stay_with_the_sentence_they_end() -> None:
    said = texts(
        "Make a promo: Introducing BrewBox 🎉 Fresh coffee every Monday! ☕ Only $12 a week. Order at brewbox.com"
    )
    assert said[:3] == ["Introducing BrewBox 🎉", "Fresh coffee every Monday! ☕", "Only $12 a week"]
    assert texts("愿你健康平安，笑口常开🎂 感谢你一直以来的付出。爱你的女儿小雨，永远爱你，生日快乐！")[
        0
    ].endswith("🎂")


def test_a_sentence_after_the_colon_of_the_wish_is_not_lost() -> None:
    assert (
        texts("Explainer: Why do cats purr? Cats purr at 25 hertz. It helps their bones heal.")[0]
        == "Why do cats purr?"
    )


def test_the_one_who_said_a_quotation_stands_under_it() -> None:
    [scene] = made('"The only way to do great work is to love what you do." — Steve Jobs').scenes
    assert (scene.layout, scene.detail) == ("quote", "— Steve Jobs")


def test_ticks_make_a_list_and_the_call_comes_last() -> None:
    movie = made(
        "姐妹们‼️这家店绝了😭\n✅ 人均50吃到撑\n✅ 老板超nice\n✅ 出片率100%📸\n📍 愚园路100号\n记得收藏⭐"
    )
    assert movie.scenes[1].items == ("人均50吃到撑", "老板超nice", "出片率100%📸")
    assert movie.scenes[-1].layout == "cta"


def test_the_items_of_a_short_list_are_not_squeezed_into_the_hook() -> None:
    movie = made(
        "5 habits of happy people\n- Sleep 8 hours\n- Walk every day\n- Call a friend\nWhich one today?"
    )
    assert (movie.scenes[0].text, movie.scenes[0].detail) == ("5 habits of happy people", "")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "3 reasons to visit Porto, 40 sec, landscape: the river, the tiles, the wine",
            ["river", "tiles", "wine"],
        ),
        ("三个省电小技巧，40秒，横屏：换LED灯、关好窗、拔掉充电器", ["换led灯", "关好窗", "拔掉充电器"]),
    ],
)
def test_settings_between_a_list_and_its_colon_are_settings(text: str, rows: list[str]) -> None:
    movie = made(text)
    assert [scene.name.casefold() for scene in movie.scenes][-3:] == rows
    assert (movie.duration_ms, movie.width, movie.height) == (40_000, 1920, 1080)
    assert not any("landscape" in scene.text.casefold() or "横屏" in scene.text for scene in movie.scenes)


def test_a_list_after_a_colon_is_one_scene_each() -> None:
    movie = made("Make a 24s landscape video about Chinese tea: 绿茶, 红茶, 乌龙茶, 白茶 - one scene each")
    assert [scene.name for scene in movie.scenes] == ["绿茶", "红茶", "乌龙茶", "白茶"]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("做一个介绍垃圾分类的视频，4个场景：可回收物、厨余垃圾、有害垃圾、其他垃圾，每个场景6秒", 24_000),
        ("a video with three scenes: rain, river, sea, 5 seconds each", 15_000),
    ],
)
def test_a_length_of_each_scene_is_not_that_of_the_whole(text: str, ms: int) -> None:
    assert made(text).duration_ms == ms


def test_facts_about_an_offer_are_not_taken_for_settings() -> None:
    said = " ".join(
        texts("flash sale video: 30% off all sneakers, code RUN30, ends Sunday. 9:16. 10 seconds. hype music")
    )
    assert "30%" in said
    assert "RUN30" in said


@pytest.mark.parametrize(
    ("text", "scenes", "seconds"),
    [
        (
            "Make a 15-second video: Every tea tells a story. Heat the pot and wait three minutes. Pour slowly.",
            ["Every tea tells a story", "Heat the pot", "Wait three minutes", "Pour slowly"],
            15,
        ),
        (
            "Create a 12-second video: Fresh bread every morning. Come early! "
            "Title 'Bakery' for the first 2 seconds. Square, calm music.",
            ["Fresh bread every morning", "Come early!"],
            12,
        ),
        (
            "做一个15秒的视频：每一种茶都有故事。把壶烫热。慢慢倒。",
            ["每一种茶都有故事", "把壶烫热", "慢慢倒"],
            15,
        ),
    ],
)
def test_sentences_after_a_colon_are_the_text_whatever_they_speak_of(
    text: str, scenes: list[str], seconds: int
) -> None:
    assert texts(text) == scenes
    assert made(text).duration_ms == seconds * 1000


def test_another_version_differs_in_look_transitions_and_music_and_keeps_the_words() -> None:
    first = direct("a 20s video about rain", None, history=History(), language="en")
    seen = [first.movie]
    turn = first
    for _ in range(3):
        turn = direct("another version", turn.movie, history=turn.history, language="en")
        seen.append(turn.movie)
    movies = [movie for movie in seen if movie]
    assert len({movie.look.theme for movie in movies}) == 4
    assert len({movie.look.seed for movie in movies}) == 4
    assert all(a.look.transition != b.look.transition for a, b in itertools.pairwise(movies))
    assert all(a.music != b.music for a, b in itertools.pairwise(movies))
    assert all([s.text for s in m.scenes] == [s.text for s in movies[0].scenes] for m in movies)


@pytest.mark.parametrize(
    ("text", "scenes", "seconds"),
    [
        (
            "Make a video: 20 seconds, square. Text: Our studio opens on Sunday. Try any class for free.",
            ["Our studio opens on Sunday", "Try any class for free"],
            20,
        ),
        (
            "news style, 12s: The council votes to close Main Street. Shop owners are divided over the plan.",
            ["The council votes to close Main Street", "Shop owners are divided over the plan"],
            12,
        ),
        (
            "We moved! We are open from Monday. Come say hi. Please make it a 15 second square video.",
            ["We moved!", "We are open from Monday", "Come say hi"],
            15,
        ),
        (
            "Make a 10s video with this text: Fresh bread from 7 am. Live music at noon. Then send me the mp4.",
            ["Fresh bread from 7 am", "Live music at noon"],
            10,
        ),
        (
            "老师好，帮我把下面这段话做成视频：春天来了。小草钻出来，绿绿的。横屏，20秒，要有旁白和字幕，谢谢",
            ["春天来了", "小草钻出来，绿绿的"],
            20,
        ),
        (
            "小红书文案：姐妹们！这家巷子里的咖啡店真的绝了。拿铁只要18元～ 帮我做成15秒竖版视频，做好就导出",
            ["姐妹们！", "这家巷子里的咖啡店真的绝了", "拿铁只要18元～"],
            15,
        ),
    ],
)
def test_what_is_said_about_the_video_is_not_shown_in_it(text: str, scenes: list[str], seconds: int) -> None:
    assert texts(text) == scenes
    assert made(text).duration_ms == seconds * 1000


def test_a_steps_time_is_not_the_videos() -> None:
    movie = made(
        "Recipe video please! Noodles: 1) Beat 3 eggs 2) Boil the noodles 4 minutes 3) Enjoy, 20 seconds"
    )
    assert movie.duration_ms == 20_000
    assert [scene.text for scene in movie.scenes][-3:] == [
        "Beat 3 eggs",
        "Boil the noodles 4 minutes",
        "Enjoy",
    ]


def test_love_is_not_a_setting_and_a_name_keeps_its_initials() -> None:
    assert "We love you" in texts(
        "Happy birthday, mum! You raised 3 kids. We love you. - warm, 20 sec, portrait"
    )
    said = texts('Make a teaser for "The Quiet Hour", a thriller by J. K. Stone, out 3 May. 20 s')
    assert any("J. K. Stone" in text for text in said)


def test_captions_and_a_title_can_be_asked_for_together() -> None:
    movie = made(
        "promo with captions and the title 'Night Market': Forty stalls, one street. Bring your appetite."
    )
    assert movie.captions is not None
    assert [title.text for title in movie.titles] == ["Night Market"]


def test_marks_of_a_pasted_markdown_text_are_not_shown() -> None:
    text = "Turn this into a video:\n\n# Launch notes\n- **Dark mode** is here\n- Sync is faster\n- 120 bugs fixed"
    assert texts(text)[:2] == ["Launch notes", "Dark mode is here"]


def test_a_text_between_lines_of_dashes_is_the_whole_text() -> None:
    movie = made(
        "narrate exactly what's between the lines\n---\nCoffee was banned in 1511. You drink a rebel.\n---\nfor reels"
    )
    assert [scene.text for scene in movie.scenes] == ["Coffee was banned in 1511", "You drink a rebel"]
    assert movie.voice is not None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("gm! 10s teaser, square, our indie game MOTHLIGHT drops oct 3. moody synthwave", 10),
        ("物理小课堂：为什么天是蓝的，给我家5岁的老二看，45秒，画风童趣，配音", 45),
        (
            "ah. Make me a 25 second clip then, top 5 houseplants you can't kill, upright format. calm marimba",
            25,
        ),
    ],
)
def test_a_first_message_with_a_length_in_it_is_a_brief(text: str, seconds: int) -> None:
    movie = made(text)
    assert movie.duration_ms == seconds * 1000
    assert len(movie.scenes) > 1


def test_points_in_brackets_and_points_of_a_scene_each_are_scenes() -> None:
    said = texts(
        "A 20s PSA about helmets. (1) commuter on a bike (2) near miss with a car (3) helmet clicked on"
    )
    assert said[-3:] == ["Commuter on a bike", "Near miss with a car", "Helmet clicked on"]
    assert texts("豆豆账本上线了！三个卖点：语音记账、家庭共享、自动报表，每个来一个镜头。25秒")[-3:] == [
        "语音记账",
        "家庭共享",
        "自动报表",
    ]


@pytest.mark.parametrize(
    ("text", "scenes"),
    [
        (
            "做一个20秒竖屏视频：多肉植物、仙人掌、蕨类。仙人掌耐旱，蕨类喜阴。全场包邮。",
            ["多肉植物", "仙人掌", "蕨类", "仙人掌耐旱，蕨类喜阴", "全场包邮"],
        ),
        (
            "Haz un video de 20 segundos sobre nuestra tienda: suculentas, cactus y helechos. Envío gratis.",
            ["Suculentas", "Cactus", "Helechos", "Envío gratis"],
        ),
        (
            "Make a 20 second video about our plant shop: succulents, cactus and ferns. Free shipping.",
            ["Succulents", "Cactus", "Ferns", "Free shipping"],
        ),
    ],
)
def test_what_is_told_after_a_list_of_scenes_is_shown_after_it(text: str, scenes: list[str]) -> None:
    assert texts(text) == scenes


def test_points_of_which_one_takes_its_time_are_a_list() -> None:
    movie = made("手冲咖啡的步骤：磨豆、闷蒸30秒、注水、享用")
    assert [(scene.text, scene.number) for scene in movie.scenes] == [
        ("手冲咖啡的步骤", None),
        ("磨豆", 1),
        ("闷蒸30秒", 2),
        ("注水", 3),
        ("享用", 4),
    ]
    assert movie.duration_ms != 30_000


def test_an_opening_that_only_announces_is_not_the_subject() -> None:
    movie = made("宣布一下，豆豆账本上线了：自动记账、预算提醒、家庭共享")
    assert movie.scenes[0].text == "豆豆账本上线了"
    assert movie.scenes[1].items == ("自动记账", "预算提醒", "家庭共享")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Make a 15 second promo for our bakery. Title: Fresh Every Morning. Warm colors.",
            "Fresh Every Morning",
        ),
        ("做一个15秒的面包店宣传片，标题：每天新鲜出炉，轻音乐", "每天新鲜出炉"),
        (
            "Haz un video de 15 segundos para nuestra panadería, título: Recién horneado, piano suave",
            "Recién horneado",
        ),
    ],
)
def test_a_title_without_quotation_marks_is_a_title_from_the_start(text: str, title: str) -> None:
    movie = made(text)
    assert [shown.text for shown in movie.titles] == [title]
    assert not any(word in scene.text for scene in movie.scenes for word in (title, "colors", "音乐"))


def test_an_abbreviation_ends_no_sentence_and_no_scene() -> None:
    said = texts(
        "Open house at 418 Alder St. Suite 200. Donuts from Dr. Miller's team. "
        "Come by between 2 p.m. and 5 p.m. Bring a friend."
    )
    assert said == [
        "Open house at 418 Alder St. Suite 200",
        "Donuts from Dr. Miller's team",
        "Come by between 2 p.m. and 5 p.m.",
        "Bring a friend",
    ]
    doors = texts("Doors open at 9 a.m. Monday. Bring your own cup. Music all day, every day.")
    assert doors[0] == "Doors open at 9 a.m. Monday"


def test_a_feeling_asked_for_goes_before_what_the_occasion_looks_like() -> None:
    movie = made("A romantic video for my wife's birthday, 20 seconds")
    assert (movie.look.mood, movie.music and movie.music.name) == ("romantic", "Romantic")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("a poem video: The fog comes on little cat feet", "The fog comes on little cat feet"),
        (
            "Make a haiku video: An old silent pond / A frog jumps in / Silence again. 15 seconds, square",
            "Silence again",
        ),
        ("做一个小诗视频：床前明月光，疑是地上霜。15秒", "疑是地上霜"),
    ],
)
def test_verses_end_with_their_own_last_line(text: str, last: str) -> None:
    assert texts(text)[-1].endswith(last)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "Turn this into a 30 second promo for our coffee roastery: We roast every Tuesday. Small batches.",
            "Coffee roastery",
        ),
        ("给我们的花店做一个20秒的宣传片：每一束都是当天采的。下单两小时送达。", "花店"),
        (
            "Make a 20 second promo for our bakery: The bakery on the corner. Warm bread at six.",
            "The bakery on the corner",
        ),
    ],
)
def test_a_text_that_does_not_say_its_subject_opens_with_it(text: str, first: str) -> None:
    assert texts(text)[0] == first


@pytest.mark.parametrize(
    ("text", "scenes"),
    [
        (
            "hey! can u do like a 30 sec explainer on why the sky is blue? sunlight is made of all colours. "
            "Air scatters blue light the most. thx",
            ["Why the sky is blue", "Sunlight is made of all colours", "Air scatters blue light the most"],
        ),
        (
            "30秒科普：为什么猫咪会踩奶？因为小时候踩着妈妈的肚子。长大后踩奶代表放松和信任。",
            ["为什么猫咪会踩奶？", "因为小时候踩着妈妈的肚子", "长大后踩奶代表放松和信任"],
        ),
        (
            "家人们谁懂啊！这家咖啡馆也太好拍了吧。地址：长乐路88号。快约上你的姐妹冲！做个20秒竖屏视频",
            ["家人们谁懂啊！", "这家咖啡馆也太好拍了吧", "地址：长乐路88号", "快约上你的姐妹冲！"],
        ),
        (
            "Feliz cumpleaños, mamá. Gracias por cada desayuno. Te queremos mucho. Video de 12 segundos con guitarra",
            ["Feliz cumpleaños, mamá", "Gracias por cada desayuno", "Te queremos mucho"],
        ),
        (
            "Summer Sale! Everything 50% off. Online & in store. Shop now at moji.com — 15s square",
            ["Summer Sale!", "Everything 50% off", "Online & in store", "Shop now at moji.com"],
        ),
        (
            "Quiero un reel de 12 segundos para mi gimnasio FuerzaUno: clases de boxeo y yoga. Primera semana gratis.",
            ["Gimnasio FuerzaUno", "Clases de boxeo y yoga", "Primera semana gratis"],
        ),
    ],
)
def test_a_message_as_people_write_it_shows_its_text_and_nothing_else(text: str, scenes: list[str]) -> None:
    assert texts(text) == scenes


def test_ordinals_at_the_head_of_sentences_are_numbered_steps() -> None:
    movie = made(
        "I need a 30-second video: We cut onboarding to 4 days. First, we deleted half the forms. "
        "Second, we paired every new hire with a buddy. Third, we asked for feedback."
    )
    assert [(s.text, s.number) for s in movie.scenes if s.number] == [
        ("We deleted half the forms", 1),
        ("We paired every new hire with a buddy", 2),
        ("We asked for feedback", 3),
    ]


def test_a_word_inside_a_quotation_does_not_choose_the_look() -> None:
    movie = made("“山重水复疑无路，柳暗花明又一村。”——陆游。做一个12秒的金句视频，水墨风")
    assert movie.look.mood == "guofeng"


@pytest.mark.parametrize(
    ("text", "scenes"),
    [
        (
            "Make an explainer, 40s, about how vaccines work. Your body meets a harmless piece of a virus. "
            "It builds antibodies.",
            ["How vaccines work", "Your body meets a harmless piece of a virus", "It builds antibodies"],
        ),
        (
            'create a video ad for "Lumi", a lamp that follows your sleep. Warm light at night, bright light in the '
            "morning. From $49. 12s, 1:1",
            ["Lumi", "Warm light at night", "Bright light in the morning", "From $49"],
        ),
        (
            "Turn my notes into a 12s video: - revenue up 18% - churn down to 2.1% - 40 new customers",
            ["Revenue up 18%", "Churn down to 2.1%", "40 new customers"],
        ),
        (
            "Noticia: El río alcanza 7 metros. Zaragoza cierra dos puentes. 12 segundos, horizontal, estilo noticiero",
            ["Noticia", "El río alcanza 7 metros", "Zaragoza cierra dos puentes"],
        ),
    ],
)
def test_every_line_of_a_text_is_shown_and_no_setting_is(text: str, scenes: list[str]) -> None:
    movie = made(text)
    assert [scene.text or " / ".join(scene.items) for scene in movie.scenes] == scenes


def test_a_slogan_named_at_creation_is_the_title() -> None:
    movie = made("做个25秒的公司介绍视频，我们是星河科技，成立于2015年，口号：让数据说话")
    assert [title.text for title in movie.titles] == ["让数据说话"]
    assert "星河科技" in [scene.text for scene in movie.scenes]


@pytest.mark.parametrize(
    ("text", "first", "length"),
    [
        (
            "Explain compound interest in 30 seconds. You earn interest on your money. Start early, wait long.",
            "Compound interest",
            30_000,
        ),
        ("鸡胸肉沙拉。鸡胸肉煎熟切片，生菜拌匀，淋油醋汁。热量只要320大卡！20秒", "鸡胸肉沙拉", 20_000),
    ],
)
def test_a_length_said_beside_a_text_is_the_length_and_not_shown(text: str, first: str, length: int) -> None:
    movie = made(text)
    assert (movie.scenes[0].text, movie.duration_ms) == (first, length)
    assert not any("20秒" in f"{s.text} {s.detail}" or "seconds" in s.text for s in movie.scenes)


def test_a_wish_for_a_wedding_closes_with_one() -> None:
    assert texts("祝小美和阿杰新婚快乐，百年好合！15秒，浪漫")[-1] != "感谢观看"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "Morning Brew is a small-batch coffee roaster in Lisbon. Beans are roasted every Tuesday. "
            "Try your first bag at half price: morningbrew.example",
            "Try your first bag at half price: morningbrew.example",
        ),
        (
            "晨光咖啡是一家小店。每周二新鲜烘焙。欢迎所有住在上海的新老朋友来尝：morningbrew.example",
            "欢迎所有住在上海的新老朋友来尝：morningbrew.example",
        ),
        (
            "The bakery opens at seven. Rye bread all day. morningbrew.example has it all",
            "morningbrew.example has it all",
        ),
    ],
)
def test_an_address_stays_with_its_call_and_as_it_is_written(text, last):
    found = made(text).scenes
    assert found[-1].text == last
    assert (found[-1].layout == "cta") == last.endswith("example")
