"""Words in the two languages of the project, English and Chinese."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Text(NamedTuple):
    """One thing said in English and in Chinese.

    >>> Text("export controls", "出口管制").in_("zh")
    '出口管制'
    """

    en: str
    zh: str

    def in_(self, lang: Language) -> str:
        """Return the words in `lang`."""
        return self.zh if lang == "zh" else self.en


def about(title: str, name: str, lang: Language) -> str:
    """Return a title and what it is about, as a caption in `lang`.

    >>> about("Equilibrium regions", "Chip ban", "en"), about("均衡区域", "芯片禁令", "zh")
    ('Equilibrium regions: Chip ban', '均衡区域：芯片禁令')
    """
    return Text("{}: {}", "{}：{}").in_(lang).format(title, name)


def join(*parts: Text) -> Text:
    """Return texts one after the other, in each language.

    >>> join(Text("one ", "一"), Text("two", "二"))
    Text(en='one two', zh='一二')
    """
    return Text("".join(part.en for part in parts), "".join(part.zh for part in parts))
