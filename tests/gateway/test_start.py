from tests.gateway.gateway import VENDORS, Gateway
import pytest

@pytest.mark.parametrize("channel", VENDORS)
async def test_talk(gateway: Gateway, channel: str) -> None:
    an = await gateway.says(channel, "cảm ơn")
    print([b.text for b in an.bubbles])
    for m in await gateway.outbox(channel):
        print(m.state, m.error, m.provider_ids, m.parts_sent)
    for e in await gateway.events(channel):
        print(e.kind, e.processed_at, e.error, e.payload)
    assert len(an.heard) == 1
