"""`make chaos`: the product under load while its processes are killed with -9, and a judge.

People of three simulated vendors write through the real webhooks; the product runs as
`guongsang up` runs it, with the real model, and with a second worker. Vendors deliver twice, late,
in batches, do not hear our 200, answer with errors or not at all. At the end the judge (`judge.py`)
compares what the people wrote with what they saw. Everybody's questions have answers that are told
apart by their words, learnt beforehand in calm weather, so an answer says which message it is for.

`events`: what people did: messages, taps, first contacts. Receipts, echoes, and what a vendor
delivers again come on top.

`lost`: an event whose answer its person never saw; also one that the vendor gave up delivering. Not
lost is an answer that the vendor refused for good, as we had told it to do: counted apart.

`out_of_order`: events answered in another order than written, though they need not have been. An
event may come late, when a later one has been handled already; that cannot be undone. So it is out
of order when something that the same person wrote later was handled before it, although the
product had said 200 to it before that handling's transaction began; or when the answers were seen
in another order than the events were handled in.

`doubled`: an answer seen more than once though every send of it was known to have arrived or not;
and whatever was said that nobody had asked for.

`ambiguous`: messages of ours of which, once at least, nobody could know whether they had arrived:
a connection that ended, no answer in time, a sender killed in between. They are sent again, and so
may be seen twice.
"""
