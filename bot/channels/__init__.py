"""The channels people write on: verify what a vendor sends, read it, send, say what became of it.

A channel knows its vendor and nothing of the queue, the dialogue or the database. What the
vendors say and how sure that is stands beside each rule, with its source.
"""
