"""What the evidence says of claims that restate it (17 and 18)."""

from __future__ import annotations

from games.statements import Fact
from games.text import Text

FACTS: dict[int, tuple[Fact, ...]] = {
    17: (
        Fact(Text(
            "The US has more computing power than China, China more than European countries.",
            "美国算力多于中国，中国多于欧洲国家。",
        ), lambda us, cn, eu: us > cn > eu, ("us_compute_share", "cn_compute_share", "eu_compute_share")),
        Fact(Text(
            "China is closer to the US than European countries are to China.",
            "中国与美国的差距小于欧洲国家与中国的差距。",
        ), lambda us, cn, eu: us - cn < cn - eu, ("us_compute_share", "cn_compute_share", "eu_compute_share")),
    ),
    18: (
        Fact(Text(
            "The EU counted as one market, it is the second largest.",
            "以欧盟为一个市场计，其为第二大市场。",
        ), lambda us, eu, cn: us > eu > cn, ("us_genai_market", "eu_genai_market", "cn_genai_market")),
        Fact(Text(
            "Its members counted one by one, China is the second largest, as section 4.5 says.",
            "以单个国家计，中国为第二大市场，与 4.5 节一致。",
        ), lambda us, cn, uk, de: us > cn > max(uk, de),
        ("us_genai_market", "cn_genai_market", "uk_genai_market", "de_genai_market")),
    ),
}  # fmt: skip
